"""How much each rule weighs: of what is still planned, and of what has already happened.

A rule about something not yet done can stop it. The same rule met by something that has happened never stops the
record: it is saved, flagged and held until an inspector releases or voids it (a choice of this product).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from pathways.arrest_tests.rules.findings import Bearing, Finding
from pathways.arrest_tests.rules.tables import table
from pathways.vocabulary import Worded

HELD: Final = "Saved and held for an inspector. "
"""How a message opens once the thing has happened."""


class WhilePlanned(Worded):
    """What a rule does to something that is not done yet."""

    STOPS = "B", "Stops it"
    WARNS = "W", "Warns"
    INFORMS = "I", "Informs"


class OnceHappened(Worded):
    """What the same rule does to the record of something that has happened."""

    HOLDS = "Q", "Saved, flagged and held"
    WARNS = "W", "Warns"
    INFORMS = "I", "Informs"


@dataclass(frozen=True, kw_only=True)
class Severity:
    """Both sides of one rule."""

    planned: WhilePlanned
    happened: OnceHappened


@cache
def severities() -> dict[str, Severity]:
    """Every numbered rule with both sides, in the order of the list."""
    return {
        row["code"]: Severity(planned=WhilePlanned(row["planned"]), happened=OnceHappened(row["after"]))
        for row in table("testing_rules")
        if row["planned"]
    }


def once_it_has_happened(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings about what has happened: nothing stops the record, it may be held. What is met is left out."""
    return tuple(_happened(one) for one in found if one.bearing is not Bearing.MET)


def holding(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those for which the record is held, each rule and sentence once."""
    return tuple(dict.fromkeys(one for one in found if one.bearing is Bearing.HOLDS))


def _happened(finding: Finding) -> Finding:
    """What stops takes the weight of the second side. A lighter finding keeps its own, unless that is lighter yet."""
    happened = severities()[finding.rule].happened if finding.rule in severities() else OnceHappened.INFORMS
    if not finding.bearing.blocks:
        is_lighter = finding.bearing is Bearing.WARNS and happened is OnceHappened.INFORMS
        return replace(finding, bearing=Bearing.NOTES) if is_lighter else finding
    if happened is OnceHappened.HOLDS:
        return replace(finding, bearing=Bearing.HOLDS, message=HELD + finding.message)
    return replace(finding, bearing=Bearing.WARNS if happened is OnceHappened.WARNS else Bearing.NOTES)
