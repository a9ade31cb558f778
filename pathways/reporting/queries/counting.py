"""Counting people who stand alike: of those whose standing is kept by the database, of all others by their rule."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Integer, ScalarSelect, String, case, cast, distinct, func, literal_column, select, union_all

from pathways.audit.changes import changed_since
from pathways.directory.areas.queries import areas_known
from pathways.people.models.identity import Person
from pathways.people.queries import shut_to
from pathways.reporting.models import CountedState, CountedStretch, CountedThrough
from pathways.reporting.queries.arc import assessed_units, engaged_units
from pathways.reporting.queries.fairness import decision_units, groups_shown
from pathways.reporting.queries.funnels import (
    arrest_test_units,
    first_referral_units,
    positive_test_units,
    referred_units,
    request_units,
)
from pathways.reporting.queries.records import CountedRecords, Counting, all_records, may_count, records_of
from pathways.reporting.rules.arc import ArcReport, arc_report
from pathways.reporting.rules.fairness import NOT_RECORDED, PeriodBasis
from pathways.reporting.rules.fairness_courses import reached
from pathways.reporting.rules.fairness_tables import Fairness, fairness_of
from pathways.reporting.rules.journeys import requests
from pathways.reporting.rules.overview import Overview, overview_of
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import PeopleAlike, ReportUnit, UnitKind, alike, state_of_words
from pathways.store.base import db, shared
from pathways.store.engines import Outage, Stopped
from pathways.store.long_reads import must_end
from pathways.store.together import Gathered
from pathways.vocabulary import Area

UNITS: Mapping[UnitKind, Callable[[CountedRecords], Sequence[ReportUnit]]] = {
    UnitKind.TESTED: arrest_test_units,
    UnitKind.REQUESTED: request_units,
    UnitKind.REFERRED: referred_units,
    UnitKind.ASSESSED: assessed_units,
    UnitKind.ENGAGED: engaged_units,
    UnitKind.DECIDED: decision_units,
    UnitKind.TESTED_POSITIVE: positive_test_units,
    UnitKind.FIRST_REFERRED: first_referral_units,
}
MOST_EVENTS = 20_000
"""Where more was recorded than this since the stretches were made, everybody is read: the worker was away for long."""
MOST_READ = 50_000
"""People whom a page reads for a report where nothing of them is kept: of twice as many it took half a minute and two
gigabytes, and every desk waited. Beyond that the report waits for the worker."""
_PRODUCT = Path(__file__).parents[3]


class BeingMade(Stopped):
    """There are too many people to be read by a page, and the worker has not made how they stand."""

    outage = Outage.REPORTS_BEING_MADE


Alike = Mapping[UnitKind, Sequence[PeopleAlike]]


@cache
def rules_in_use() -> str:
    """The digest of every rule, query, table and migration of this release: what another one made is not counted."""
    release = hashlib.sha256()
    rooms = (_PRODUCT / "pathways", _PRODUCT / "migrations")
    for file in sorted(file for room in rooms for kind in ("*.py", "*.csv") for file in room.rglob(kind)):
        name = file.relative_to(_PRODUCT).as_posix()
        release.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return release.hexdigest()


class _Question(NamedTuple):
    """What is counted, whose records are shut to the viewer, and the state of the data.

    `changed` are the people of whom more was recorded since the stretches were made, `since` all that was.
    """

    kind: UnitKind
    period: Period
    by_recorded: bool
    shut: tuple[int, ...]
    token: str
    since: str
    changed: frozenset[int]


_A_LINE = shared(select(literal_column("1", Integer()).label("line")).subquery("a_line"))


def counted(viewer: Counting, period: Period, *kinds: UnitKind, by_recorded: bool = False) -> Alike:
    """By kind, the people with a unit in the period, as known on its as-at date, together where they stand alike."""
    return counted_each(viewer, dict.fromkeys(kinds, period), by_recorded=by_recorded)


def counted_each(viewer: Counting, periods: Mapping[UnitKind, Period], *, by_recorded: bool = False) -> Alike:
    """The same, of each kind in a period of its own.

    Records that are shut to the viewer are left out (docs/decisions/0018). Nobody who reads reports is on any list of
    people shut out, and neither is the product itself: all readers get the same figures. Raises OutOfSight, BeingMade.
    """
    may_count(viewer)
    shut_records = shut_to(viewer).subquery()
    through = db.session.execute(
        select(
            select(Gathered(shut_records.c.id)).scalar_subquery(),
            CountedThrough.event_id,
            CountedThrough.token,
            case((CountedThrough.event_id.is_(None), _people())).label("people"),
        )
        .select_from(_A_LINE)
        .outerjoin(CountedThrough, CountedThrough.person_id.is_(None) & (CountedThrough.rules == rules_in_use()))
    ).one()
    shut = tuple(sorted(through[0]))
    changed = changed_since(through.event_id, most=MOST_EVENTS) if through.event_id is not None else None
    if changed is None:
        everybody = _everybody(through.people)
        return {
            kind: _of_rows(everybody, kind, period, shut, by_recorded=by_recorded) for kind, period in periods.items()
        }
    state_of_the_data = through.token, changed.digest, changed.person_ids
    return {
        kind: counted_as_kept(_Question(kind, period, by_recorded, shut, *state_of_the_data))
        for kind, period in periods.items()
    }


def _people() -> ScalarSelect[int]:
    """How many people there are, counted no further than to more than a page reads."""
    return select(func.count()).select_from(select(Person.id).limit(MOST_READ + 1).subquery()).scalar_subquery()


def _everybody(people: int | None) -> CountedRecords:
    """Of everybody: `people` is how many there are where nothing is kept, None where the worker was away for long."""
    if must_end() and (people if people is not None else db.session.scalar(select(_people())) or 0) > MOST_READ:
        raise BeingMade
    return all_records()


# A page, its pictures, its file and its paper ask one question of the same data: it is counted once in a process.
@lru_cache(maxsize=64)
def counted_as_kept(asked: _Question) -> Sequence[PeopleAlike]:
    """What is kept of those of whom nothing more was recorded, and the others by their rows."""
    anew = _anew(asked.token, asked.since, asked.changed) if asked.changed else None
    not_kept = asked.changed.union(anew.stays.values()) if anew else asked.changed
    words = _words(asked.token)
    people: list[PeopleAlike] = []
    for placed, number, records in db.session.execute(_grouped(asked, not_kept)):
        places = (place.split(":") for place in placed.split(","))
        in_order = sorted((int(place), state_of_words(words[state])) for place, state in places)
        people.append(PeopleAlike(tuple(state for _, state in in_order), number, int(records)))
    if anew:
        people += _of_rows(anew, asked.kind, asked.period, asked.shut, by_recorded=asked.by_recorded)
    return tuple(people)


@lru_cache(maxsize=1)
def _anew(_token: str, _since: str, changed: frozenset[int]) -> CountedRecords:
    """The records of those of whom more was recorded: every kind of units of one page rests on the same rows."""
    return records_of(changed)


@lru_cache(maxsize=2)
def _words(_token: str) -> Mapping[str, str]:
    """Every state of every kind, by its number. None is added while the token stays."""
    states = select(CountedState.id, CountedState.words)
    return {str(row.id): row.words for row in db.session.execute(states)}


def _grouped(asked: _Question, not_kept: frozenset[int]) -> Any:
    stretch, period = CountedStretch, asked.period
    day = stretch.recorded_on if asked.by_recorded else stretch.counts_on
    which = [
        stretch.kind == asked.kind,
        stretch.until_on > period.as_at,
        stretch.from_on <= period.as_at,
        day.between(period.from_on, period.last_on),
    ]
    which += [stretch.record_id.not_in(asked.shut)] if asked.shut else []
    which += [stretch.person_id.not_in(not_kept)] if not_kept else []
    state = cast(stretch.state_id, String)
    only = (
        select(("1:" + state).label("states"), func.count(), func.count())
        .where(stretch.is_only.is_(True), *which)
        .group_by(stretch.state_id)
    )
    place = func.row_number().over(
        partition_by=stretch.person_id, order_by=(stretch.recorded_on, stretch.number, stretch.id)
    )
    placed = (
        select(stretch.person_id, stretch.record_id, (cast(place, String) + ":" + state).label("state"))
        .where(stretch.is_only.is_(False), *which)
        .subquery()
    )
    several = (
        select(
            func.aggregate_strings(placed.c.state, ",").label("states"),
            func.count(distinct(placed.c.record_id)).label("records"),
        )
        .group_by(placed.c.person_id)
        .subquery()
    )
    of_several = select(several.c.states, func.count(), func.sum(several.c.records)).group_by(several.c.states)
    return union_all(only, of_several)


def _of_rows(
    records: CountedRecords, kind: UnitKind, period: Period, shut: Sequence[int], *, by_recorded: bool
) -> Sequence[PeopleAlike]:
    hidden = frozenset(shut)
    units = (unit for unit in UNITS[kind](records) if unit.record_id not in hidden)
    return alike(units, period, by_recorded=by_recorded)


# The reports.


def overview(viewer: Counting, period: Period) -> Overview:
    """Tested on arrest, and referred by any route: people who are never added up. Raises OutOfSight."""
    kinds = (
        UnitKind.TESTED, UnitKind.REQUESTED, UnitKind.REFERRED, UnitKind.TESTED_POSITIVE, UnitKind.FIRST_REFERRED,
    )  # fmt: skip
    people = counted(viewer, period, *kinds)
    return overview_of(
        people[UnitKind.TESTED],
        people[UnitKind.REFERRED],
        positive=people[UnitKind.TESTED_POSITIVE],
        first_referred=people[UnitKind.FIRST_REFERRED],
        named=areas_of(period.last_on),
        without_result=requests(people[UnitKind.REQUESTED], is_held=False),
        on_hold=requests(people[UnitKind.REQUESTED], is_held=True),
        period=period,
    )


def areas_of(on: date) -> tuple[Area, ...]:
    """The areas of the overview, each by its name on a day, and where none was recorded."""
    return (*areas_known(on).values(), Area(NOT_RECORDED, "Not recorded"))


def arc(viewer: Counting, period: Period) -> ArcReport:
    """The ARC report: people assessed in the period, each by their first assessment in it. Raises OutOfSight."""
    everybody = Period(from_on=date.min, to_on=period.as_at, as_at=period.as_at)
    people = counted_each(viewer, {UnitKind.ASSESSED: period, UnitKind.ENGAGED: everybody})
    return arc_report(people[UnitKind.ASSESSED], period, definitions=people[UnitKind.ENGAGED])


def fairness(viewer: Counting, period: Period, basis: PeriodBasis) -> Fairness:
    """The fairness report. Raises OutOfSight."""
    by_recorded = basis is PeriodBasis.RECORDED
    people = counted(viewer, period, UnitKind.DECIDED, by_recorded=by_recorded)[UnitKind.DECIDED]
    return fairness_of(reached(people), period, basis, groups_shown(period))
