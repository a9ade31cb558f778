"""What is wrong with a gravity table or a leaflet as a policy lead sends it, and what a new table changes."""

from collections.abc import Iterator

from pathways.disposals.rules import GravityTable, NotATable, paragraphs_of, read_gravity
from pathways.refusals import Reason

MOST_FAULTS = 20
LEAST_LEAFLET = 40


def table_reasons(version: str, text: str) -> tuple[Reason, ...]:
    """Every fault of a table with its line and column; the field itself says how many."""
    found = [] if version.strip() else [Reason("Name the version, for example 2026-12", "version_named")]
    try:
        read_gravity(text, version)
    except NotATable as cause:
        faults = [str(fault) for fault in cause.faults]
        counted = "1 line needs" if len(faults) == 1 else f"{len(faults)} places need"
        found.append(Reason(f"The table cannot be used yet: {counted} a change. {faults[0]}", "text"))
        found += [Reason(fault) for fault in faults[1:MOST_FAULTS]]
    return tuple(found)


def leaflet_reasons(text: str) -> tuple[Reason, ...]:
    """Why a leaflet cannot be sent."""
    if len(" ".join(paragraphs_of(text))) < LEAST_LEAFLET:
        return (Reason(f"Write what it means for the person, in {LEAST_LEAFLET} characters or more", "text"),)
    return ()


def table_rows(before: GravityTable | None, after: GravityTable) -> tuple[tuple[str, str, str], ...]:
    """What a new table changes: each line that is new, gone or different, as what, before and after."""
    return tuple(_rows(before, after))


def _rows(before: GravityTable | None, after: GravityTable) -> Iterator[tuple[str, str, str]]:
    old, new = _lines(before), _lines(after)
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield name, old.get(name, "Not there"), new.get(name, "Not there")


def _lines(table: GravityTable | None) -> dict[str, str]:
    if table is None:
        return {}
    lines = {f"{code}{f', class {drug}' if drug else ''}": str(score) for (code, drug), score in table.scores.items()}
    lines |= {f"Factor: {one.words}": f"{one.change:+d}" for one in table.factors.values()}
    return lines | {f"Band {score}": words for score, words in table.bands.items()}
