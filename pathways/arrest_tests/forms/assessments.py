"""Whether both assessments are required, when and where, and the handing over of the notice."""

from collections.abc import Iterable

from pathways.arrest_tests.rules import AssessmentDecision, explanations_missing
from pathways.arrest_tests.rules.words import AllSaid
from pathways.directory.forms import TimeOfDiary
from pathways.refusals import Reason
from pathways.ui.fields import Choice, LongText, Moment, Radios, choices_of
from pathways.ui.forms import RuledForm


class AssessmentForm(TimeOfDiary, RuledForm):
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
                yield Reason("Enter why you do not require the assessments", "not_imposed_reason")
            return
        yield from self.time_faults(
            "Enter the date and time of the initial assessment", "Select the service where the initial assessment is"
        )


class NoticeForm(RuledForm):
    all_said = Radios(
        "Did you say all five?",
        choices=[Choice("all", "Yes, all five", means=AllSaid.ALL), *choices_of([AllSaid.NOT_ALL])],
        required="Select whether you said all five",
    )
    served_at = Moment("Time the notice was handed over", called="Notice", hint="Must be before the person leaves")

    def against(self) -> Iterable[Reason]:
        if self.all_said.data is not AllSaid.ALL:
            yield from (one.as_reason("all_said") for one in explanations_missing(()))
