"""The pre-flight of a month: which records cannot go, what to look at again, and what stays empty and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pathways.ndtms.rules.checks import CHECKS, CheckFacts, FaultSeverity, RecordFault, error
from pathways.ndtms.rules.file import EpisodeRow, MayGo, blanks
from pathways.ndtms.rules.lists import FactHeld, FileColumn, columns

# The list of faults, a page at a time, and the fields that have one.


PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ShownFaults:
    """Some faults in order. `next_from` is where the next page starts, None on the last."""

    faults: tuple[RecordFault, ...]
    total: int
    next_from: int | None


def page_of_faults(faults: Iterable[RecordFault], field: str | None, start: int) -> ShownFaults:
    """The faults of one field, or of all, from the one numbered `start` (the first is 0)."""
    of_field = tuple(fault for fault in faults if not field or fault.field == field)
    begin = max(start, 0)
    end = begin + PAGE
    return ShownFaults(faults=of_field[begin:end], total=len(of_field), next_from=end if end < len(of_field) else None)


def fields_of(faults: Iterable[RecordFault]) -> tuple[tuple[str, int], ...]:
    """The fields that have a fault and how many, in the order of the file."""
    counted = Counter(fault.field for fault in faults)
    return tuple((column.name, counted[column.name]) for column in columns() if counted[column.name])


@dataclass(frozen=True, kw_only=True)
class LeftBlank:
    """An entry whose number is not verified, and in how many records it leaves a cell empty."""

    column: str
    label: str
    why: str
    records: int


@dataclass(frozen=True, kw_only=True)
class PreFlight:
    """The answer for one month.

    `goes` is how many episodes are in the file; `to_ask` are those whose person could be asked, or asked again, whether
    they agree. `not_yet` had no assessment by the month's last day.
    """

    faults: tuple[RecordFault, ...]
    left_blank: tuple[LeftBlank, ...]
    not_recorded: tuple[FileColumn, ...]
    goes: int
    to_ask: tuple[EpisodeRow, ...]
    in_full: int
    reduced: int
    not_asked: int
    held_back: int
    not_yet: int
    may_go: MayGo

    @property
    def errors(self) -> tuple[RecordFault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is FaultSeverity.ERROR)

    @property
    def warnings(self) -> tuple[RecordFault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is FaultSeverity.WARNING)

    @property
    def episodes(self) -> int:
        """Every episode looked at."""
        return self.goes + self.held_back


def pre_flight(
    rows: Iterable[EpisodeRow], asked: CheckFacts, *, not_yet: int = 0, goes: Callable[[EpisodeRow], None] | None = None
) -> PreFlight:
    """Look at every episode, in the order of the referrals. One with an error is held back from the file, one with a
    warning goes.

    Each is looked at by itself and let go of; whoever wants those that go is given them (`goes`). The counts of consent
    include every episode looked at.
    """
    faults: list[RecordFault] = []
    to_ask: list[EpisodeRow] = []
    left_blank, counted, numbers = Counter[tuple[str, str, str]](), Counter[str](), set[str]()
    in_full, at_all = set[int](), set[int]()
    for row in rows:
        of_row = [*(fault for check in CHECKS for fault in check(row, asked)), *_twice(row, numbers)]
        faults += of_row
        at_all.add(row.referral_id)
        if row.goes_in_full:
            in_full.add(row.referral_id)
        else:
            counted["reduced" if row.consent_asked else "not asked"] += 1
        if row.may_be_asked:
            to_ask.append(row)
        if any(fault.severity is FaultSeverity.ERROR for fault in of_row):
            counted["held back"] += 1
            continue
        counted["goes"] += 1
        left_blank.update({(blank.column, blank.entry.label, blank.entry.source) for blank in blanks(row, asked.lists)})
        if goes is not None:
            goes(row)
    order = {FaultSeverity.ERROR: 0, FaultSeverity.WARNING: 1}
    return PreFlight(
        faults=tuple(sorted(faults, key=lambda fault: (order[fault.severity], fault.referral_id, fault.field))),
        left_blank=_left_blank(left_blank),
        not_recorded=tuple(column for column in columns() if column.recorded is FactHeld.NOT_RECORDED),
        goes=counted["goes"],
        to_ask=tuple(to_ask),
        in_full=len(in_full),
        reduced=counted["reduced"],
        not_asked=counted["not asked"],
        held_back=counted["held back"],
        not_yet=not_yet,
        may_go=MayGo(in_full=frozenset(in_full), at_all=frozenset(at_all)),
    )


def _twice(row: EpisodeRow, numbers: set[str]) -> Iterator[RecordFault]:
    """An episode without a number, or with one that an episode before it has: of those that share it, one can go."""
    if not row.goes_in_full:
        return
    if not row.EPISODID:
        yield error(row, "EPISODID", "There is no episode number", "Tell whoever looks after Pathways")
    elif row.EPISODID in numbers:
        yield error(row, "EPISODID", "Another episode has this number", "Tell whoever looks after Pathways")
    numbers.add(row.EPISODID)


def _left_blank(counted: Mapping[tuple[str, str, str], int]) -> tuple[LeftBlank, ...]:
    return tuple(
        LeftBlank(column=column, label=label, why=source, records=count)
        for (column, label, source), count in sorted(counted.items())
    )
