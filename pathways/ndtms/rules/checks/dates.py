"""The way into treatment: referred, triaged, care plan."""

from collections.abc import Iterator

from pathways.ndtms.rules.cells import coded
from pathways.ndtms.rules.episodes import EpisodeRow
from pathways.ndtms.rules.faults import Asked, Fault, error, warning


def dates(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    """Each after the one before; the triage there, and attended."""
    if not row.goes_in_full:
        return
    if row.REFLD is None:
        yield error(row, "REFLD", "Referral date is missing", "Tell whoever looks after Pathways", read=True)
    elif asked.ends_on < row.REFLD:
        yield error(row, "REFLD", "Referred after the end of the month", "Choose the month of the referral")
    yield from _triage(row)
    yield from _care_plan(row)
    if not row.RFLS:
        yield warning(row, "RFLS", "How the referral came about is not recorded", "Ask whoever sent the referral")
    elif coded(asked.lists, "RFLS", row.RFLS) is None:
        yield error(row, "RFLS", "This way of being referred is not on the list", "Tell whoever looks after Pathways")


def _triage(row: EpisodeRow) -> Iterator[Fault]:
    if row.TRIAGED is None:
        yield error(row, "TRIAGED", "No triage is recorded", "Record the assessment", read=True)
    elif not row.came_to_triage:
        yield error(row, "TRIAGED", "The triage was not attended", "Record the one that was", read=True)
    elif row.REFLD and row.TRIAGED < row.REFLD:
        yield error(row, "TRIAGED", "Triage is before the referral", "Correct its date", read=True)


def _care_plan(row: EpisodeRow) -> Iterator[Fault]:
    earliest = row.TRIAGED or row.REFLD
    if row.CPLANDT and earliest and earliest > row.CPLANDT:
        yield error(row, "CPLANDT", "Care plan is before the triage", "Correct its date")
