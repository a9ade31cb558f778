"""The inspector's decision about a held record: a reason for each rule that was met."""

from collections.abc import Sequence
from typing import Any

from pathways.arrest_tests.rules.holds import HoldDecision, SampleIs, decision_faults
from pathways.refusals import Reason
from pathways.ui.fields import Choice, LongText, Radios, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo


class HoldForm(Form):
    """`with_rules` adds a reason for each rule that waits."""

    numbers: tuple[int, ...] = ()
    decision = Radios(
        "What do you decide?", choices=choices_of(HoldDecision), required="Select whether you release it or void it"
    )
    sample_is = Radios("What became of the sample?", choices=choices_of(SampleIs), required=False)
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
        found: tuple[Reason, ...] = decision_faults(
            reasons=tuple(self.reasons.items()),
            decision=self.decision.data,
            sample_is=self.sample_is.data,
            is_person_told=self.is_person_told,
        )
        self.refuse(found)
        return holds and not found


def with_rules(numbers: Sequence[int]) -> type[HoldForm]:
    """The form with one reason for each rule."""
    rows: dict[str, Any] = {
        f"reason_{number}": LongText("Why?", called="Your reason", required=False, most=1000) for number in numbers
    }
    return type("HoldForm", (HoldForm,), {**rows, "numbers": tuple(numbers)})
