"""How the episode ended. A death is its own ending: never "dropped out", never "did not engage"."""

from collections.abc import Iterator

from pathways.ndtms.rules.cells import coded
from pathways.ndtms.rules.episodes import EpisodeRow
from pathways.ndtms.rules.faults import Asked, Fault, error

COMPLETED, NEVER_STARTED, DIED = ("80", "81", "82"), "88", "89"
STRUCTURED = ("94", "95")


def discharge(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    """Date and reason together, after all that came before, and fitting what was done."""
    if not row.goes_in_full:
        return
    if row.DISD and not row.DISRSN:
        yield error(row, "DISRSN", "Discharged without a reason", "Record why the case ended")
    if row.DISRSN and row.DISD is None:
        yield error(row, "DISD", "A reason for discharge and no date", "Record when the case ended")
    if row.DISRSN and coded(asked.lists, "DISRSN", row.DISRSN) is None:
        yield error(row, "DISRSN", "This reason is not on the list", "Correct the reason")
    yield from _when(row)
    yield from _why(row)


def _when(row: EpisodeRow) -> Iterator[Fault]:
    if row.DISD is None:
        return
    before = [day for day in (row.REFLD, row.TRIAGED, row.CPLANDT) if day and day > row.DISD]
    if before:
        yield error(row, "DISD", "Discharged before what came first", "Correct the date of leaving")
        return
    starts = [one.MODST for one in row.interventions if one.MODST and one.MODST > row.DISD]
    if starts:
        yield error(row, "DISD", "Discharged before an intervention started", "Correct one of the dates")
        return
    for one in row.interventions:
        if one.MODEND and one.MODEND > row.DISD:
            yield error(row, "MODEND", "Intervention ended after the discharge", "Correct one of the dates")


def _why(row: EpisodeRow) -> Iterator[Fault]:
    started = any(one.MODAL in STRUCTURED and one.MODST for one in row.interventions)
    died_on, ended_on = row.died_on, row.DISD
    if died_on and row.DISRSN not in ("", DIED) and (ended_on is None or died_on <= ended_on):
        yield error(row, "DISRSN", "The person has died, and another reason is given", "Correct it")
    elif row.DISRSN == DIED and not died_on:
        yield error(row, "DISRSN", "Ended by a death that is not recorded", "Record the death, or correct the reason")
    elif row.DISRSN in COMPLETED and not started:
        yield error(row, "DISRSN", "Completed, and no structured treatment started", "Record the start")
    elif row.DISRSN == NEVER_STARTED and started:
        yield error(row, "DISRSN", "Declined to start, and treatment did start", "Correct the reason")
