"""The inspector's decision about a held record: a reason for each rule that was met."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pathways.arrest_tests.rules.holds import HoldDecision, SampleIs, decision_faults
from pathways.refusals import Reason
from pathways.ui.fields import Choice, LongText, Radios, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo

REQUIREMENT = {
    HoldDecision.RELEASE: "It is a requirement like any other, unless the law does not let it be enforced",
    HoldDecision.VOID: "It is kept on record, and counts as never required",
}


class RequirementHoldForm(Form):
    """About a required assessment. `with_rules` adds a reason for each rule that waits."""

    numbers: tuple[int, ...] = ()
    decision = Radios(
        "What do you decide?",
        choices=choices_of(HoldDecision, hints=REQUIREMENT),
        required="Select whether you release it or void it",
    )
    person_told = Radios(
        "Has the person been told?",
        choices=[Choice("yes", "Yes", means=YesNo.YES), Choice("no", "Not yet", means=YesNo.NO)],
        required=False,
    )

    @property
    def reasons(self) -> dict[int, str]:
        """Each rule's number with what was written."""
        return {number: self[f"reason_{number}"].data or "" for number in self.numbers}

    @property
    def is_person_told(self) -> bool | None:
        return {YesNo.YES: True, YesNo.NO: False}.get(self.person_told.data)

    @property
    def reason_fields(self) -> dict[int, Any]:
        return {number: self[f"reason_{number}"] for number in self.numbers}

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        holds = bool(super().validate(*args, **kwargs))
        found = self.against()
        self.refuse(found)
        return holds and not found

    def against(self) -> tuple[Reason, ...]:
        return decision_faults(**self._said(), sample_is=None, has_sample=False)

    def _said(self) -> dict[str, Any]:
        return {
            "reasons": tuple(self.reasons.items()),
            "decision": self.decision.data,
            "is_person_told": self.is_person_told,
        }


class HoldForm(RequirementHoldForm):
    """About a test: what became of the sample is asked too."""

    decision = Radios(
        "What do you decide?", choices=choices_of(HoldDecision), required="Select whether you release it or void it"
    )
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
