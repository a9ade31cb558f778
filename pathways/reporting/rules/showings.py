"""That figures were shown to the Board: one manager records it, and another reads whether the minutes say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pathways.approvals.rules import DecisionWords, decision_bars
from pathways.dates import day_in_words, moment_in_words
from pathways.refusals import Reason
from pathways.reporting.rules.editions import Edition


@dataclass(frozen=True, kw_only=True)
class Showing:
    """That figures of a quarter were shown to the Board, as somebody recorded it, and what somebody else found in the
    minutes: `minute` where they say so, None where they do not. Until then `answered_at` is None."""

    number: int
    edition: Edition
    shown_on: date
    recorded_at: datetime
    recorded_by: str
    recorded_by_id: int
    answered_at: datetime | None = None
    answered_by: str = ""
    minute: str | None = None

    @property
    def waits(self) -> bool:
        return self.answered_at is None

    def words_beside(self, edition: Edition) -> str:
        """What stands on the page of an edition: these figures, or others of the same quarter."""
        which = "these figures" if self.edition == edition else f"those as known on {day_in_words(self.edition.as_at)}"
        day, recorded = day_in_words(self.shown_on), f"{self.recorded_by} recorded"
        at = moment_in_words(self.recorded_at)
        if self.answered_at is None:
            return f"Shown to the Board on {day}: {which}. {recorded} it on {at}. {NOT_CONFIRMED}"
        answered = f"{self.answered_by} read the minutes on {moment_in_words(self.answered_at)}"
        if self.minute is None:
            return f"Not in the minutes: that the Board was shown {which} on {day}. {recorded} it on {at}. {answered}."
        return f"Shown to the Board on {day}: {which}. {recorded} it on {at}. {answered}: {self.minute}."


NOT_CONFIRMED: Final = "Nobody else has read it in the minutes yet."
NOT_SHOWN: Final = "Nobody has recorded that figures of this quarter were shown to the Board."
OF_MINUTES: Final = DecisionWords(
    decided="Somebody has read the minutes already", own="You recorded it: somebody else reads the minutes"
)
LEAST_MINUTE: Final = 3


def bars_to_minutes(showing: Showing, by_id: int) -> tuple[Reason, ...]:
    """Why somebody may not answer whether the minutes say that figures were shown."""
    return decision_bars(
        by_id=by_id, proposed_by_id=showing.recorded_by_id, is_decided=not showing.waits, words=OF_MINUTES
    )


def why_no_answer_of_minutes(is_in_them: bool, minute: str) -> Iterator[Reason]:
    """Why the answer cannot be taken like this: whoever says that the minutes have it says where, and nobody else."""
    if is_in_them and len(minute.strip()) < LEAST_MINUTE:
        yield Reason("Enter which minute says so, as the minutes number it, and of which meeting", "minute")
    if not is_in_them and minute.strip():
        yield Reason("You answered No, and entered which minute says so. Change one of the two", "minute")


RECORDED_ALREADY: Final = "It is recorded already that these figures were shown on that day"


def why_not_shown_on(shown_on: date, made_on: date, today: date) -> Iterator[Reason]:
    """Why figures cannot have been shown on a day."""
    if shown_on < made_on:
        yield Reason(f"These figures were made on {day_in_words(made_on)}. Enter that day or a later one", "shown_on")
    if shown_on > today:
        yield Reason("Record it once the meeting was held: enter today or an earlier day", "shown_on")
