"""Interventions: on the list, with a start, and each date after the one before it."""

from collections.abc import Iterator
from itertools import pairwise

from pathways.ndtms.rules.cells import coded
from pathways.ndtms.rules.episodes import EpisodeRow, Intervention
from pathways.ndtms.rules.faults import Asked, Fault, error, warning

NO_WAY = ("87", "89")
"""Prison and death: no way of ending on the list fits an intervention that ended with such a case (decision 34)."""
_IN_ORDER = (
    ("REFMODDT", "referred to it"),
    ("FAOMODDT", "first appointment offered"),
    ("MODST", "start"),
    ("MODEND", "end"),
)


def interventions(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    """Every intervention of the episode, and none of them twice."""
    if not row.goes_in_full:
        return
    begun: set[tuple[str, object]] = set()
    for one in row.interventions:
        if coded(asked.lists, "MODAL", one.MODAL) is None:
            yield error(row, "MODAL", "This intervention is not on the list", "Correct the intervention")
        elif (one.MODAL, one.MODST) in begun:
            yield error(row, "MODAL", "The same intervention twice on one day", "Take one of them out")
        begun.add((one.MODAL, one.MODST))
        yield from _dates(row, one)
        yield from _exit(row, one, asked)


def _dates(row: EpisodeRow, one: Intervention) -> Iterator[Fault]:
    known = [(field, called, day) for field, called in _IN_ORDER if (day := getattr(one, field)) is not None]
    for (_, before, earlier), (field, called, later) in pairwise(known):
        if later < earlier:
            yield error(row, field, f"Intervention: {called} is before {before}", "Correct the dates")
            return
    first = known[0] if known else None
    if first and row.REFLD and first[2] < row.REFLD:
        yield error(row, first[0], f"Intervention: {first[1]} is before the referral", "Correct it")
    elif one.MODST and row.TRIAGED and one.MODST < row.TRIAGED:
        yield error(row, "MODST", "Intervention started before the triage", "Correct the start")


def _exit(row: EpisodeRow, one: Intervention, asked: Asked) -> Iterator[Fault]:
    if row.DISD and one.MODST and one.MODEND is None and not one.MODEXIT:
        yield warning(
            row, "MODEND", "The case ended and the intervention did not", "Next time, end it before you close the case"
        )
    if one.MODEND and one.MODST is None:
        yield error(row, "MODST", "Intervention ended and never started", "Record its start")
    if one.MODEND and not one.MODEXIT and not (one.MODEND == row.DISD and row.DISRSN in NO_WAY):
        yield error(row, "MODEXIT", "Intervention ended without saying how", "Say how it ended")
    if one.MODEXIT and coded(asked.lists, "MODEXIT", one.MODEXIT) is None:
        yield error(row, "MODEXIT", "This way of ending is not on the list", "Say how it ended")
    elif one.MODEXIT and one.MODEND is None:
        yield error(row, "MODEND", "Intervention has a way of ending and no end", "Record the day it ended")
