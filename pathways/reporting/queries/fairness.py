"""The facts behind the fairness report: decisions with their steps, what was open to whom, and each person's groups."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from pathways import dates
from pathways.arrest_tests.models.offences import Offence
from pathways.dates import age_on
from pathways.directory.areas import queries as directory
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.law import queries as disposals
from pathways.law.rules.disposal_book import RuleBook
from pathways.people.models.custody import Detention, Episode
from pathways.people.models.identity import PersonDetails
from pathways.people.rules import ReleaseType
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.reporting.queries.arc import Counting, counted, may_count, who_stays, within
from pathways.reporting.rules.fairness import (
    CHARGES,
    NOT_RECORDED,
    Breakdown,
    Decision,
    DeskOutcome,
    Moved,
    PeriodBasis,
    age_band,
    groups_with,
    left_open,
    reached,
)
from pathways.reporting.rules.fairness_tables import Fairness, fairness_of
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db
from pathways.vocabulary import Area

_RELEASED_AS = {
    ReleaseType.CHARGED_BAIL: DeskOutcome.CHARGED,
    ReleaseType.REMANDED: DeskOutcome.CHARGED,
    ReleaseType.NO_FURTHER_ACTION: DeskOutcome.NO_FURTHER_ACTION,
}
_OF_OFFENCES = select(Offence.episode_id).where(Offence.superseded_at.is_(None))

_Groups = Callable[[int, date], dict[Breakdown, str]]


def fairness(viewer: Counting, period: Period, basis: PeriodBasis) -> Fairness:
    """The report of a period. Raises OutOfSight."""
    may_count(viewer)
    stays = who_stays()
    groups = _groups_of(stays)
    return fairness_of(
        reached((*_decided(viewer, period, stays, groups), *_released(viewer, period, stays, groups)), period, basis),
        period,
        basis,
        groups_with(_areas(period)),
    )


def _areas(period: Period) -> Iterable[Area]:
    """The areas in use in the period, and those that somebody was recorded in, with their names at its end.

    A person recorded in an area that has since ended is still counted in it: its code stays.
    """
    known = directory.areas_known(period.to_on)
    in_use = {area.value for day in (period.from_on, period.to_on) for area in directory.map_on(day).places}
    recorded = set(db.session.scalars(select(NeedScreen.area).where(NeedScreen.superseded_at.is_(None)).distinct()))
    named = (area for code, area in known.items() if code in in_use | recorded)
    return [*named, *(directory.area_of(code, known) for code in sorted(recorded - known.keys()))]


def _decided(viewer: Counting, period: Period, stays: dict[int, int], groups: _Groups) -> Iterable[Decision]:
    """Every disposal proposed by the as-at date, with its steps so far. The days of the steps decide on the period."""
    until = _until(period)
    which = (
        *within(Disposal.proposed_at, until),
        counted(viewer, Disposal.person_id),
        Disposal.episode_id.in_(_OF_OFFENCES),
    )
    steps: dict[int, list[Moved]] = {}
    book_of = lru_cache(_book_of)
    events = (
        select(
            DisposalEvent.disposal_id,
            DisposalEvent.event,
            DisposalEvent.from_state,
            DisposalEvent.to_state,
            DisposalEvent.at,
            DisposalEvent.recorded,
        )
        .join(Disposal, Disposal.id == DisposalEvent.disposal_id)
        .where(*which)
        .order_by(DisposalEvent.id)
    )
    for row in db.session.execute(events):
        moved = Moved(event=row.event, before=row.from_state, to=row.to_state, on=_day_of(row))
        steps.setdefault(row.disposal_id, []).append(moved)
    rows = select(
        Disposal.id, Disposal.person_id, Disposal.episode_id, Disposal.kind, Disposal.proposed_at, Disposal.results,
        Disposal.facts, Disposal.rules_version,
    ).where(*which).order_by(Disposal.id)  # fmt: skip
    for row in db.session.execute(rows):
        person, day = stays.get(row.person_id, row.person_id), dates.london_date(row.proposed_at)
        yield Decision(
            person_id=person,
            episode_id=row.episode_id,
            recorded_on=day,
            kind=row.kind,
            steps=tuple(steps.get(row.id, ())),
            open_to=left_open(row.kind, results=row.results, facts=row.facts, book=book_of(row.rules_version), on=day),
            groups=groups(person, day),
        )


def _released(viewer: Counting, period: Period, stays: dict[int, int], groups: _Groups) -> Iterable[Decision]:
    """Detentions with a recorded offence that ended in a charge or in no further action: released, or charged, in the
    period."""
    charged = (
        select(Offence.episode_id, func.min(Offence.charged_at).label("at"))
        .where(Offence.superseded_at.is_(None), Offence.charged_at.is_not(None))
        .group_by(Offence.episode_id)
        .subquery()
    )
    statement = (
        select(Episode.id, Episode.person_id, Detention.released_at, Detention.release_type, charged.c.at)
        .join(Detention, Detention.episode_id == Episode.id)
        .outerjoin(charged, charged.c.episode_id == Episode.id)
        .where(Detention.superseded_at.is_(None), Detention.release_type.in_(_RELEASED_AS))
        .where(or_(and_(*within(Detention.released_at, period)), and_(*within(charged.c.at, period))))
        .where(counted(viewer, Episode.person_id), Episode.id.in_(_OF_OFFENCES))
        .order_by(Episode.id)
    )
    for row in db.session.execute(statement):
        person, day = stays.get(row.person_id, row.person_id), dates.london_date(row.released_at)
        released_as = _RELEASED_AS[row.release_type]
        yield Decision(
            person_id=person,
            episode_id=row.id,
            recorded_on=day,
            released_as=released_as,
            charged_on=dates.london_date(row.at) if row.at and released_as is DeskOutcome.CHARGED else None,
            groups=groups(person, day),
        )


def _day_of(step: Row[Any]) -> date:
    """The London day of a step: when it was entered; of a charge, requisition or summons the day that it names."""
    named = step.recorded.get("on") if step.to_state in CHARGES else None
    return date.fromisoformat(named) if named else dates.london_date(step.at)


def _book_of(version: str) -> RuleBook | None:
    try:
        return disposals.book_of(version)
    except LookupError:
        return None


def _until(period: Period) -> Period:
    """From the first record to the as-at date: what was proposed outside the period may have been decided in it."""
    return Period(from_on=date(1900, 1, 1), to_on=period.as_at, as_at=period.as_at)


def _groups_of(stays: dict[int, int]) -> _Groups:
    """A function that gives a person's group in each breakdown on a day, from the last record after merging."""
    details: dict[int, Any] = {
        row.person_id: row
        for row in db.session.execute(
            select(PersonDetails.person_id, PersonDetails.sex, PersonDetails.ethnicity, PersonDetails.date_of_birth)
            .where(PersonDetails.superseded_at.is_(None), PersonDetails.person_id.in_(select(Episode.person_id)))
            .order_by(PersonDetails.id)
        )
    }
    areas: dict[int, str] = {}
    screens = (
        select(Episode.person_id, NeedScreen.area)
        .join(Episode, Episode.id == NeedScreen.episode_id)
        .where(NeedScreen.superseded_at.is_(None))
        .order_by(NeedScreen.recorded_at, NeedScreen.id)
    )
    for row in db.session.execute(screens):
        areas[stays.get(row.person_id, row.person_id)] = row.area

    def groups(person: int, day: date) -> dict[Breakdown, str]:
        known = details[person]
        return {
            Breakdown.ETHNICITY: known.ethnicity.group.value if known.ethnicity else NOT_RECORDED,
            Breakdown.SEX: known.sex.value,
            Breakdown.AGE: age_band(age_on(known.date_of_birth, day)).value,
            Breakdown.AREA: areas.get(person, NOT_RECORDED),
        }

    return groups
