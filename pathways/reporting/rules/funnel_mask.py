"""What is hidden of the two funnels: decided once over both, as they stand on one page.

Of each step a reader knows the people before it, at it and pending, and works out who is lost, who is missing of the
first stage, and, where every referral after a test is counted in the period too, who was referred some other way.
"""

from dataclasses import dataclass

from pathways.reporting.rules.funnels import Funnel, Stage
from pathways.small_numbers import TOO_FEW_BASE, Cell, hidden_of

END = "end"
"""The mark where every funnel ends: people at a stage are counted from its own mark to this one."""


@dataclass(frozen=True)
class FunnelMask:
    """Which stages and which pending counts of one funnel are hidden. One that is dropped shows no figure at all.

    `overturned` and `unconfirmed` are the counts that stand beside it, of tests that went to the laboratory.
    """

    people: tuple[bool, ...]
    pending: tuple[bool, ...]
    is_dropped: bool = False
    overturned: bool = False
    unconfirmed: bool = False


def masks_of(*funnels: Funnel, nested: bool = False) -> tuple[FunnelMask, ...]:
    """The masks of funnels that stand on one page.

    `nested`: everybody at a stage of the first is at the same stage of the second too, so that the difference counts.
    """
    dropped = {place for place, found in enumerate(funnels) if 0 < found.rows[0].people < TOO_FEW_BASE}
    while True:
        kept = [place for place in range(len(funnels)) if place not in dropped]
        cells = [cell for place in kept for cell in cells_of(funnels[place], place)]
        if nested and len(kept) == len(funnels) > 1:
            cells += _between(funnels[0], funnels[1])
        hidden = hidden_of(cells)
        gone = {place for place in kept if hidden is None or _name(place, "people", 0) in hidden}
        if hidden is not None and not gone:
            return tuple(_mask(found, place, hidden, place in dropped) for place, found in enumerate(funnels))
        # The smaller one goes first, and the other is solved again without it.
        dropped.add(min(gone, key=lambda place: (funnels[place].rows[0].people, place)))


def cells_of(found: Funnel, place: int = 0) -> list[Cell]:
    """Every count of a funnel, printed or worked out, between the marks of its stages."""
    rows = found.rows
    cells = []
    for step, row in enumerate(rows):
        here = _name(place, "at", step)
        cells.append(Cell(name=_name(place, "people", step), start=here, end=END, people=row.people))
        if not step:
            continue
        first, before, waiting = _name(place, "at", 0), _name(place, "at", step - 1), _name(place, "waiting", step)
        gone = rows[step - 1].people - row.people
        cells += [
            Cell(name=_name(place, "pending", step), start=waiting, end=here, people=row.pending),
            Cell(name=_name(place, "lost", step), start=before, end=waiting, people=gone - row.pending, printed=False),
            Cell(name=_name(place, "not so far", step), start=before, end=here, people=gone, printed=False),
            Cell(
                name=_name(place, "of first", step),
                start=first,
                end=here,
                people=rows[0].people - row.people,
                printed=False,
            ),
        ]
    return cells + _of_laboratory(found, place)


def _of_laboratory(funnel: Funnel, place: int) -> list[Cell]:
    """Who is lost at the second stage by the laboratory's answer and who otherwise; who there waits for one."""
    if not funnel.overturned and not funnel.unconfirmed:
        return []
    first, second = funnel.rows[0], funnel.rows[1]
    negative = first.people - second.people - second.pending - funnel.overturned_people
    parts = (
        ("overturned", _name(place, "at", 0), _name(place, "waiting", 1), funnel.overturned_people, negative),
        (
            "unconfirmed",
            _name(place, "at", 1),
            END,
            funnel.unconfirmed_people,
            second.people - funnel.unconfirmed_people,
        ),
    )
    return [
        cell
        for what, start, end, people, others in parts
        for cell in (
            Cell(name=f"{place} {what}", start=start, end=f"{place} not {what}", people=people),
            Cell(name=f"{place} not {what}", start=f"{place} not {what}", end=end, people=others, printed=False),
        )
    ]


def _between(part: Funnel, whole: Funnel) -> list[Cell]:
    """Who is at a stage of the whole and not of the part, for the stages that both have."""
    steps: dict[Stage, int] = {row.stage: step for step, row in enumerate(whole.rows)}
    return [
        Cell(
            name=f"elsewhere {row.stage.value}",
            start=_name(1, "at", steps[row.stage]),
            end=_name(0, "at", step),
            people=whole.rows[steps[row.stage]].people - row.people,
            printed=False,
        )
        for step, row in enumerate(part.rows)
        if row.stage in steps and whole.rows[steps[row.stage]].people >= row.people
    ]


def _mask(found: Funnel, place: int, hidden: frozenset[str], is_dropped: bool) -> FunnelMask:
    def of(what: str) -> tuple[bool, ...]:
        return tuple(is_dropped or _name(place, what, step) in hidden for step in range(len(found.rows)))

    return FunnelMask(
        of("people"),
        of("pending"),
        is_dropped,
        overturned=is_dropped or f"{place} overturned" in hidden,
        unconfirmed=is_dropped or f"{place} unconfirmed" in hidden,
    )


def _name(place: int, what: str, step: int) -> str:
    return f"{place} {what} {step}"
