"""What proves that the Board was shown figures: the entries that the log must have, and what may be said of them.

Each line names what an entry must say, so that a row that was changed finds none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pathways.dates import day_in_words, moment_in_words
from pathways.outbox.rules import DeliveryFailure, MessageState
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.showings import MinutesCopy, Showing, WitnessAnswer, what_they_say


@dataclass(frozen=True, kw_only=True)
class ToFind:
    """An entry of the log that there must be: what it records, of whom, since when, and what it says. `by_id` is None
    for what Pathways does by itself; `until` is when at the latest, where it was not written with what is recorded;
    `says_nothing_of` names what it must not say anything of."""

    words: str
    by: str
    by_id: int | None
    at: datetime
    action: str
    says: Mapping[str, Any]
    until: datetime | None = None
    says_nothing_of: frozenset[str] = frozenset()


FIGURES_MADE: Final = "figures.made"
SHOWN: Final = "report.shown"
COPIED: Final = "report.shown.copied"
OPENED: Final = "document.downloaded"
CONFIRMED: Final = "report.shown.confirmed"
TURNED_DOWN: Final = "report.shown.turned_down"
ANSWERED_OUTSIDE: Final = "report.shown.answered_outside"


@dataclass(frozen=True, kw_only=True)
class FiguresShown:
    """Figures that the page rests on: which, as "The quarter before, April to June 2026", when they were made, and the
    digest that they had then. `is_as_made`: those that are kept still give it."""

    words: str
    edition: Edition
    made_at: datetime
    sha256: str
    is_as_made: bool


def to_find(showing: Showing, copies: Sequence[MinutesCopy], figures: Sequence[FiguresShown]) -> tuple[ToFind, ...]:
    """What the log must have about a showing, in the order in which it happened. `figures` are all that its page rests
    on, those of the quarter first."""
    says: dict[str, Any] = {"edition": showing.edition.name, "shown_on": showing.shown_on.isoformat()}
    witness = {"witness": showing.witness} if showing.witness else {}
    made = [
        ToFind(
            words=f"{each.words}: made, with the fingerprint {fingerprint_of(each.sha256)}",
            by="Pathways",
            by_id=None,
            at=each.made_at,
            action=FIGURES_MADE,
            says={"figures": each.edition.name, "sha256": each.sha256},
        )
        for each in figures
    ]
    recorded = ToFind(
        words=f"That they were shown on {day_in_words(showing.shown_on)}",
        by=showing.recorded_by,
        by_id=showing.recorded_by_id,
        at=showing.recorded_at,
        action=SHOWN,
        says={**says, **witness, "sha256": figures[0].sha256},
        says_nothing_of=frozenset() if showing.witness else frozenset({"witness"}),
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
    outside = tuple(_answered_outside(showing, figures[0].sha256))
    if showing.answered_at is None:
        return *made, recorded, *added, *outside
    says |= facts_of_minutes(showing.minute, showing.otherwise)
    if read := next((each for each in copies if each.number == showing.copy), None):
        says |= {"copy": read.number, "copy_sha256": read.sha256}
        added.append(
            opening_to_find(
                showing.number, read, by=showing.answered_by, by_id=showing.answered_by_id, until=showing.answered_at
            )
        )
    answered = ToFind(
        words=_in_the_minutes(showing.minute, showing.otherwise),
        by=showing.answered_by,
        by_id=showing.answered_by_id,
        at=showing.answered_at,
        action=TURNED_DOWN if showing.minute is None else CONFIRMED,
        says=says,
        says_nothing_of=_of_nothing_else(showing.otherwise),
    )
    return *made, recorded, *sorted((*added, answered, *outside), key=lambda each: each.until or each.at)


def facts_outside(showing: Showing, answer: WitnessAnswer, sha256: str) -> dict[str, Any]:
    """What the entry of an answer from outside says: about which figures, with which digest, who answered what."""
    edition, day = showing.edition.name, showing.shown_on.isoformat()
    asked = {"showing": showing.number, "edition": edition, "shown_on": day, "sha256": sha256}
    return {**asked, **facts_of_minutes(answer.minute, answer.otherwise), "who": answer.who, "witness": showing.witness}


def facts_of_minutes(minute: str | None, otherwise: str | None) -> dict[str, str | None]:
    """What was found in the minutes, as an entry has it: it has no `otherwise` where that was not answered."""
    return {"minute": minute} | ({"otherwise": otherwise} if otherwise else {})


def _of_nothing_else(otherwise: str | None) -> frozenset[str]:
    return frozenset() if otherwise else frozenset({"otherwise"})


def _in_the_minutes(minute: str | None, otherwise: str | None) -> str:
    if otherwise:
        return f"Not in the minutes, which say something else: {otherwise}"
    return f"In the minutes: {minute}" if minute is not None else "Not in the minutes"


def _answered_outside(showing: Showing, sha256: str) -> Iterator[ToFind]:
    if answer := showing.witness_answer:
        words = _in_the_minutes(answer.minute, answer.otherwise)
        yield ToFind(
            words=f"By a link: {words[0].lower()}{words[1:]}",
            by=answer.who,
            by_id=None,
            at=answer.at,
            action=ANSWERED_OUTSIDE,
            says=facts_outside(showing, answer, sha256),
            says_nothing_of=_of_nothing_else(answer.otherwise),
        )


def opening_to_find(number: int, copy: MinutesCopy, *, by: str, by_id: int | None, until: datetime) -> ToFind:
    """That somebody opened a copy of the minutes of this showing, as late as `until`."""
    return ToFind(
        words="The copy was opened, before the answer",
        by=by,
        by_id=by_id,
        at=copy.added_at,
        until=until,
        action=OPENED,
        says={"showing": number, "copy": copy.number, "sha256": copy.sha256},
    )


# What is kept outside: a message with the digest of an entry, in the mailbox of whoever keeps the Board's minutes.


SIGNS_SENT: Final = 40
"""Of the 64 signs of a digest so many go out: a reference of a message has room for them. To find other words with the
same 40 takes 2 to the power of 160 trials (design)."""
MESSAGE_OF: Final[Mapping[str, str]] = {
    SHOWN: "board_shown",
    CONFIRMED: "board_confirmed",
    TURNED_DOWN: "board_turned_down",
    ANSWERED_OUTSIDE: "board_receipt",
}
"""By what an entry records, the kind of message in which its digest goes out."""


HOW_TO_COMPARE: Final = (
    "Ask there for the messages, and compare their digests with these. Where one differs, what is recorded here was "
    "changed after it was sent."
)
HOW_THEY_ANSWER: Final = (
    "They can answer, once, by a link in these messages, which says nothing of what others found in the minutes."
)
NO_SUCH_ENTRY: Final = "Of something that this record does not have"
NOBODY_OUTSIDE: Final = (
    "Nothing of it was sent to anybody outside: no mailbox of whoever keeps the Board’s minutes was named when it was "
    "recorded. Whoever runs Pathways can name one for what is recorded from then on."
)


def signs_of(digest: str) -> str:
    """A digest as far as it goes out, so that a message and the log are compared in one form."""
    return digest[:SIGNS_SENT]


def key_of_message(number: int, action: str) -> str:
    """By which the message about an entry of this action, of a showing, is queued: once, ever."""
    return f"{MESSAGE_OF[action]}:{number}"


@dataclass(frozen=True, kw_only=True)
class SentOutside:
    """A message to the witness: about what, how it stands, the digest in it (40 signs), and whether the entry of the
    log that it is of still has that one. `state` is None of a message that there must be and is not."""

    about: str
    state: MessageState | None
    failure: DeliveryFailure | None
    ended_at: datetime | None
    digest: str
    is_of_entry: bool

    @property
    def is_sent(self) -> bool:
        return self.state is MessageState.SENT

    @property
    def state_in_words(self) -> str:
        """As "Sent on 23 October 2026 at 09:04"."""
        if self.state is None:
            return "There must be one, and there is none"
        if self.is_sent and self.ended_at:
            return f"Sent on {moment_in_words(self.ended_at)}"
        return f"{self.state.label}: {self.failure.label}" if self.failure else self.state.label


HOW_TO_VERIFY: Final = (
    "This page works out each digest anew from what the entry says, and looks whether the entries before and after it "
    "fit. Whoever runs Pathways verifies the whole log, with the command “flask --app wsgi audit verify”: it names "
    "each entry that was changed, put in or taken out."
)


# What it proves.


DISPUTED: Final = (
    "Not that the Board was shown it: whoever keeps the minutes says otherwise than who read them here. Settle it with "
    "both, then record it again."
)


def proves(showing: Showing, outside: Sequence[SentOutside], *, is_log_whole: bool) -> tuple[str, ...]:
    """What the record of a showing proves, as far as it has come: nothing where the log says something else."""
    return tuple(_proves(showing, outside)) if is_log_whole else (NOTHING,)


NOTHING: Final = "Nothing, until it is known why the log and this record differ."


def _proves(showing: Showing, outside: Sequence[SentOutside]) -> Iterator[str]:
    yield (
        "Which figures: those with this fingerprint. Their digest has stood in the log since they were made, and they "
        "are kept as they were made."
    )
    if showing.waits:
        yield f"Who says so: {showing.recorded_by} alone, so far, of those who sign in."
        yield from _kept_outside(showing, outside)
        return
    says = what_they_say(showing.minute, showing.otherwise, of="the minutes")
    yield (
        f"Who says so: {showing.recorded_by} that they were shown, and {showing.answered_by}, who is somebody else, "
        f"{says}. Each signed in as a manager, under their own name, at the time that the log gives."
    )
    if showing.copy:
        yield (
            "What the minutes say: read it in the copy. None was added, replaced or taken away since the answer; what "
            "you download here is that copy if it has the same SHA-256."
        )
    yield from _kept_outside(showing, outside)


def _kept_outside(showing: Showing, outside: Sequence[SentOutside]) -> Iterator[str]:
    if answer := showing.witness_answer:
        says = what_they_say(answer.minute, answer.otherwise, of="the minutes")
        yield (
            f"What is said outside: {answer.who} answered {says}. It was on {moment_in_words(answer.at)}, by a link "
            f"that went to {showing.witness} and nowhere else. It asked about the page with this fingerprint, and told "
            "nothing of what others had found."
        )
    if any(each.is_sent for each in outside):
        yield (
            f"Since when: {showing.witness} was sent the digests below at those times, and asked whether the minutes "
            "say so. That mailbox is no part of Pathways: ask there, and compare."
        )


def proves_not(showing: Showing, outside: Sequence[SentOutside], *, is_there_a_copy: bool) -> tuple[str, ...]:
    """What it does not prove, and what somebody who needs that does."""
    return tuple(_proves_not(showing, outside, is_there_a_copy))


def _proves_not(showing: Showing, outside: Sequence[SentOutside], is_there_a_copy: bool) -> Iterator[str]:
    if showing.is_disputed:
        yield DISPUTED
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
    anew = "Not that the whole database, with this page and its log, was never written anew"
    if any(each.is_sent for each in outside):
        yield f"{anew}: compare the digests below with the messages that {showing.witness} has."
        if showing.witness_answer:
            yield (
                "Not that nobody else reads that mailbox: whoever doubts it asks there for the receipt of that answer, "
                "which has the digest of its entry."
            )
        else:
            yield "Not that whoever keeps the minutes agrees: they were asked by e-mail, and have not answered."
    else:
        yield (f"{anew}: compare the digests below with a print of this page that was kept elsewhere.")
