"""How a sample may be taken and read: by whom, with what, without force, and for which drugs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pathways.arrest_tests.rules.book import Law, packaged
from pathways.arrest_tests.rules.drugs import Drug, controlled_drugs, is_specified
from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.moments import day_in_words
from pathways.arrest_tests.rules.outcomes import AnalyteResult, OverallResult


@dataclass(frozen=True, kw_only=True)
class TakingFacts:
    """Who would take a sample, with which cartridge, and how."""

    taken_on: date
    taker: str
    is_prescribed: bool
    is_trained: bool = True
    lot: str = ""
    lot_expires_on: date | None = None
    has_passed_check: bool = True
    is_by_force: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadingFacts:
    """What would be recorded as read, from which device, beside what came of the request."""

    read_on: date
    has_sample: bool
    analytes: Mapping[str, AnalyteResult]
    panel: Mapping[str, str]
    device: str = "the device"
    typed_overall: OverallResult | None = None
    shows: Mapping[str, Drug | None] = field(default_factory=dict)
    law: Law | None = None


def taking_faults(facts: TakingFacts) -> tuple[Finding, ...]:
    """V-022 to V-024."""
    found = []
    if not (facts.is_prescribed and facts.is_trained):
        found.append(stops("V-022", name=facts.taker))
    expires = facts.lot_expires_on
    if (expires is not None and expires < facts.taken_on) or not facts.has_passed_check:
        found.append(stops("V-023", lot=facts.lot, expiry=day_in_words(expires) if expires else "a day not recorded"))
    if facts.is_by_force:
        found.append(stops("V-024"))
    return tuple(found)


def reading_faults(facts: ReadingFacts) -> tuple[Finding, ...]:
    """V-027 to V-029 and V-031: no result without a sample, of the device's own panel, of what the law specifies."""
    found = [stops("V-027")] if facts.analytes and not facts.has_sample else []
    found += off_panel(facts.analytes, facts.panel, facts.device)
    for analyte in facts.analytes:
        drug = facts.shows[analyte] if analyte in facts.shows else substance_shown(analyte, facts.law)
        if analyte in facts.panel and (drug is None or not is_specified(drug, facts.read_on, facts.law)):
            found.append(stops("V-029", analyte=facts.panel[analyte], date=day_in_words(facts.read_on)))
    return (*found, *negative_faults(facts.analytes, facts.typed_overall))


def negative_faults(analytes: Mapping[str, AnalyteResult], typed_overall: OverallResult | None) -> tuple[Finding, ...]:
    """V-031: with an invalid line nobody is told that the result is negative."""
    is_partly_invalid = AnalyteResult.INVALID in analytes.values()
    return (stops("V-031"),) if typed_overall is OverallResult.NEGATIVE and is_partly_invalid else ()


def off_panel(analytes: Iterable[str], panel: Iterable[str], device: str = "the device") -> list[Finding]:
    """V-028, once for each line that the device does not have."""
    known = set(panel)
    return [stops("V-028", analyte=analyte, device=device) for analyte in analytes if analyte not in known]


def substance_shown(analyte: str, law: Law | None = None) -> Drug | None:
    """The drug that a line of the panel shows, or None where the table names none."""
    shown = {row.code: row.shows for row in (law or packaged()).panel}
    return controlled_drugs(law).get(shown.get(analyte, ""))
