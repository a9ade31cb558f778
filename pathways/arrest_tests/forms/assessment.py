"""The forms of a required assessment, of what was done differently, of an inspector's decision, and of a failure."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pathways import clock
from pathways.arrest_tests.assessment.rules import (
    LONGEST_REASON,
    WHEN_IT_IS,
    WHERE_IT_IS,
    WHY_NOT_REQUIRED,
    AssessmentDecision,
    EndedBy,
    explanations_missing,
)
from pathways.arrest_tests.failures_to_attend.rules import FailureStep
from pathways.arrest_tests.forms.testing import SAY_ALL, DrugTestForm
from pathways.arrest_tests.held_records.rules import (
    Difference,
    HoldDecision,
    RequiredAsItHappened,
    SampleIs,
    Spoken,
    decision_faults,
    what_is_missing,
)
from pathways.arrest_tests.rules import RELEASE_OR_VOID, AllSaid
from pathways.arrest_tests.testing.rules.record import faults
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.directory.forms import TimeOfDiary
from pathways.refusals import Reason
from pathways.ui.choices import Choice, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment
from pathways.ui.fields import Line, LongText
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import YesNo

# The decision to require the assessments, and the handing over of the notice.


class RequiredAssessmentForm(TimeOfDiary, RuledForm):
    """Both assessments or neither; the time and the service of the first."""

    decision = Radios(
        "Require an initial and a follow-up assessment?",
        choices=choices_of(AssessmentDecision),
        required="Select whether you require both assessments",
    )
    not_imposed_reason = LongText("Why not?", required=False, most=2000)
    slot = Radios("Initial assessment: choose a time", called="the time", required=False)
    initial_at = Moment("When is the initial assessment?", called="Initial assessment", required=False)
    service_id = Radios("Where?", required=False)

    def against(self) -> Iterable[Reason]:
        if self.decision.data is AssessmentDecision.NOT_IMPOSED:
            if not self.not_imposed_reason.data:
                yield Reason(WHY_NOT_REQUIRED, "not_imposed_reason")
            return
        yield from self.time_faults(WHEN_IT_IS, WHERE_IT_IS)


class NoticeForm(RuledForm):
    all_said = Radios(
        "Did you say all five?",
        choices=[Choice("all", "Yes, all five", means=AllSaid.ALL), *choices_of([AllSaid.NOT_ALL])],
        required="Select whether you said all five",
    )
    served_at = Moment("Time the notice was handed over", called="Notice", hint="Must be before the person leaves")

    def against(self) -> Iterable[Reason]:
        if self.all_said.data is not AllSaid.ALL:
            yield from (finding.as_reason("all_said") for finding in explanations_missing(()))


# What really happened at a test: the questions of a test, and what was done differently.


RECORDED, ANOTHER = "recorded", "another"


class HappenedForm(DrugTestForm):
    """What really happened at a test. A broken rule is no reason to refuse it: only what is missing or untrue is."""

    which = Radios(
        "Which sample is this about?",
        choices=[(RECORDED, "The sample that is recorded already"), (ANOTHER, "Another sample, taken as well")],
        required="Select which sample this is about",
    )
    outcome = Radios(
        "What came of it?",
        choices=choices_of((SampleOutcome.SAMPLE_GIVEN, SampleOutcome.REFUSED, SampleOutcome.COULD_NOT)),
        required="Select what came of it",
    )
    differences = Ticks("What was done differently?", choices=choices_of(Difference), required=False)
    taker = Line("Who took the sample?", required=False, most=100)
    lot = Line("Which lot?", called="Lot", required=False, most=40)
    lot_expires_on = DateBoxes("Its last day", called="The last day of the lot", required=False)
    what_happened = LongText(
        "What happened, and how did you notice?",
        called="What happened",
        required="Enter what happened, and how you noticed",
        hint="Who, when and why, as far as you know. The inspector reads this",
        least=20,
        most=2000,
    )

    def against(self) -> Iterable[Reason]:
        if self.all_said.data is None:
            yield SAY_ALL
        elif self.all_said.data is AllSaid.ALL and self.warned_at.data is None:
            yield Reason("Enter the time you said it", "warned_at")
        if self.adult() is None:
            yield from self.adult_reasons()
        panel = {analyte.code: analyte.label for analyte in self.panel}
        yield from faults(self.record(), now=clock.now(), panel=panel, is_as_it_happened=True)


# The inspector's decision about a held record: a reason for each rule that was met.


REQUIREMENT = {
    HoldDecision.RELEASE: "It is a requirement like any other, unless the law does not let it be enforced",
    HoldDecision.VOID: "It is kept on record, and counts as never required",
}


class RequirementHoldForm(Form):
    """The decision about a held required assessment. `with_rules` adds a reason for each rule that waits."""

    numbers: tuple[int, ...] = ()
    decision = Radios(
        "What do you decide?",
        choices=choices_of(HoldDecision, hints=REQUIREMENT),
        required=RELEASE_OR_VOID,
    )
    person_told = Radios(
        "Has the person been told?",
        choices=[Choice("yes", "Yes", means=YesNo.YES), Choice("no", "Not yet", means=YesNo.NO)],
        required=False,
    )

    @property
    def reasons(self) -> dict[int, str]:
        """The reason that was typed for each rule, by the rule's id."""
        return {number: self[f"reason_{number}"].data or "" for number in self.numbers}

    @property
    def is_person_told(self) -> bool | None:
        return {YesNo.YES: True, YesNo.NO: False}.get(self.person_told.data)

    @property
    def reason_fields(self) -> dict[int, Any]:
        return {number: self[f"reason_{number}"] for number in self.numbers}

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        holds = bool(super().validate(*args, **kwargs))
        reasons = self.against()
        self.refuse(reasons)
        return holds and not reasons

    def against(self) -> tuple[Reason, ...]:
        return decision_faults(**self._said(), sample_is=None, has_sample=False)

    def _said(self) -> dict[str, Any]:
        return {
            "reasons": tuple(self.reasons.items()),
            "decision": self.decision.data,
            "is_person_told": self.is_person_told,
        }


class HoldForm(RequirementHoldForm):
    """The decision about a held test, which also asks what became of the sample."""

    decision = Radios("What do you decide?", choices=choices_of(HoldDecision), required=RELEASE_OR_VOID)
    sample_is = Radios("What became of the sample?", choices=choices_of(SampleIs), required=False)

    def against(self) -> tuple[Reason, ...]:
        return decision_faults(**self._said(), sample_is=self.sample_is.data)


Asked = TypeVar("Asked", bound=RequirementHoldForm)


def with_rules(numbers: Sequence[int], kind: type[Asked]) -> type[Asked]:
    """The form with one reason for each rule."""
    rows: dict[str, Any] = {
        f"reason_{number}": LongText("Why?", called="Your reason", required=False, most=1000) for number in numbers
    }
    return type(kind.__name__, (kind,), {**rows, "numbers": tuple(numbers)})


# Ending a requirement, and deciding about a failure.


class EndRequirementForm(Form):
    """Why a requirement ends."""

    why = Radios("Why does it end?", choices=choices_of(EndedBy), required="Select why it ends")
    reason = LongText("What happened?", called="The reason", most=LONGEST_REASON)
    on = DateBoxes("On which day?", called="The date", not_future=True)


class DecideFailureForm(Form):
    """One decision about a failure, with its reason."""

    step = Radios("What do you decide or record?", required="Select what you decide")
    reason = LongText("Why?", called="The reason", most=4000)
    on = DateBoxes("On which day?", called="The date", not_future=True)

    def offer(self, steps: Iterable[FailureStep]) -> None:
        self.step.choices = choices_of(steps)


# What really happened when an assessment was required.


class RequirementHappenedForm(RuledForm):
    """How an assessment was really required. Only what is missing or untrue is refused. The view offers services."""

    imposed_at = Moment("When was the person told that they must go?", called="The requirement", not_future=True)
    both = Radios(
        "Were both assessments required?",
        choices=[
            Choice("yes", "Yes, the initial and the follow-up", means=YesNo.YES),
            Choice("no", "No, the initial one only", means=YesNo.NO),
        ],
        required="Select whether both assessments were required",
    )
    spoken = Ticks("What was said?", choices=choices_of(Spoken), required=False)
    initial_at = Moment("When was the initial assessment to be?", called="Initial assessment", required=False)
    service_id = Radios("Where?", required=False)
    handed_over = Radios(
        "Was the notice (RA1) handed over?",
        choices=[Choice("yes", "Yes", means=YesNo.YES), Choice("no", "No", means=YesNo.NO)],
        required="Select whether the notice was handed over",
    )
    notice_served_at = Moment("When?", called="The handing over", required=False, not_future=True)
    what_happened = LongText(
        "What happened, and why is it entered now?",
        called="What happened",
        required="Enter what happened, and why it is entered now",
        hint="Who, when and why, as far as you know. The inspector reads this",
        least=20,
        most=2000,
    )

    def entry(self) -> RequiredAsItHappened:
        return RequiredAsItHappened(
            imposed_at=self.imposed_at.data,
            with_follow_up=self.both.data is YesNo.YES,
            initial_at=self.initial_at.data,
            service_id=self.service_id.data,
            spoken=frozenset(self.spoken.data),
            notice_served_at=self.notice_served_at.data if self._was_handed_over else None,
        )

    @property
    def _was_handed_over(self) -> bool:
        return self.handed_over.data is YesNo.YES

    def against(self) -> Iterable[Reason]:
        return what_is_missing(self.entry(), was_handed_over=self._was_handed_over, now=clock.now())
