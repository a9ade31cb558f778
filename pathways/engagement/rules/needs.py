"""Needs as the service asks them: it goes on where the desk stopped, and "would not say" is an answer everywhere.

Source: treatment-and-statistics 1.4 to 1.6. The codes are a dated list with marks (`data/need_codes.csv`): one that was
not verified is blank, and stays blank in every export.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pathways.referrals.rules import NaloxoneFacts, Said, naloxone_reasons
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Answer, Mark, Substance

CODES = Path(__file__).parent.parent / "data" / "need_codes.csv"
EXPORTED = 3
"""The national file holds three substances; every further one is kept here all the same."""
WOULD_NOT_SAY = "would_not_say"


@dataclass(frozen=True, kw_only=True)
class NeedCode:
    """One answer of a list: what is stored, what staff read, and its national code, which is blank if not verified."""

    list: str
    value: str
    label: str
    dataset: str
    code: str
    valid_from: date
    valid_to: date | None
    mark: Mark
    source: str

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Use:
    """One substance as the person says it, in the order of the harm it does; `route` is a code of the list `route`."""

    substance: Substance
    route: str | None = None


@dataclass(frozen=True, kw_only=True)
class NeedsFacts:
    """Everything that was asked in one sitting. `pregnant` is None where the record says male and it was not asked.

    `overdose_days` is how many days ago the last overdose was, where there was one and the person said.
    `suicide_risk` is None in what was asked before the question was there.
    """

    said: Said
    uses: tuple[Use, ...]
    injecting: str
    overdose: Answer
    overdose_days: int | None
    suicide_risk: Answer | None
    mental_health: Answer
    receiving: str | None
    housing: str
    children: str
    pregnant: Answer | None
    employment: str
    safeguarding: Answer
    naloxone: NaloxoneFacts

    @property
    def exported(self) -> tuple[Use, ...]:
        """The three that do most harm: what the national file has room for."""
        return self.uses[:EXPORTED]


@cache
def need_codes() -> tuple[NeedCode, ...]:
    """Every answer of every list, in the order of the page."""
    return tuple(
        NeedCode(
            list=row["list"],
            value=row["value"],
            label=row["label"],
            dataset=row["dataset"],
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            mark=Mark(row["mark"]),
            source=row["source"],
        )
        for row in rows_of(CODES)
    )


def answers_to(list_: str, on: date) -> tuple[NeedCode, ...]:
    """The answers of one list that may be given on a day."""
    return tuple(one for one in need_codes() if one.list == list_ and one.holds(on))


def need_code(list_: str, value: str | None, on: date) -> NeedCode | None:
    """The row of one stored answer as it stood on a day; None for no answer, and for one the list never had."""
    return next((one for one in need_codes() if (one.list, one.value) == (list_, value) and one.holds(on)), None)


def national_code(list_: str, value: str | None, on: date) -> str:
    """What an export writes for a stored answer: blank unless the code was verified."""
    found = need_code(list_, value, on)
    return found.code if found and found.mark.is_verified else ""


def needs_reasons(facts: NeedsFacts, *, may_be_pregnant: bool) -> tuple[Reason, ...]:
    """What is missing from the answers or contradicts itself; none means they can be kept."""
    found: list[Reason] = []
    named = [use.substance for use in facts.uses]
    if (facts.said is Said.NAMED) != bool(named):
        found.append(Reason("Name the substances below, or select ‘Nothing’ or ‘Would not say’ alone", "said"))
    if len(set(named)) < len(named):
        found.append(Reason("Select each substance once", "first"))
    if any(use.route is None for use in facts.exported):
        found.append(
            Reason("Name the three that do most harm first, and how each is used, or ‘Would not say’", "first_route")
        )
    if facts.overdose is Answer.YES and facts.overdose_days is None:
        found.append(Reason("Enter how many days ago the last overdose was. A guess is enough", "overdose_days"))
    if facts.overdose is not Answer.YES and facts.overdose_days is not None:
        found.append(Reason("Leave the days empty where there was no overdose", "overdose_days"))
    if facts.mental_health is Answer.YES and facts.receiving is None:
        found.append(Reason("Select what help there is with mental health", "receiving"))
    if facts.mental_health is not Answer.YES and facts.receiving is not None:
        found.append(Reason("Select no help with mental health where there is no need", "receiving"))
    if may_be_pregnant and facts.pregnant is None:
        found.append(Reason("Select whether the person is pregnant, or ‘Would not say’", "pregnant"))
    return (*found, *naloxone_reasons(facts.naloxone))
