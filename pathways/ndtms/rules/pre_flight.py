"""The pre-flight of a month: which records cannot go, what to look at again, and what stays empty and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

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


# One episode, looked at by itself.


Entry = tuple[str, str, str]
"""A column, the label of an entry whose number is not verified, and why it is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedEpisode:
    """What the pre-flight says of one episode: nothing else of it is counted or shown. It stands until an agreement
    ends by time alone (None: for good)."""

    referral_id: int
    reference: str
    episode_number: str
    goes_in_full: bool
    consent_asked: bool
    consent_why: str
    may_be_asked: bool
    faults: tuple[RecordFault, ...]
    left_blank: tuple[Entry, ...]
    stands_until: datetime | None


def checked(row: EpisodeRow, asked: CheckFacts) -> CheckedEpisode:
    """Look at one episode."""
    return CheckedEpisode(
        referral_id=row.referral_id,
        reference=row.reference,
        episode_number=row.EPISODID,
        goes_in_full=row.goes_in_full,
        consent_asked=row.consent_asked,
        consent_why=row.consent_why,
        may_be_asked=row.may_be_asked,
        faults=tuple(fault for check in CHECKS for fault in check(row, asked)),
        left_blank=tuple(
            sorted({_entry(blank.column, blank.entry.label, blank.entry.source) for blank in blanks(row, asked.lists)})
        ),
        stands_until=row.consent_until,
    )


@cache
def _entry(column: str, label: str, source: str) -> Entry:
    """The same for every episode: thousands are remembered."""
    return column, label, source


# All episodes of a month.


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

    `goes` is how many episodes are in the file, `stays_out` are those held back from it; `to_ask` are those whose
    person could be asked, or asked again, whether they agree. `not_yet` had no assessment by the month's last day.
    """

    faults: tuple[RecordFault, ...]
    left_blank: tuple[LeftBlank, ...]
    not_recorded: tuple[FileColumn, ...]
    goes: int
    to_ask: tuple[CheckedEpisode, ...]
    in_full: int
    reduced: int
    not_asked: int
    stays_out: frozenset[int]
    not_yet: int
    may_go: MayGo

    @property
    def errors(self) -> tuple[RecordFault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is FaultSeverity.ERROR)

    @property
    def warnings(self) -> tuple[RecordFault, ...]:
        return tuple(fault for fault in self.faults if fault.severity is FaultSeverity.WARNING)

    @property
    def held_back(self) -> int:
        return len(self.stays_out)

    @property
    def episodes(self) -> int:
        """Every episode looked at."""
        return self.goes + self.held_back


def pre_flight(episodes: Iterable[CheckedEpisode], *, not_yet: int = 0) -> PreFlight:
    """The episodes together, in the order of the referrals. One with an error is held back from the file, one with a
    warning goes. The counts of consent include every episode.
    """
    faults: list[RecordFault] = []
    to_ask: list[CheckedEpisode] = []
    left_blank, counted, numbers = Counter[tuple[Entry, ...]](), Counter[str](), set[str]()
    in_full, at_all, stays_out = set[int](), set[int](), set[int]()
    for each in episodes:
        at_all.add(each.referral_id)
        of_episode = each.faults
        if each.goes_in_full:
            in_full.add(each.referral_id)
            of_episode = (*of_episode, *_twice(each, numbers))
        else:
            counted["reduced" if each.consent_asked else "not asked"] += 1
        if each.may_be_asked:
            to_ask.append(each)
        if of_episode:
            faults += of_episode
            if any(fault.severity is FaultSeverity.ERROR for fault in of_episode):
                stays_out.add(each.referral_id)
                continue
        counted["goes"] += 1
        left_blank[each.left_blank] += 1
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
        stays_out=frozenset(stays_out),
        not_yet=not_yet,
        may_go=MayGo(in_full=frozenset(in_full), at_all=frozenset(at_all)),
    )


def _twice(episode: CheckedEpisode, numbers: set[str]) -> Iterator[RecordFault]:
    """An episode that goes in full without a number, or with one that an episode before it has: of those that share it,
    one can go."""
    if not episode.episode_number:
        yield error(episode, "EPISODID", "There is no episode number", "Tell whoever looks after Pathways")
    elif episode.episode_number in numbers:
        yield error(episode, "EPISODID", "Another episode has this number", "Tell whoever looks after Pathways")
    numbers.add(episode.episode_number)


def _left_blank(together: Mapping[tuple[Entry, ...], int]) -> tuple[LeftBlank, ...]:
    """How many records each entry leaves a cell empty in, from how many have the same ones together."""
    counted = Counter[Entry]()
    for entries, count in together.items():
        for entry in entries:
            counted[entry] += count
    return tuple(
        LeftBlank(column=column, label=label, why=source, records=count)
        for (column, label, source), count in sorted(counted.items())
    )
