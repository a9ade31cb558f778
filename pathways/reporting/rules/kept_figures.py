"""Figures as they are kept: the counts of a report, which of them are hidden, and how they add up."""

import hashlib
from typing import Any, Final

import msgspec

from pathways.reporting.rules.arc import ArcCounts
from pathways.reporting.rules.by_service import ServiceCounts
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.fairness_figures import FairnessCounts
from pathways.reporting.rules.groups import GroupCounts
from pathways.reporting.rules.overview_counts import OverviewCounts
from pathways.reporting.rules.profile import DeclaredCounts, FoundCounts
from pathways.reporting.rules.recovery import RecoveryCounts
from pathways.reporting.rules.testing import ReturnCounts
from pathways.reporting.rules.treatment import TreatmentCounts
from pathways.small_numbers.beside import Table
from pathways.small_numbers.published import Published

COUNTS: Final[dict[Report, type]] = {
    Report.TESTING: ReturnCounts,
    Report.OVERVIEW: OverviewCounts,
    Report.ARC: ArcCounts,
    Report.FAIRNESS: FairnessCounts,
    Report.SERVICES: ServiceCounts,
    Report.TREATMENT: TreatmentCounts,
    Report.RECOVERY: RecoveryCounts,
    Report.GROUPS: GroupCounts,
    Report.PROFILE: FoundCounts,
    Report.DECLARED: DeclaredCounts,
}


class _Shown(msgspec.Struct):
    hidden: frozenset[str]
    counts: msgspec.Raw


class _AddedUp(msgspec.Struct):
    hidden: frozenset[str]
    published: Published


def written(counts: object, table: Table, *, salt: str) -> str:
    """The counts of a report and its table as text.

    `salt` is drawn by chance: its digest stands on pages, and whoever tried every number that a star may be would else
    know the right one by it.
    """
    figures = {"counts": counts, "hidden": sorted(table.hidden), "published": table.published, "salt": salt}
    return msgspec.json.encode(figures, order="deterministic").decode()


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_counts(report: Report, text: str) -> tuple[Any, frozenset[str]]:
    """The counts of a report and the names of those that are hidden."""
    figures = msgspec.json.decode(text, type=_Shown)
    return msgspec.json.decode(figures.counts, type=COUNTS[report]), figures.hidden


def read_table(name: str, text: str) -> Table:
    """The figures with how they add up, as others are decided beside them."""
    figures = msgspec.json.decode(text, type=_AddedUp)
    return Table(name=name, published=figures.published, hidden=figures.hidden)
