"""Two consents, each its own row: may we refer, and may the service tell the police how it went.

Source: treatment-and-statistics 1.2.2 and the CON rows of `data/referral_transitions.csv` (design choice; that a fact
from a required assessment needs consent in writing: Drugs Act 2005 s.15(3), verified).
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pathways.vocabulary import Mark, Worded

WORDINGS = Path(__file__).parent.parent / "data" / "consent_wordings.csv"
LONDON = ZoneInfo("Europe/London")
REFERRAL, FEEDBACK = 1, 2
MONTHS = 12


class ConsentState(Worded):
    """What a row records. A refusal and "not asked" are both stored, and neither is read as the other."""

    GIVEN = "given", "Agrees"
    REFUSED = "refused", "Does not agree"
    NOT_ASKED = "not_asked", "Not asked"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Covers(Worded):
    """How far consent 1 reaches."""

    NAMED = "named", "The named service only"
    ANY_LISTED = "any_listed", "Any listed service"


class How(Worded):
    """How the two answers were given."""

    SIGNED = "signed", "Understood, and signed the sheet"
    ORAL = "oral", "Understood, said aloud only", "Then nothing from the required assessment can be told."
    NOT_UNDERSTOOD = "not_understood", "Not understood, or not sure", "The referral waits. Ask again."


class Told(Worded):
    """Whom the words of consent 2 named. Agreement to telling one is none to telling the other (design choice)."""

    POLICE = "police", "The police"
    LIAISON = "liaison", "Liaison and diversion"
    BOTH = "both", "The police and liaison and diversion"


@dataclass(frozen=True, kw_only=True)
class ConsentFacts:
    """One stored row. `taken_at` is a UTC instant; `covers` and `service_id` belong to consent 1."""

    id: int
    number: int
    state: ConsentState
    taken_at: datetime
    episode_id: int
    covers: Covers | None = None
    service_id: int | None = None
    signed: bool = False
    understood: bool = True
    told: Told = Told.POLICE


@dataclass(frozen=True, kw_only=True)
class ConsentVerdict:
    """Whether a consent is live, and the sentence that says why; true in a condition only when it is live."""

    live: bool
    why: str
    row: ConsentFacts | None = None
    in_writing: bool = False

    def __bool__(self) -> bool:
        return self.live

    @property
    def answer(self) -> ConsentState:
        """What was answered last; no row at all reads as not asked."""
        return self.row.state if self.row else ConsentState.NOT_ASKED


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one consent as read aloud, with their version."""

    number: int
    version: int
    words: str
    if_yes: str
    if_no: str
    mark: Mark
    source: str
    told: Told = Told.POLICE


def standing(rows: Iterable[ConsentFacts], number: int) -> ConsentFacts | None:
    """The row that stands: the latest, save that "not asked" in another episode undoes no answer.

    In the same episode a later "not asked" does replace an answer: it is how a slip is put right before anything goes.
    """
    held: ConsentFacts | None = None
    for row in sorted((row for row in rows if row.number == number), key=lambda row: (row.taken_at, row.id)):
        if held and row.state is ConsentState.NOT_ASKED and row.episode_id != held.episode_id:
            continue
        held = row
    return held


def lapses_on(given_at: datetime) -> date:
    """The London date on which a consent is no longer live: 12 calendar months on, 29 February read as the 28th."""
    return _lapse(given_at.astimezone(LONDON).date())


def _lapse(given_on: date) -> date:
    try:
        return given_on.replace(year=given_on.year + MONTHS // 12)
    except ValueError:
        return given_on.replace(year=given_on.year + MONTHS // 12, day=28)


def first_day_still_live(on: date) -> date:
    """The earliest London date on which a consent that is live on `on` can have been given."""
    given = on - timedelta(days=MONTHS // 12 * 366 + 1)
    while _lapse(given) <= on:
        given += timedelta(days=1)
    return given


def consent_live(
    rows: Iterable[ConsentFacts], number: int, at: datetime, service_id: int | None = None
) -> ConsentVerdict:
    """Is consent `number` live at `at` (and, if a service is named, does it cover that service)? Rows of one person."""
    row = standing((row for row in rows if row.taken_at <= at), number)
    if row is None or row.state is ConsentState.NOT_ASKED:
        return ConsentVerdict(live=False, row=row, why="Not asked yet")
    if row.state is ConsentState.REFUSED:
        return ConsentVerdict(live=False, row=row, why="Does not agree")
    if row.state is ConsentState.WITHDRAWN:
        return ConsentVerdict(live=False, row=row, why="Withdrawn")
    if not row.understood:
        return ConsentVerdict(live=False, row=row, why="Not understood, or not sure: ask again")
    if at.astimezone(LONDON).date() >= lapses_on(row.taken_at):
        return ConsentVerdict(live=False, row=row, why="Lapsed after 12 months: ask again")
    if service_id is not None and row.covers is Covers.NAMED and row.service_id != service_id:
        return ConsentVerdict(live=False, row=row, why="Covers another service only: ask first")
    return ConsentVerdict(live=True, row=row, why="Agrees", in_writing=row.signed)


@cache
def wordings() -> tuple[tuple[date, date | None, Wording], ...]:
    """Every version of the words, with the days from and before which it is read."""
    with WORDINGS.open(encoding="utf-8", newline="") as table:
        return tuple(
            (
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                Wording(
                    number=int(row["number"]),
                    version=int(row["version"]),
                    words=row["words"],
                    if_yes=row["if_yes"],
                    if_no=row["if_no"],
                    mark=Mark(row["mark"]),
                    source=row["source"],
                    told=Told(row["told"]),
                ),
            )
            for row in csv.DictReader(table)
        )


def wording(number: int, on: date, told: Told = Told.POLICE) -> Wording:
    """The words of consent `number` in force on a London date, as they name who is told (consent 1 names nobody).

    A later version never changes an earlier answer.
    """
    asked = Told.POLICE if number == REFERRAL else told
    return next(
        words
        for begins, ends, words in wordings()
        if words.number == number and words.told is asked and begins <= on and (ends is None or on < ends)
    )


def told_by(number: int, version: int) -> Told:
    """Whom a version of the words named, as the answer to it was given."""
    named = (words.told for _, _, words in wordings() if (words.number, words.version) == (number, version))
    return next(named, Told.POLICE)


def versions_telling(told: Told) -> tuple[int, ...]:
    """The versions of consent 2 whose words name nobody else."""
    return tuple(words.version for _, _, words in wordings() if words.number == FEEDBACK and words.told is told)


def heard_by(told: Told, rows: Iterable[ConsentFacts]) -> tuple[ConsentFacts, ...]:
    """The answers that count for whoever is told: an agreement whose words named only the other is not theirs."""
    other = Told.POLICE if told is Told.LIAISON else Told.LIAISON
    return tuple(
        row for row in rows if row.number != FEEDBACK or row.state is not ConsentState.GIVEN or row.told is not other
    )
