"""A page of the faults of a month, and which fields have one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pathways.ndtms.rules.faults import Fault
from pathways.ndtms.rules.lists import columns

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ShownFaults:
    """Some faults in order. `next_from` is where the next page starts, None on the last."""

    faults: tuple[Fault, ...]
    total: int
    next_from: int | None


def page_of_faults(faults: Iterable[Fault], field: str | None, start: int) -> ShownFaults:
    """The faults of one field, or of all, from the one numbered `start` (the first is 0)."""
    of_field = tuple(one for one in faults if not field or one.field == field)
    begin = max(start, 0)
    end = begin + PAGE
    return ShownFaults(faults=of_field[begin:end], total=len(of_field), next_from=end if end < len(of_field) else None)


def fields_of(faults: Iterable[Fault]) -> tuple[tuple[str, int], ...]:
    """The fields that have a fault and how many, in the order of the file."""
    counted = Counter(one.field for one in faults)
    return tuple((one.name, counted[one.name]) for one in columns() if counted[one.name])
