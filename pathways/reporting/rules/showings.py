"""That figures were shown to the Board: one manager records it, and another reads whether the minutes say so.

A copy of the minutes may be kept with it until that is answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from pathways.approvals.rules import DecisionWords, decision_bars
from pathways.dates import day_in_words, moment_in_words
from pathways.refusals import Reason
from pathways.reporting.rules.editions import Edition
from pathways.vocabulary import Worded


class MinutesRead(Worded):
    """What somebody read before they answered whether the minutes say that figures were shown."""

    BOTH = "both", "Both: the minutes where the Board keeps them, and the copy"
    OWN = "own", "The minutes where the Board keeps them, not the copy"
    COPY = "copy", "The copy alone"


class MinutesSay(Worded):
    """Whether the minutes say that the Board was shown figures."""

    SO = "so", "Yes"
    NOTHING = "nothing", "No, they say nothing of it"
    OTHERWISE = "otherwise", "No, they say something else: another day, page or fingerprint"


@dataclass(frozen=True, kw_only=True)
class MinutesAnswer:
    """What somebody answers who has the minutes before them: which `minute` says so, or what they say `otherwise`, as
    typed; "" where nothing was."""

    says: MinutesSay
    minute: str = ""
    otherwise: str = ""

    @property
    def is_so(self) -> bool:
        return self.says is MinutesSay.SO

    @property
    def facts(self) -> dict[str, Any]:
        """As it is kept."""
        return {"minute": self.minute.strip() or None, "otherwise": self.otherwise.strip() or None}


@dataclass(frozen=True, kw_only=True)
class MinutesCopy:
    """A copy of the minutes as it is kept. `sent_sha256` is of the file that was sent, of which it was drawn anew."""

    number: int
    kind: str
    size: int
    sha256: str
    sent_sha256: str
    added_at: datetime
    added_by: str
    added_by_id: int

    @property
    def size_in_words(self) -> str:
        """As "PDF, 34 kB"."""
        return f"{self.kind}, {max(1, round(self.size / 1000)):,} kB"


@dataclass(frozen=True)
class WitnessAnswer:
    """What whoever keeps the Board's minutes answered by a link: which `minute` says that figures were shown, None
    where none does, and what they say `otherwise`, None where that was not answered. `who` is the name and role that
    they gave."""

    at: datetime
    who: str
    minute: str | None
    otherwise: str | None = None

    @property
    def in_words(self) -> str:
        """As "Yes. Minute 6 of 12 October 2026"."""
        if self.otherwise:
            return f"No. They say something else: {self.otherwise}"
        return f"Yes. {self.minute}" if self.minute else "No"


@dataclass(frozen=True, kw_only=True)
class Showing:
    """That figures of a quarter were shown to the Board, as somebody recorded it, and what somebody else found in the
    minutes: `minute` where they say so, None where they do not, and what they say `otherwise`, None where that was not
    answered. Until then `answered_at` is None.

    `copy` is the number of the newest copy of the minutes that was kept then; `minutes_read` is None of who answered
    before there were copies. `witness` is the e-mail address outside to which the digests of the record went, "" where
    none was set, and `witness_answer` what came back from there. `is_replaced`: the same was recorded again since, and
    that holds.
    """

    number: int
    edition: Edition
    shown_on: date
    recorded_at: datetime
    recorded_by: str
    recorded_by_id: int
    answered_at: datetime | None = None
    answered_by: str = ""
    answered_by_id: int | None = None
    minute: str | None = None
    otherwise: str | None = None
    copy: int | None = None
    minutes_read: MinutesRead | None = None
    witness: str = ""
    witness_answer: WitnessAnswer | None = None
    is_replaced: bool = False

    @property
    def holds(self) -> bool:
        """Whether it says of its figures that they were shown on that day, and nothing later does."""
        return not self.is_replaced and (self.waits or self.minute is not None)

    @property
    def waits(self) -> bool:
        return self.answered_at is None

    @property
    def is_disputed(self) -> bool:
        """Whether whoever keeps the minutes says otherwise than who read them here."""
        answer = self.witness_answer
        return answer is not None and not self.waits and (answer.minute is None) != (self.minute is None)

    def words_beside(self, edition: Edition) -> str:
        """What stands on the page of an edition: these figures, or others of the same quarter."""
        words = self._words_beside(edition)
        if self.witness_answer:
            words += f" {_answer_in_words(self.witness_answer)}"
        return f"{words} Recorded again since: the later record holds." if self.is_replaced else words

    def _words_beside(self, edition: Edition) -> str:
        which = "these figures" if self.edition == edition else f"those as known on {day_in_words(self.edition.as_at)}"
        day, recorded = day_in_words(self.shown_on), f"{self.recorded_by} recorded"
        at = moment_in_words(self.recorded_at)
        if self.answered_at is None:
            return f"Shown to the Board on {day}: {which}. {recorded} it on {at}. {NOT_CONFIRMED}"
        answered = f"{self.answered_by} read {_READ[self.minutes_read]} on {moment_in_words(self.answered_at)}"
        kept = " A copy of them is kept." if self.copy else " No copy of them is kept."
        if self.minutes_read in (MinutesRead.COPY, MinutesRead.BOTH):
            kept = ""  # it is said with what was read
        if self.minute is None:
            instead = f": they say something else: {self.otherwise}" if self.otherwise else ""
            return (
                f"Not in the minutes: that the Board was shown {which} on {day}. {recorded} it on {at}. "
                f"{answered}{instead}.{kept}"
            )
        return f"Shown to the Board on {day}: {which}. {recorded} it on {at}. {answered}: {self.minute}.{kept}"


def _answer_in_words(answer: WitnessAnswer) -> str:
    says = what_they_say(answer.minute, answer.otherwise, of="they")
    return f"Whoever keeps the minutes, asked by e-mail, answered {says} ({answer.who})."


def what_they_say(minute: str | None, otherwise: str | None, *, of: str) -> str:
    """What was found in the minutes, which are named as in `of`: as "that they say so: Minute 6"."""
    if otherwise:
        return f"that {of} say something else: {otherwise}"
    return f"that {of} say so: {minute}" if minute else f"that {of} do not say so"


_READ: Final[Mapping[MinutesRead | None, str]] = {
    None: "the minutes",
    MinutesRead.OWN: "the minutes",
    MinutesRead.COPY: "the copy of the minutes, not the Board’s own,",
    MinutesRead.BOTH: "the minutes, and the copy of them that is kept,",
}
NOT_CONFIRMED: Final = "No second manager has read it in the minutes yet."
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


def why_no_answer_of_minutes(answer: MinutesAnswer) -> Iterator[Reason]:
    """Why the answer cannot be taken like this: whoever says that the minutes have it says where, whoever says that
    they say something else says what, and nobody else does."""
    if answer.is_so and _says_nothing(answer.minute):
        yield Reason("Enter which minute says so, as the minutes number it, and of which meeting", "minute")
    if not answer.is_so and answer.minute.strip():
        yield Reason("You answered No, and entered which minute says so. Change one of the two", "minute")
    if answer.says is MinutesSay.OTHERWISE and _says_nothing(answer.otherwise):
        yield Reason("Enter what they say instead, such as “Shown on 9 October 2026”", "otherwise")
    if answer.says is not MinutesSay.OTHERWISE and answer.otherwise.strip():
        yield Reason(
            "You entered what they say instead. Select that they say something else, or clear this", "otherwise"
        )


def _says_nothing(words: str) -> bool:
    return len(words.strip()) < LEAST_MINUTE or not any(each.isalnum() for each in words)


def why_not_read(minutes_read: MinutesRead | None, *, is_there_a_copy: bool) -> Iterator[Reason]:
    """Why what somebody says they read cannot be: where a copy is kept they say whether they read that, too."""
    if is_there_a_copy and minutes_read is None:
        yield Reason("Select what you read", "minutes_read")
    if not is_there_a_copy and minutes_read not in (None, MinutesRead.OWN):
        yield Reason("No copy of the minutes is kept here that you could have read", "minutes_read")


def why_not_opened(minutes_read: MinutesRead | None, *, is_opened: bool) -> Iterator[Reason]:
    """Nobody says that they read a copy which they did not open: the log would show that it is not so."""
    if minutes_read in (MinutesRead.COPY, MinutesRead.BOTH) and not is_opened:
        yield Reason(NOT_OPENED, "minutes_read")


NOT_OPENED: Final = "You have not opened the newest copy here. Open it and read it, then answer"
COPY_MEANWHILE: Final = "Somebody added a copy of the minutes after you opened the page. Open it, then answer"
TOO_LATE_FOR_A_COPY: Final = (
    "Somebody has read the minutes already: what was kept with them then stays as it was, and no copy is added"
)


def why_no_copy(showing: Showing) -> Iterator[Reason]:
    """Why no copy of the minutes can be added: whoever answered had before them what is kept, and nothing else."""
    if not showing.waits:
        yield Reason(TOO_LATE_FOR_A_COPY)


RECORDED_ALREADY: Final = (
    "It is recorded already that these figures were shown on that day, and waits for somebody to read the minutes"
)


def why_not_shown_on(shown_on: date, made_on: date, today: date) -> Iterator[Reason]:
    """Why figures cannot have been shown on a day."""
    if shown_on < made_on:
        yield Reason(f"These figures were made on {day_in_words(made_on)}. Enter that day or a later one", "shown_on")
    if shown_on > today:
        yield Reason("Record it once the meeting was held: enter today or an earlier day", "shown_on")


LINK_WORKS_FOR: Final = timedelta(days=183)
"""A Board that meets once a quarter approves its minutes at the next meeting; twice that, for who is away (design
choice)."""
