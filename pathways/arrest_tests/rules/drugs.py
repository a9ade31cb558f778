"""Controlled drugs, and which of them are specified Class A drugs on a date. Without a law it is the packaged one."""

from datetime import date

from pathways.arrest_tests.rules.book import Law, packaged
from pathways.arrest_tests.rules.findings import Finding, notes
from pathways.arrest_tests.rules.moments import day_in_words
from pathways.arrest_tests.rules.rows import Drug, Regime

__all__ = [
    "Drug",
    "Regime",
    "controlled_drugs",
    "drug_on",
    "is_specified",
    "max_samples_on",
    "regime_note",
    "regime_on",
    "regimes",
]


def controlled_drugs(law: Law | None = None) -> dict[str, Drug]:
    """The drugs an officer can choose, by code, in the order they are offered: of each its latest row."""
    return {drug.code: drug for drug in (law or packaged()).drugs}


def drug_on(code: str, day: date, law: Law | None = None) -> Drug | None:
    """What the table says of a drug on a date."""
    return next((drug for drug in (law or packaged()).drugs if drug.code == code and drug.covers(day)), None)


def regimes(law: Law | None = None) -> tuple[Regime, ...]:
    """The regimes of specified drugs; one without a first date is not switched on (V-052)."""
    return (law or packaged()).regimes


def regime_on(day: date, law: Law | None = None) -> Regime | None:
    """The regime in force on a date: the one that began last, so that a new one needs only its first day."""
    found = [one for one in regimes(law) if one.covers(day)]
    return max(found, key=lambda one: one.effective_from or date.min, default=None)


def max_samples_on(day: date, law: Law | None = None) -> int:
    """How many samples one continuous detention allows under the regime in force on a date."""
    regime = regime_on(day, law)
    return regime.max_samples if regime else 1


def is_specified(drug: Drug, day: date, law: Law | None = None) -> bool:
    """Whether a drug is a specified Class A drug on a date.

    From 2 August 2023: paragraphs 1 to 5 of Part 1 of Schedule 2, as the list stood that day (SI 2023/784 and its
    Note; the static reading is a question for counsel). Before: SI 2001/1816, cocaine and diamorphine.
    """
    regime = regime_on(day, law)
    return regime is not None and regime.specifies(drug_on(drug.code, day, law) or drug)


def regime_note(day: date) -> Finding:
    """V-052 beside V-018: why there is no second sample although the first could not be used."""
    return notes("V-052", date=day_in_words(day))
