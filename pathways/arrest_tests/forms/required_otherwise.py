"""What really happened when an assessment was required: nothing is refused because a rule was broken."""

from collections.abc import Iterable

from pathways import clock
from pathways.arrest_tests.rules.required_otherwise import RequiredAsItHappened, Spoken, what_is_missing
from pathways.refusals import Reason
from pathways.ui.fields import Choice, LongText, Moment, Radios, Ticks, choices_of
from pathways.ui.forms import RuledForm
from pathways.vocabulary import YesNo


class RequirementHappenedForm(RuledForm):
    """Only what is missing, or cannot be true, is asked again. The view gives the services."""

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

    def said(self) -> RequiredAsItHappened:
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
        return what_is_missing(self.said(), was_handed_over=self._was_handed_over, now=clock.now())
