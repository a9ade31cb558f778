"""A funnel as it is shown: every figure masked, in words. Page, chart and download read this and nothing else."""

from dataclasses import dataclass

from pathways.reporting.rules.funnel_mask import FunnelMask, masks_of
from pathways.reporting.rules.funnels import Funnel, Row, Stage
from pathways.small_numbers import HIDDEN, THRESHOLD

NOT_FINAL = "not yet final"


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """One stage in words. `count` and `waiting` are what a bar may be drawn from: None where hidden."""

    stage: Stage
    people: str
    out_of: str
    share: str
    interval: str
    pending: str
    of_first: str
    count: int | None
    waiting: int | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table, under `HEAD`."""
        return (self.stage.label, self.people, self.out_of, self.share, self.interval, self.pending, self.of_first)


def head_of(funnel: Funnel) -> tuple[str, ...]:
    """The head of the table; the last column names what it is a share of."""
    first = funnel.rows[0].stage.label.lower()
    return ("Stage", "People", "Out of", "Share", "95% interval", "Pending", f"Of {first}")


def shown(funnel: Funnel, mask: FunnelMask | None = None) -> tuple[ShownRow, ...]:
    """The rows with small numbers hidden, and with everything that would give a hidden number away.

    `mask` is the one decided over all that stands on the page; without it this funnel stands alone.
    """
    held = mask or masks_of(funnel)[0]
    hidden = held.people
    return tuple(
        _row(
            row,
            hides=hidden[step],
            hides_before=step > 0 and hidden[step - 1],
            hides_first=hidden[0],
            hides_pending=held.pending[step],
        )
        for step, row in enumerate(funnel.rows)
    )


def _row(row: Row, *, hides: bool, hides_before: bool, hides_first: bool, hides_pending: bool) -> ShownRow:
    share = row.of_previous
    if share is None:
        out_of = rate = interval = ""
    else:
        out_of = HIDDEN if hides_before else f"{share.of:,}"
        derived_hidden = hides or hides_before
        rate = HIDDEN if derived_hidden else share.percent + (" so far" if share.of and not row.is_final else "")
        interval = HIDDEN if derived_hidden else share.interval_words if row.is_final else NOT_FINAL
    return ShownRow(
        stage=row.stage,
        people=HIDDEN if hides else f"{row.people:,}",
        out_of=out_of,
        share=rate,
        interval=interval,
        pending=HIDDEN if hides_pending else f"{row.pending:,}",
        of_first=HIDDEN if hides or hides_first else row.of_first.percent,
        count=None if hides else row.people,
        waiting=None if hides or hides_pending else row.pending,
    )


def largest_loss(funnel: Funnel, mask: FunnelMask | None = None) -> str:
    """The step at which most people are lost for good, as a sentence; "" where nothing may be said.

    Those pending are not lost, and neither is somebody whose test was negative. A loss made from a hidden count is not
    said.
    """
    held = mask or masks_of(funnel)[0]
    best: tuple[int, str] | None = None
    for step in range(1, len(funnel.rows)):
        before, row = funnel.rows[step - 1], funnel.rows[step]
        lost = before.people - row.people - row.pending
        is_hidden = held.people[step] or held.people[step - 1] or held.pending[step]
        if row.stage is Stage.POSITIVE or is_hidden or lost < THRESHOLD:
            continue
        if best is None or lost > best[0]:
            more = f", and {row.pending:,} more are pending" if row.pending else ""
            words = f"{lost:,} people{more}"
            best = (
                lost,
                f"The largest loss is between {before.stage.label.lower()} and {row.stage.label.lower()}: {words}.",
            )
    return best[1] if best else ""
