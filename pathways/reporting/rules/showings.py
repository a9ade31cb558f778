"""That figures were shown to the Board: one manager records it, and another reads whether the minutes say so.

A copy of the minutes may be kept with it until that is answered. What the page may say that all this proves, and what
it does not, stands at the end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, kw_only=True)
class Showing:
    """That figures of a quarter were shown to the Board, as somebody recorded it, and what somebody else found in the
    minutes: `minute` where they say so, None where they do not. Until then `answered_at` is None.

    `copy` is the number of the newest copy of the minutes that was kept then; `minutes_read` is None of who answered
    before there were copies.
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
    copy: int | None = None
    minutes_read: MinutesRead | None = None

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
        answered = f"{self.answered_by} read {_READ[self.minutes_read]} on {moment_in_words(self.answered_at)}"
        kept = " A copy of them is kept." if self.copy else " No copy of them is kept."
        if self.minutes_read in (MinutesRead.COPY, MinutesRead.BOTH):
            kept = ""  # it is said with what was read
        if self.minute is None:
            return (
                f"Not in the minutes: that the Board was shown {which} on {day}. {recorded} it on {at}. "
                f"{answered}.{kept}"
            )
        return f"Shown to the Board on {day}: {which}. {recorded} it on {at}. {answered}: {self.minute}.{kept}"


_READ: Final[Mapping[MinutesRead | None, str]] = {
    None: "the minutes",
    MinutesRead.OWN: "the minutes",
    MinutesRead.COPY: "the copy of the minutes, not the Board’s own,",
    MinutesRead.BOTH: "the minutes, and the copy of them that is kept,",
}
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


def why_not_read(minutes_read: MinutesRead | None, *, is_there_a_copy: bool) -> Iterator[Reason]:
    """Why what somebody says they read cannot be: where a copy is kept they say whether they read that, too."""
    if is_there_a_copy and minutes_read is None:
        yield Reason("Select what you read", "minutes_read")
    if not is_there_a_copy and minutes_read not in (None, MinutesRead.OWN):
        yield Reason("No copy of the minutes is kept here that you could have read", "minutes_read")


COPY_MEANWHILE: Final = "Somebody added a copy of the minutes after you opened the page. Open it, then answer"
TOO_LATE_FOR_A_COPY: Final = (
    "Somebody has read the minutes already: what was kept with them then stays as it was, and no copy is added"
)


def why_no_copy(showing: Showing) -> Iterator[Reason]:
    """Why no copy of the minutes can be added: whoever answered had before them what is kept, and nothing else."""
    if not showing.waits:
        yield Reason(TOO_LATE_FOR_A_COPY)


RECORDED_ALREADY: Final = "It is recorded already that these figures were shown on that day"


def why_not_shown_on(shown_on: date, made_on: date, today: date) -> Iterator[Reason]:
    """Why figures cannot have been shown on a day."""
    if shown_on < made_on:
        yield Reason(f"These figures were made on {day_in_words(made_on)}. Enter that day or a later one", "shown_on")
    if shown_on > today:
        yield Reason("Record it once the meeting was held: enter today or an earlier day", "shown_on")


# What the log has of it. Each line names what an entry must say, so that a row that was changed finds none.


@dataclass(frozen=True, kw_only=True)
class ToFind:
    """An entry of the log that there must be: what it records, of whom, since when, and what it says. `by_id` is None
    for what Pathways does by itself; `until` is when at the latest, where it was not written with what is recorded."""

    words: str
    by: str
    by_id: int | None
    at: datetime
    action: str
    says: Mapping[str, Any]
    until: datetime | None = None


FIGURES_MADE: Final = "figures.made"
SHOWN: Final = "report.shown"
COPIED: Final = "report.shown.copied"
OPENED: Final = "document.downloaded"
CONFIRMED: Final = "report.shown.confirmed"
TURNED_DOWN: Final = "report.shown.turned_down"


def to_find(showing: Showing, copies: tuple[MinutesCopy, ...], *, made_at: datetime, sha256: str) -> tuple[ToFind, ...]:
    """What the log must have about a showing, in the order in which it happened."""
    edition = {"edition": showing.edition.name, "shown_on": showing.shown_on.isoformat()}
    made = ToFind(
        words="These figures were made",
        by="Pathways",
        by_id=None,
        at=made_at,
        action=FIGURES_MADE,
        says={"figures": showing.edition.name, "sha256": sha256},
    )
    recorded = ToFind(
        words=f"That they were shown on {day_in_words(showing.shown_on)}",
        by=showing.recorded_by,
        by_id=showing.recorded_by_id,
        at=showing.recorded_at,
        action=SHOWN,
        says={**edition, "sha256": sha256},
    )
    added = [
        ToFind(
            words=f"Copy {place} of the minutes",
            by=each.added_by,
            by_id=each.added_by_id,
            at=each.added_at,
            action=COPIED,
            says={"showing": showing.number, "copy": each.number, "sha256": each.sha256},
        )
        for place, each in enumerate(copies, start=1)
    ]
    if showing.answered_at is None:
        return made, recorded, *added
    says: dict[str, Any] = {**edition, "minute": showing.minute}
    if read := next((each for each in copies if each.number == showing.copy), None):
        says |= {"copy": read.number, "copy_sha256": read.sha256}
        opened = ToFind(
            words="The copy was opened, before the answer",
            by=showing.answered_by,
            by_id=showing.answered_by_id,
            at=read.added_at,
            until=showing.answered_at,
            action=OPENED,
            says={"showing": showing.number, "copy": read.number, "sha256": read.sha256},
        )
        added.append(opened)
    answered = ToFind(
        words="Not in the minutes" if showing.minute is None else f"In the minutes: {showing.minute}",
        by=showing.answered_by,
        by_id=showing.answered_by_id,
        at=showing.answered_at,
        action=TURNED_DOWN if showing.minute is None else CONFIRMED,
        says=says,
    )
    return made, recorded, *added, answered


HOW_TO_VERIFY: Final = (
    "This page works out the digest of each of these entries from what it says, and looks whether the entries before "
    "and after it name the right ones. The whole log is verified by whoever runs Pathways, with the command "
    "“flask --app wsgi audit verify”: it names each entry that was changed, put in or taken out."
)


# What it proves.


def proves(showing: Showing, *, is_log_whole: bool) -> tuple[str, ...]:
    """What the record of a showing proves, as far as it has come: nothing where the log says something else."""
    return tuple(_proves(showing)) if is_log_whole else (NOTHING,)


NOTHING: Final = "Nothing, until it is known why the log and this record differ."


def _proves(showing: Showing) -> Iterator[str]:
    yield (
        "Which figures: those with this fingerprint. Their digest has stood in the log since they were made, and they "
        "are kept as they were made."
    )
    if showing.waits:
        yield f"Who says so: {showing.recorded_by} alone, so far."
        return
    says = "that the minutes say so" if showing.minute is not None else "that the minutes do not say so"
    yield (
        f"Who says so: {showing.recorded_by} that they were shown, and {showing.answered_by}, who is somebody else, "
        f"{says}. Each signed in under their own name, at the time that the log gives."
    )
    if showing.copy:
        yield (
            "What the minutes say: read it in the copy. None was added, replaced or taken away since the answer; what "
            "you download here is that copy if it has the same SHA-256."
        )


def proves_not(*, is_there_a_copy: bool) -> tuple[str, ...]:
    """What it does not prove, and what somebody who needs that does."""
    return tuple(_proves_not(is_there_a_copy))


def _proves_not(is_there_a_copy: bool) -> Iterator[str]:
    if is_there_a_copy:
        yield (
            "Not that the copy is of the Board’s own minutes: that is what people say who are named here. Whoever "
            "doubts it asks whoever keeps the minutes for that minute, and looks for this fingerprint in it."
        )
    else:
        yield (
            "Not what the minutes say, as no copy of them is kept here: ask whoever keeps them for that minute, and "
            "look for this fingerprint in it."
        )
    yield (
        "Not that each member of the Board read the page: minutes say what lay before the meeting and what was decided."
    )
    yield (
        "Not that nobody with the whole database in their hands wrote all of it anew, this page and its log: whoever "
        "must exclude that compares the digests below with a print of this page that was kept elsewhere."
    )
