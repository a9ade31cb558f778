"""Counting people who stand alike: of those whose standing is kept by the database, of all others by their rule."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    String,
    case,
    cast,
    distinct,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from pathways.audit.changes import changed_since
from pathways.people.models.identity import Person
from pathways.people.queries import shut_to
from pathways.reporting.models import CountedState, CountedStretch, CountedThrough
from pathways.reporting.queries.by_service import named_in
from pathways.reporting.queries.fairness import groups_shown
from pathways.reporting.queries.records import CountedRecords, Counting, all_records, may_count, records_of
from pathways.reporting.queries.testing import forces_named
from pathways.reporting.queries.units import KINDS, UNITS, counted_over
from pathways.reporting.rules.arc import ArcCounts, arc_counts
from pathways.reporting.rules.by_service import ServiceCounts, service_counts
from pathways.reporting.rules.completeness import recorded_counts
from pathways.reporting.rules.conditions import conditions_counts
from pathways.reporting.rules.declined import declined_counts
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.fairness import Groups
from pathways.reporting.rules.fairness_courses import reached
from pathways.reporting.rules.fairness_figures import FairnessCounts, fairness_counts
from pathways.reporting.rules.groups import GroupCounts, group_counts
from pathways.reporting.rules.journeys import requests
from pathways.reporting.rules.mental_health import mental_health_counts
from pathways.reporting.rules.overview_counts import OverviewCounts, overview_counts
from pathways.reporting.rules.periods import YEAR, Stretch
from pathways.reporting.rules.profile import DeclaredCounts, FoundCounts, declared_counts, found_counts
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.recovery import (
    RecoveryCounts,
    custody_counts,
    peer_counts,
    recovered_counts,
    supplied_counts,
)
from pathways.reporting.rules.recovery_units import public_year
from pathways.reporting.rules.standings import PeopleAlike, UnitKind, alike, state_of_words
from pathways.reporting.rules.testing import ReturnCounts, return_counts
from pathways.reporting.rules.treatment import (
    TreatmentCounts,
    contact_counts,
    released_counts,
    treated_counts,
)
from pathways.store.base import db, shared
from pathways.store.together import Gathered

MOST_EVENTS = 20_000
"""Where more was recorded than this since the stretches were made, everybody is read: the worker was away for long."""
MOST_READ = 50_000
"""People who are read for a report where nothing of them is kept: of twice as many it took half a minute and two
gigabytes. Beyond that the report waits until it is."""
_PRODUCT = Path(__file__).parents[3]


class NotKeptYet(Exception):
    """There are too many people to be read, and the worker has not made how they stand."""


Alike = Mapping[UnitKind, Sequence[PeopleAlike]]
Counts = (
    ReturnCounts
    | OverviewCounts
    | ArcCounts
    | FairnessCounts
    | ServiceCounts
    | TreatmentCounts
    | RecoveryCounts
    | GroupCounts
    | FoundCounts
    | DeclaredCounts
)


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

    `changed` are the people of whom more was recorded since the stretches were made, `since` all that was. What is
    counted of a snapshot is what was kept by then.
    """

    kind: UnitKind
    period: Period
    shut: tuple[int, ...]
    token: str
    since: str = ""
    changed: frozenset[int] = frozenset()
    snapshot_id: int | None = None


_A_LINE = shared(select(literal_column("1", Integer()).label("line")).subquery("a_line"))


def counted(viewer: Counting, period: Period, *kinds: UnitKind, snapshot_id: int | None = None) -> Alike:
    """By kind, the people with a unit in the period, as known on its as-at date, together where they stand alike."""
    return counted_each(viewer, dict.fromkeys(kinds, period), snapshot_id)


def counted_each(viewer: Counting, periods: Mapping[UnitKind, Period], snapshot_id: int | None = None) -> Alike:
    """The same, of each kind in a period of its own: of the records of now, or of how everybody stood at a snapshot.

    Records that are shut to the viewer are left out (docs/decisions/0018). Nobody who reads reports is on any list of
    people shut out, and neither is the product itself: all readers get the same figures. Raises OutOfSight, NotKeptYet.
    """
    may_count(viewer)
    if snapshot_id is not None:
        token = db.session.scalar(select(CountedThrough.token)) or ""
        return {
            kind: counted_as_row(_Question(kind, period, (), token, snapshot_id=snapshot_id))
            for kind, period in periods.items()
        }
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
        return {kind: _of_rows(everybody, kind, period, shut) for kind, period in periods.items()}
    state_of_the_data = through.token, changed.digest, changed.person_ids
    return {kind: counted_as_row(_Question(kind, period, shut, *state_of_the_data)) for kind, period in periods.items()}


def _people() -> ScalarSelect[int]:
    """How many people there are, counted no further than to more than are read."""
    return select(func.count()).select_from(select(Person.id).limit(MOST_READ + 1).subquery()).scalar_subquery()


def _everybody(people: int | None) -> CountedRecords:
    """Of everybody: `people` is how many there are where nothing is kept, None where the worker was away for long."""
    if (people if people is not None else db.session.scalar(select(_people())) or 0) > MOST_READ:
        raise NotKeptYet
    return all_records()


# A page, its pictures, its file and its paper ask one question of the same data: it is counted once in a process.
@lru_cache(maxsize=64)
def counted_as_row(asked: _Question) -> Sequence[PeopleAlike]:
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
        people += _of_rows(anew, asked.kind, asked.period, asked.shut)
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
    which = [
        stretch.kind == asked.kind,
        stretch.until_on > period.as_at,
        stretch.from_on <= period.as_at,
        stretch.counts_on.between(period.from_on, period.last_on),
        *held_at(asked.snapshot_id),
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
        partition_by=stretch.person_id, order_by=(stretch.recorded_on, stretch.number, stretch.state_id)
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


def held_at(snapshot_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions on stretches that hold now, or that did at a snapshot."""
    after, through = CountedStretch.after_snapshot, CountedStretch.through_snapshot
    if snapshot_id is None:
        return (through.is_(None),)
    return after < snapshot_id, or_(through.is_(None), through >= snapshot_id)


def _of_rows(records: CountedRecords, kind: UnitKind, period: Period, shut: Sequence[int]) -> Sequence[PeopleAlike]:
    hidden = frozenset(shut)
    units = (unit for unit in UNITS[kind](records) if unit.record_id not in hidden)
    return alike(units, period)


# What each report counts.


def counts_of(
    viewer: Counting, report: Report, period: Period, snapshot_id: int | None = None, groups: Groups | None = None
) -> Counts:
    """The counts of a report, of the records of now or of a snapshot. Raises OutOfSight, NotKeptYet.

    Fairness has the groups of now unless others are given, and raises KeyError where somebody is in none of them.
    """
    match report:
        case Report.TESTING:
            return drug_testing(viewer, period, snapshot_id)
        case Report.OVERVIEW:
            return overview(viewer, period, snapshot_id)
        case Report.ARC:
            return arc(viewer, period, snapshot_id)
        case Report.FAIRNESS:
            return fairness(viewer, period, snapshot_id, groups)
        case Report.SERVICES:
            return by_service(viewer, period, snapshot_id)
        case Report.TREATMENT:
            return treatment(viewer, period, snapshot_id)
        case Report.RECOVERY:
            return recovery(viewer, period, snapshot_id)
        case Report.GROUPS:
            return by_group(viewer, period, snapshot_id)
        case Report.PROFILE:
            return found(viewer, period, snapshot_id)
        case Report.DECLARED:
            return declared(viewer, period, snapshot_id)


def drug_testing(viewer: Counting, period: Period, snapshot_id: int | None = None) -> ReturnCounts:
    """The return on drug testing on arrest."""
    people = counted(viewer, period, *KINDS[Report.TESTING], snapshot_id=snapshot_id)
    return return_counts(people[UnitKind.ON_RETURN], Stretch(period.from_on, period.to_on), forces_named())


def overview(viewer: Counting, period: Period, snapshot_id: int | None = None) -> OverviewCounts:
    """Tested on arrest, and referred by any route: people who are never added up."""
    people = counted(viewer, period, *KINDS[Report.OVERVIEW], snapshot_id=snapshot_id)
    return overview_counts(
        people[UnitKind.TESTED],
        people[UnitKind.REFERRED],
        positive=people[UnitKind.TESTED_POSITIVE],
        first_referred=people[UnitKind.FIRST_REFERRED],
        without_result=requests(people[UnitKind.REQUESTED], is_held=False),
        on_hold=requests(people[UnitKind.REQUESTED], is_held=True),
        by_area=Stretch(period.from_on, period.to_on).months >= YEAR,
        includes_who_was_tested=period.to_on >= period.as_at,
    )


def arc(viewer: Counting, period: Period, snapshot_id: int | None = None) -> ArcCounts:
    """The ARC report: people assessed in the period, each by their first assessment in it."""
    everybody = Period(from_on=date.min, to_on=period.as_at, as_at=period.as_at)
    people = counted_each(viewer, {UnitKind.ASSESSED: period, UnitKind.ENGAGED: everybody}, snapshot_id)
    return arc_counts(people[UnitKind.ASSESSED], definitions=people[UnitKind.ENGAGED])


def fairness(
    viewer: Counting, period: Period, snapshot_id: int | None = None, groups: Groups | None = None
) -> FairnessCounts:
    """The fairness report."""
    people = counted(viewer, period, *KINDS[Report.FAIRNESS], snapshot_id=snapshot_id)[UnitKind.DECIDED]
    return fairness_counts(reached(people), groups or groups_shown(period))


def by_service(viewer: Counting, period: Period, snapshot_id: int | None = None) -> ServiceCounts:
    """How people first referred got on with each service that had them."""
    people = counted(viewer, period, *KINDS[Report.SERVICES], snapshot_id=snapshot_id)[UnitKind.SERVED]
    return service_counts(people, named_in(period))


def treatment(viewer: Counting, period: Period, snapshot_id: int | None = None) -> TreatmentCounts:
    """The report on treatment."""
    periods = {kind: counted_over(kind, period) for kind in KINDS[Report.TREATMENT]}
    people = counted_each(viewer, periods, snapshot_id)
    return TreatmentCounts(
        contacts=contact_counts(people[UnitKind.FIRST_CONTACT]),
        treated=treated_counts(people[UnitKind.TREATED]),
        released=released_counts(people[UnitKind.RELEASED]),
        declined=declined_counts(people[UnitKind.ANSWERED]),
        recorded=recorded_counts(people[UnitKind.RECORDED]),
    )


def recovery(viewer: Counting, period: Period, snapshot_id: int | None = None) -> RecoveryCounts:
    """The report on recovery."""
    periods = {kind: counted_over(kind, period) for kind in KINDS[Report.RECOVERY]}
    people = counted_each(viewer, periods, snapshot_id)
    return RecoveryCounts(
        recovered=recovered_counts(people[UnitKind.IN_TREATMENT], public_year(period.from_on)),
        custody=custody_counts(people[UnitKind.LEFT_CUSTODY]),
        supplied=supplied_counts(people[UnitKind.SUPPLIED]),
        peers=peer_counts(people[UnitKind.PEER_OFFERED]),
        mental_health=mental_health_counts(people[UnitKind.ASKED_NEEDS]),
        conditions=conditions_counts(people[UnitKind.CONDITIONS]),
    )


def by_group(viewer: Counting, period: Period, snapshot_id: int | None = None) -> GroupCounts:
    """Who of those first referred engaged, by group."""
    return group_counts(counted(viewer, period, *KINDS[Report.GROUPS], snapshot_id=snapshot_id)[UnitKind.GROUPED])


def found(viewer: Counting, period: Period, snapshot_id: int | None = None) -> FoundCounts:
    """What tests on arrest found, by area."""
    return found_counts(counted(viewer, period, *KINDS[Report.PROFILE], snapshot_id=snapshot_id)[UnitKind.FOUND])


def declared(viewer: Counting, period: Period, snapshot_id: int | None = None) -> DeclaredCounts:
    """What people say they use, by area."""
    people = counted(viewer, period, *KINDS[Report.DECLARED], snapshot_id=snapshot_id)
    return declared_counts(people[UnitKind.DECLARED])
