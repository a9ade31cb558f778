"""The words of each consent as read aloud, in dated versions. A later version never changes an earlier answer."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pathways.tables import rows_of
from pathways.vocabulary import Mark, Worded

WORDINGS = Path(__file__).parent.parent / "data" / "consent_wordings.csv"
REFERRAL, FEEDBACK, STATISTICS, SHARING = 1, 2, 3, 4


class Told(Worded):
    """Whom the words of consent 2 named. Agreement to telling one is none to telling the other (design choice)."""

    POLICE = "police", "The police"
    LIAISON = "liaison", "Liaison and diversion"
    BOTH = "both", "The police and liaison and diversion"


class AskedBy(Worded):
    """Who reads the words aloud: a desk that sends somebody, or the service that they came to or are with."""

    DESK = "desk", "The desk that sends"
    SERVICE = "service", "The service itself"


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
    asked_by: AskedBy = AskedBy.DESK


@cache
def wordings() -> tuple[tuple[date, date | None, Wording], ...]:
    """Every version of the words, with the days from and before which it is read."""
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
                asked_by=AskedBy(row["asked_by"]),
            ),
        )
        for row in rows_of(WORDINGS)
    )


def wording(number: int, on: date, told: Told = Told.POLICE, asked_by: AskedBy = AskedBy.DESK) -> Wording:
    """The words of consent `number` in force on a London date; those of consent 2 as they name who is told, those of
    consent 1 as a desk or the service itself asks.

    A later version never changes an earlier answer.
    """
    asked = told if number == FEEDBACK else Told.POLICE
    return next(
        words
        for begins, ends, words in wordings()
        if words.number == number and words.told is asked and (number != REFERRAL or words.asked_by is asked_by)
        if begins <= on and (ends is None or on < ends)
    )


def words_of(number: int, version: int) -> Wording:
    """The words as one version read them, in force or not; those in force first where a version is not kept."""
    every = [words for _, _, words in wordings() if words.number == number]
    return next((words for words in every if words.version == version), every[-1])


def told_by(number: int, version: int) -> Told:
    """Whom a version of the words named, as the answer to it was given."""
    named = (words.told for _, _, words in wordings() if (words.number, words.version) == (number, version))
    return next(named, Told.POLICE)


def versions_telling(told: Told) -> tuple[int, ...]:
    """The versions of consent 2 whose words name nobody else."""
    return tuple(words.version for _, _, words in wordings() if words.number == FEEDBACK and words.told is told)
