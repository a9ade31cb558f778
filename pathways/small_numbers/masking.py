"""Which figures are hidden: the least that leaves no small one to be worked out."""

from collections.abc import Collection
from functools import lru_cache

from pathways.small_numbers.published import Figure, Known, Published, Sum
from pathways.small_numbers.readers import Model, Reader

EXACT_LOOKS = 60
"""After so many looks at a table the next figures are hidden one by one: near the least, and soon."""


def hidden_of(published: Published, looks: int = EXACT_LOOKS) -> frozenset[str] | None:
    """The names of the figures to hide; None where no hiding is safe, and the whole of it has to go.

    It is decided once in a process: page, pictures, file and paper of the same figures hide the same.
    """
    return _decided(tuple(published.figures), tuple(published.sums), tuple(published.known), looks)


@lru_cache(maxsize=64)
def _decided(
    figures: tuple[Figure, ...], sums: tuple[Sum, ...], known: tuple[Known, ...], looks: int
) -> frozenset[str] | None:
    """The least that is safe.

    Every figure of 1 to 4 is hidden. Where a reader could still narrow one to fewer than five values, or to below five,
    at least one of the figures that are why must be hidden too. Of all ways to hide one for each reason found so far
    the cheapest is tried next: the first that is safe is the least that is, by rank, then by people.
    """
    published = Published(figures=figures, sums=sums, known=known)
    if not published.guarded:
        return published.names_in(published.primary)
    reader = Reader(published)
    reasons: set[frozenset[str]] = set()
    units = published.primary
    for _ in range(looks):
        why_unsafe = _why_unsafe(reader, units)
        if not why_unsafe:
            return published.names_in(units)
        if frozenset() in why_unsafe:
            return None
        reasons |= why_unsafe
        units = published.primary | _cheapest(published, reasons)
    hidden = _one_by_one(reader, units)
    return None if hidden is None else published.names_in(_fewer(reader, hidden))


def _why_unsafe(reader: Reader, units: Collection[str]) -> set[frozenset[str]]:
    """For each small figure that could be worked out, the shown units of which one must be hidden; empty where all are
    safe."""
    reader.look_at(reader.published.names_in(units))
    reader.meet_tables(reader.published.guarded)
    worked_out = (reader.works_out(name) for name in reader.published.guarded)
    return {each.because for each in worked_out if not each.is_safe}


def _cheapest(published: Published, reasons: Collection[frozenset[str]]) -> frozenset[str]:
    """The cheapest units of which each reason names one. A reason that names all that another does is met with it."""
    reasons = [each for each in reasons if not any(fewer < each for fewer in reasons)]
    units = sorted({unit for reason in reasons for unit in reason})
    places = {unit: place for place, unit in enumerate(units)}
    rows = [
        ({places[unit]: 1.0 for unit in sorted(reason)}, (1.0, len(reason))) for reason in sorted(reasons, key=sorted)
    ]
    costs = {places[unit]: cost_of(published, unit) for unit in units}
    chosen = Model([(0.0, 1.0)] * len(units), rows).solved(costs, whole=True)
    if chosen is None:  # not found soon: one for each reason, whatever it costs
        return frozenset(min(sorted(reason), key=lambda unit: cost_of(published, unit)) for reason in reasons)
    return frozenset(unit for unit in units if chosen[0][places[unit]] > 0.5)


def _one_by_one(reader: Reader, units: frozenset[str]) -> frozenset[str] | None:
    """These units, and the cheapest of each reason as it is met, until all is safe; None where that is never so."""
    while why_unsafe := _why_unsafe(reader, units):
        if frozenset() in why_unsafe:
            return None
        for reason in sorted(why_unsafe, key=sorted):
            if not reason & units:
                units |= {min(sorted(reason), key=lambda unit: cost_of(reader.published, unit))}
    return units


def _fewer(reader: Reader, units: frozenset[str]) -> frozenset[str]:
    """These units without each, the dearest first, that may be shown all the same."""
    more = units - reader.published.primary
    for unit in sorted(more, key=lambda unit: (-cost_of(reader.published, unit), unit)):
        if not _why_unsafe(reader, units - {unit}):
            units -= {unit}
    return units


def cost_of(published: Published, unit: str) -> float:
    """What hiding a unit costs: the rank of its figures; between equals that of fewer people is hidden."""
    figures = published.units[unit]
    people = sum(figure.people for figure in figures)
    return sum(figure.rank for figure in figures) + people / (1 + sum(each.people for each in published.figures))
