"""The columns of each kind of file, as `data/columns.csv` says them: the template, its explanation, and the codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from pathways.arrest_tests.testing.rules.results import AnalyteResult, SampleOutcome
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind as DisposalKind
from pathways.law.rules.findings import SampleCondition
from pathways.people.identity.rules import Ethnicity
from pathways.people.rules import AgeEvidence, Presence, ReleaseType
from pathways.referrals.of_before.rules import Answered
from pathways.tables import records_of
from pathways.vocabulary import Origin, Sex, Substance, Worded

# What a file may hold. A detention names a person and a test names a detention, so those come first.


class Kind(Worded):
    """What one file holds, in the order in which files are imported."""

    PEOPLE = "people", "People"
    DETENTIONS = "detentions", "Detentions"
    TESTS = "tests", "Drug tests on arrest"
    DISPOSALS = "disposals", "Disposals"
    REFERRALS = "referrals", "Referrals"
    ENGAGEMENT = "engagement", "Engagement: what came of accepted referrals"


class What(StrEnum):
    """What stands in the cells of a column."""

    KEY = "key"
    NAME = "name"
    WORDS = "words"
    DATE = "date"
    MOMENT = "moment"
    CODE = "code"
    CODES = "codes"
    YES_NO = "yes_no"
    PNC = "pnc"
    NUMBER = "number"
    PERSON = "person"
    DETENTION = "detention"
    REFERRAL = "referral"
    SUITE = "suite"
    OFFENCE = "offence"
    DRUG = "drug"
    SERVICE = "service"
    AREA = "area"


NAMES: Final[Mapping[What, Kind]] = {
    What.PERSON: Kind.PEOPLE,
    What.DETENTION: Kind.DETENTIONS,
    What.REFERRAL: Kind.REFERRALS,
}
"""The columns that name a record of an earlier file, by its key."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `label` is what staff call it, which a header may say instead; `codes` names a list of words;
    `often_called` are names by which other systems know it: they are offered, and not taken for it."""

    kind: Kind
    column: str
    label: str
    what: What
    is_required: bool
    most: int | None = None
    codes: str = ""
    often_called: tuple[str, ...] = ()
    example: str = ""
    meaning: str = ""


LISTS: Final[Mapping[str, type[Worded]]] = {
    "age_evidence": AgeEvidence,
    "sex": Sex,
    "ethnicity": Ethnicity,
    "presence": Presence,
    "release_type": ReleaseType,
    "sample_outcome": SampleOutcome,
    "sample_condition": SampleCondition,
    "analyte_result": AnalyteResult,
    "disposal": DisposalKind,
    "disposal_end": State,
    "origin": Origin,
    "answer": Answered,
    "substance": Substance,
}
"""The lists of words that a column of codes may name."""

ALSO: Final[Mapping[str, Mapping[str, str]]] = {
    "sex": {"m": "male", "f": "female", "u": "not_known", "unknown": "not_known"},
    "analyte_result": {"pos": "positive", "neg": "negative"},
    "sample_condition": {"sufficient": "sufficient_and_suitable"},
}
"""What other systems write for a code, beside its value and its label. Nothing here can be read in two ways."""


@cache
def columns_of(kind: Kind) -> tuple[Column, ...]:
    """The columns of a kind of file, in the order of its template."""
    every = records_of(Path(__file__).parents[1] / "data" / "columns.csv", Column)
    return tuple(each for each in every if each.kind is kind)


@cache
def codes_of(name: str) -> Mapping[str, Worded]:
    """What may stand in a column of this list, in small letters, with the word that it means."""
    words = LISTS[name]
    codes = {each.label.casefold(): each for each in words} | {each.value.casefold(): each for each in words}
    return codes | {written: words(value) for written, value in ALSO.get(name, {}).items()}


def key_of(kind: Kind) -> Column:
    """The column of the key of a row in the system that it comes from."""
    return next(each for each in columns_of(kind) if each.what is What.KEY)


def names_of_others(kind: Kind) -> tuple[Column, ...]:
    """The columns in which a row names a record of an earlier file."""
    return tuple(each for each in columns_of(kind) if each.what in NAMES)


# The template, and what is said of its columns.


def template(kind: Kind) -> tuple[list[str], list[str]]:
    """The head of a file of this kind, and one row as an example, which is refused if it is left in."""
    columns = columns_of(kind)
    return [each.column for each in columns], [each.example for each in columns]


def how_written(column: Column) -> str:
    """What may be typed into a column, in words."""
    match column.what:
        case What.DATE:
            return "a date: 1991-06-09 or 09/06/1991"
        case What.MOMENT:
            return "a date and a time in London: 2019-03-02 21:40 or 02/03/2019 21:40"
        case What.CODE:
            return "one of: " + ", ".join(each.value for each in LISTS[column.codes])
        case What.YES_NO:
            return "yes or no"
        case What.PNC:
            return "a PNC ID: 09/184473K"
        case What.PERSON | What.DETENTION | What.REFERRAL:
            return f"the key of a {column.what.value}"
        case What.SUITE:
            return "the name of a custody suite"
        case What.OFFENCE:
            return "an offence of the list of the desk: its code (TA68-1), or its name there"
        case What.SERVICE:
            return "the name of a service of the directory; with its town after a comma where two have one name"
        case What.AREA:
            return "the name of an area as it is set up, or: Elsewhere in the county"
        case What.CODES:
            return "any of these, with a semicolon between: " + ", ".join(each.value for each in LISTS[column.codes])
        case What.DRUG:
            return "a drug of the list of controlled drugs: its code, or its name there"
        case _:
            return f"at most {column.most} characters"
