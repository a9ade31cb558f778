"""TOP scores: days are of 28, scales of 20, each set with its day and its stage.

That days run from 0 to 28 lies in the question; the scales of 0 to 20 are recalled, so those only warn.
"""

from collections.abc import Iterator

from pathways.ndtms.rules.cells import coded
from pathways.ndtms.rules.episodes import TOP_DAYS, TOP_SCALES, TOP_YES_NO, EpisodeRow
from pathways.ndtms.rules.faults import Asked, Fault, error, warning

DAYS, SCALE = 28, 20


def tops(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    """Every set of scores. An item that the person declined is not there, and that is no fault."""
    if not row.goes_in_full:
        return
    for one in row.tops:
        if row.REFLD and one.TOPDATE < row.REFLD:
            yield error(row, "TOPDATE", "TOP is before the referral", "Correct the day of the TOP")
        elif row.DISD and one.TOPDATE > row.DISD and one.TRSTAGE != "post":
            yield error(row, "TOPDATE", "TOP is after the discharge", "Correct its day, or say it was afterwards")
        if coded(asked.lists, "TRSTAGE", one.TRSTAGE) is None:
            yield error(row, "TRSTAGE", "This stage of the TOP is not on the list", "Correct the stage of the TOP")
        for field, score in one.scores:
            if field in TOP_DAYS and not 0 <= score <= DAYS:
                yield error(row, field, f"More days than the last {DAYS}", "Correct the TOP")
            elif field in TOP_YES_NO and score not in (0, 1):
                yield error(row, field, "Neither yes nor no", "Correct the TOP")
            elif field in TOP_SCALES and not 0 <= score <= SCALE:
                yield warning(row, field, f"Not on the scale of 0 to {SCALE}", "Look at the TOP again")
