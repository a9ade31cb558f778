"""What is told to police, to the person, and to whom a concern is passed."""

from collections.abc import Iterable
from datetime import datetime

from pathways.arrest_tests.rules.moments import time_in_words
from pathways.disposals.rules import EARLY, Reported, early_report
from pathways.engagement.forms.correcting import Corrected
from pathways.engagement.rules import FollowUpDecision, RequiredOutcome
from pathways.refusals import Reason
from pathways.safeguarding.forms import AvoidForm, ConcernForm
from pathways.ui.fields import Choice, DateBoxes, Line, Moment, Radios, Ticks, choices_of
from pathways.ui.forms import Form, RuledForm


class ConditionForm(RuledForm):
    """Whether a condition was met: that, and the day, and nothing else."""

    reported = Radios(
        "What do you report?", choices=choices_of(Reported), required="Select whether the condition was met"
    )
    on = DateBoxes("On which day was it met, or not met?", called="The date", not_future=True)
    early = Ticks("It may still be done", choices=[Choice("early", EARLY)], required=False)
    until = ""
    """Until when it may still be done, in words: “not met” is then asked twice. The view says it."""

    def against(self) -> Iterable[Reason]:
        is_not_met = self.reported.data is Reported.NOT_MET
        return early_report(self.until, is_not_done=is_not_met, is_meant=bool(self.early.data))


STANDING = "standing"


class RequiredForm(Corrected):
    """What became of a required assessment."""

    which = Radios("Which appointment is this about?", required="Select which appointment this is about")
    outcome = Radios("What happened?", choices=choices_of(RequiredOutcome), required="Select what happened")
    left_unknown = Ticks(
        "If they left early", choices=[("unknown", "Nobody knows when they left")], required=False, hint=""
    )
    at = Moment(
        "When?",
        called="Assessment",
        hint="When it began, when the person left, or the time on the notice if nobody came",
        not_future=True,
        required=False,
    )

    def offer_times(self, standing: datetime | None, earlier: Iterable[tuple[int, datetime | None]]) -> None:
        """The time that stands, and those that a further notice had changed; nothing is asked where there is none."""
        changed = [(str(number), f"{time_in_words(at)}, changed since") for number, at in earlier if at is not None]
        if not changed:
            del self["which"]
            return
        self.which.choices = [(STANDING, f"{time_in_words(standing)}, as it is now" if standing else ""), *changed]

    @property
    def earlier(self) -> int | None:
        """The change, or the row of the follow-up, whose earlier time this is about."""
        chosen = self.which.data if "which" in self else None
        return int(chosen) if chosen and chosen != STANDING else None

    @property
    def is_time_unknown(self) -> bool:
        return bool(self.left_unknown.data)


class FollowUpForm(Form):
    """Whether the follow-up is required, where and when; or another time for one that is."""

    decision = Radios(
        "What did you decide?",
        choices=choices_of(FollowUpDecision),
        required="Select whether the follow-up is required",
    )
    starts_at = Moment("When is the follow-up?", called="Follow-up", required=False)
    place = Line("Where?", called="Place", required=False, most=300)
    reason = Line("Why is it changed?", called="The reason", required=False)


class FollowUpNoticeForm(Form):
    """The notice of a follow-up, given to the person."""

    given_at = Moment(
        "When did you say it and give the notice?",
        called="Notice",
        hint="Before the assessment ended; for a changed time, before the earlier time",
        not_future=True,
    )


class CaseAvoidForm(AvoidForm):
    """Services to avoid, asked from a case: the same questions as at a desk."""


class CaseConcernForm(ConcernForm):
    """A concern, raised from a case: the same questions as at the custody desk."""
