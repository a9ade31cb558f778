"""What is recorded of figures that the Board was shown: the day, the minutes, what two people find in them."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from pathways import clock
from pathways.refusals import Reason
from pathways.reporting.rules.showings import (
    MinutesAnswer,
    MinutesRead,
    MinutesSay,
    why_no_answer_of_minutes,
    why_not_read,
    why_not_shown_on,
)
from pathways.ui.choices import Radios, choices_of
from pathways.ui.dates_and_times import DateBoxes
from pathways.ui.fields import Hidden, Line
from pathways.ui.files import ScanField
from pathways.ui.forms import Form, RuledForm

ONLY_WHAT_SAYS_SO: Final = (
    "The page of them that says so is enough. Nobody whom a service knows may be named in it. It is kept with these "
    "figures as long as they are, and cannot be taken out again."
)


class ShownForm(RuledForm):
    """On which day figures that were made were shown to the Board, and a copy of the minutes where there is one by
    now."""

    shown_on = DateBoxes("When was it shown to the Board?", called="The day", hint="The day of the meeting")
    minutes = ScanField(
        "A copy of the minutes (if they are ready)",
        called="Copy of the minutes",
        hint=f"You can add it later, until somebody else has read them. {ONLY_WHAT_SAYS_SO}",
        required=False,
    )
    made_on = date.min

    def against(self) -> Iterable[Reason]:
        """Why they cannot have been shown on that day."""
        return why_not_shown_on(self.shown_on.data, self.made_on, clock.today()) if self.shown_on.data else ()


class CopyForm(Form):
    """A copy of the minutes."""

    keeps_drafts = False

    minutes = ScanField("A copy of the minutes", called="Copy of the minutes", hint=ONLY_WHAT_SAYS_SO)


def _words_of_minutes() -> tuple[Line, Line]:
    """Which minute says so, and what the minutes say otherwise: fields stand on a page in the order of their making."""
    minute = Line(
        "Which minute says so? (if they do)",
        called="The minute",
        hint="Its number and the meeting, such as “Minute 6 of 12 October 2026”. No names",
        required=False,
        most=120,
    )
    otherwise = Line(
        "What do they say? (if it is something else)",
        called="What they say",
        hint="Such as “Shown on 9 October 2026”, or the fingerprint that they quote. No names",
        required=False,
        most=200,
    )
    return minute, otherwise


class AnswersOfMinutes:
    """The part of a form in which whoever has the minutes before them says what they find there."""

    answer: Radios
    minute: Line
    otherwise: Line

    @property
    def answer_of_minutes(self) -> MinutesAnswer:
        """What was answered, once an answer was selected."""
        return MinutesAnswer(says=self.answer.data, minute=self.minute.data or "", otherwise=self.otherwise.data or "")

    def against(self) -> Iterable[Reason]:
        """Why it cannot be answered like this."""
        return why_no_answer_of_minutes(self.answer_of_minutes)


class MinutesForm(AnswersOfMinutes, RuledForm):
    """What was read, where a copy of the minutes is kept; whether they say that the Board was shown these figures, and
    where, or what they say instead. `seen` is the newest copy that stood on the page."""

    seen = Hidden(most=20)
    minutes_read = Radios(
        "What did you read?",
        hint="If the two differ, answer that they say something else.",
        choices=choices_of(MinutesRead),
        required="Select what you read",
    )
    answer = Radios(
        "Do the minutes say that the Board was shown these figures on that day?",
        choices=choices_of(MinutesSay),
        required="Select whether the minutes say so",
    )
    minute, otherwise = _words_of_minutes()

    def against(self) -> Iterable[Reason]:
        """Why it cannot be answered like this."""
        yield from super().against()
        yield from why_not_read(self.read, is_there_a_copy="minutes_read" in self)

    @property
    def read(self) -> MinutesRead | None:
        """What was read; None where there is no copy besides the minutes, so that nobody is asked."""
        return self["minutes_read"].data if "minutes_read" in self else None


class WitnessForm(AnswersOfMinutes, RuledForm):
    """What whoever keeps the Board's minutes finds in them, by the link that they were sent."""

    keeps_drafts = False

    answer = Radios(
        "Do the minutes that you keep say that the Board was shown this page on that day?",
        choices=choices_of(MinutesSay),
        required="Select whether your minutes say so",
    )
    minute, otherwise = _words_of_minutes()
    who = Line(
        "Your name and role",
        called="Your name and role",
        hint="Kept with your answer, and shown beside it",
        most=120,
        required="Enter your name and role",
    )
