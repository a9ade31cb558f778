"""Whether both assessments are required, when and where, and the handing over of the notice."""

from collections.abc import Iterable, Sequence
from typing import Final

from pathways.arrest_tests.forms.ruled import RuledForm
from pathways.arrest_tests.rules import AssessmentDecision, missing_explanations
from pathways.arrest_tests.rules.words import AllSaid
from pathways.refusals import Reason
from pathways.ui.fields import Choice, LongText, Moment, Radios, choices_of

BY_HAND: Final = "by_hand"
"""What stands for a time that no diary offers."""


class AssessmentForm(RuledForm):
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

    def offer(self, services: Sequence[tuple[int, str]], slots: Sequence[tuple[int, str]] = ()) -> None:
        """The services to choose from, as (id, name and town), and the free times of their diaries, as (id, words)."""
        self.service_id.choices = [Choice(str(number), words, means=number) for number, words in services]
        times = [Choice(str(number), words, means=number) for number, words in slots]
        by_hand = Choice(BY_HAND, "Another time or place", "Ring the service first. It must keep no diary for that day")
        self.slot.choices = [*times, by_hand] if times else []

    @property
    def slot_id(self) -> int | None:
        """The time chosen from a diary; None where it is typed by hand."""
        return None if self.slot.data == BY_HAND else self.slot.data

    def against(self) -> Iterable[Reason]:
        if self.decision.data is AssessmentDecision.NOT_IMPOSED:
            if not self.not_imposed_reason.data:
                yield Reason("Enter why you do not require the assessments", "not_imposed_reason")
            return
        if self.slot.choices and self.slot.data is None:
            yield Reason("Select a time, or another time or place", "slot")
            return
        if self.slot_id is not None:
            return
        if self.initial_at.data is None:
            yield Reason("Enter the date and time of the initial assessment", "initial_at")
        if self.service_id.data is None:
            yield Reason("Select the service where the initial assessment is", "service_id")


class NoticeForm(RuledForm):
    all_said = Radios("Did you say all five?", choices=choices_of(AllSaid), required="Select whether you said all five")
    served_at = Moment("Time the notice was handed over", called="Notice", hint="Must be before the person leaves")

    def against(self) -> Iterable[Reason]:
        if self.all_said.data is not AllSaid.ALL:
            yield missing_explanations().as_reason("all_said")
