"""The pre-flight of a month: which records cannot go, what to look at again, and what stays empty and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pathways.ndtms.rules.checks import CHECKS, CheckFacts, FaultSeverity, RecordFault, error
from pathways.ndtms.rules.file import Blank, EpisodeRow, blanks
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

    `goes` are the episodes in the file, `to_ask` those whose person could be asked, or asked again, whether they agree.
    `not_yet` had no assessment by the month's last day.
    """

    faults: tuple[RecordFault, ...]
    left_blank: tuple[LeftBlank, ...]
    not_recorded: tuple[FileColumn, ...]
    goes: tuple[EpisodeRow, ...]
    to_ask: tuple[EpisodeRow, ...]
    in_full: int
    reduced: int
    not_asked: int
    held_back: int
    not_yet: int

    @property
    def errors(self) -> tuple[RecordFault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is FaultSeverity.ERROR)

    @property
    def warnings(self) -> tuple[RecordFault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is FaultSeverity.WARNING)

    @property
    def episodes(self) -> int:
        """Every episode looked at."""
        return len(self.goes) + self.held_back


def pre_flight(rows: Iterable[EpisodeRow], asked: CheckFacts, *, not_yet: int = 0) -> PreFlight:
    """Look at every episode. One with an error is held back from the file, one with a warning goes.

    The counts of consent include every episode looked at.
    """
    every = sorted(rows, key=lambda row: row.referral_id)
    faults = [fault for row in every for check in CHECKS for fault in check(row, asked)]
    faults += _twice(every)
    stopped = {fault.referral_id for fault in faults if fault.severity is FaultSeverity.ERROR}
    goes = tuple(row for row in every if row.referral_id not in stopped)
    order = {FaultSeverity.ERROR: 0, FaultSeverity.WARNING: 1}
    return PreFlight(
        faults=tuple(sorted(faults, key=lambda fault: (order[fault.severity], fault.referral_id, fault.field))),
        left_blank=_left_blank(blank for row in goes for blank in blanks(row, asked.lists)),
        not_recorded=tuple(column for column in columns() if column.recorded is FactHeld.NOT_RECORDED),
        goes=goes,
        to_ask=tuple(row for row in every if row.may_be_asked),
        in_full=sum(row.goes_in_full for row in every),
        reduced=sum(not row.goes_in_full and row.consent_asked for row in every),
        not_asked=sum(not row.consent_asked for row in every),
        held_back=len(stopped),
        not_yet=not_yet,
    )


def _twice(every: Iterable[EpisodeRow]) -> list[RecordFault]:
    """Episodes that share a number: the second and later ones cannot go."""
    seen: set[str] = set()
    faults = []
    for row in every:
        if not row.goes_in_full:
            continue
        if not row.EPISODID:
            faults.append(error(row, "EPISODID", "There is no episode number", "Tell whoever looks after Pathways"))
        elif row.EPISODID in seen:
            faults.append(
                error(row, "EPISODID", "Another episode has this number", "Tell whoever looks after Pathways")
            )
        seen.add(row.EPISODID)
    return faults


def _left_blank(blanks: Iterable[Blank]) -> tuple[LeftBlank, ...]:
    records = {(blank.column, blank.entry.label, blank.entry.source, blank.referral_id) for blank in blanks}
    counted = Counter((column, label, source) for column, label, source, _ in records)
    return tuple(
        LeftBlank(column=column, label=label, why=source, records=count)
        for (column, label, source), count in sorted(counted.items())
    )
