"""The facts behind the ARC report, and what every report asks: who may count, who is one person, which period."""

from collections import defaultdict
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from pathways import dates
from pathways.audit import models as audit
from pathways.auth.roles import Role, Viewer
from pathways.engagement.models.case import AssessedSubstance, Assessment, Engagement
from pathways.engagement.notes.rules import COUNTS_AS_ENGAGED
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.queries import is_open_to
from pathways.referrals.models.referral import Referral
from pathways.refusals import OutOfSight
from pathways.reporting.rules.arc import ArcCohort, AssessedPerson
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db
from pathways.vocabulary import Origin, Substance

# What every count needs: who may count, who is one person after merging, who died, what falls within a period.


Counting = Viewer | audit.SystemActor


def may_count(viewer: Counting) -> None:
    """Raises OutOfSight for everybody but a manager, who reads aggregates only, and the product itself."""
    if isinstance(viewer, Viewer) and viewer.role is not Role.MG:
        raise OutOfSight


def counted(viewer: Counting, person_id: Any) -> ColumnElement[bool]:
    """Leave out everybody whose record is shut to the viewer (docs/decisions/0018).

    Nobody who reads reports is on any list of people shut out, and neither is the product itself: all readers get the
    same figures.
    """
    return is_open_to(viewer, person_id)


def within(column: InstrumentedAttribute[Any] | ColumnElement[Any], period: Period) -> tuple[ColumnElement[bool], ...]:
    """That an instant is on a London day of the period, both ends included, and not after the as-at date."""
    start = dates.from_london(period.from_on, time.min)
    end = dates.from_london(min(period.to_on, period.as_at) + timedelta(days=1), time.min)
    return column >= start, column < end


def who_stays() -> dict[int, int]:
    """For each record merged into another, the record that stays. No other record is in it."""
    merged = select(Person.id, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    into: dict[int, int] = {row.id: row.merged_into_id for row in db.session.execute(merged)}

    def last(person: int) -> int:
        seen = {person}
        while into.get(person, person) not in seen:
            person = into[person]
            seen.add(person)
        return person

    return {person: last(person) for person in into}


def deaths(stays: dict[int, int]) -> dict[int, date]:
    """The London date of death of each person who died, under the id that stays."""
    died = select(Person.id, Person.died_at).where(Person.died_at.is_not(None)).order_by(Person.died_at.desc())
    return {
        stays.get(row.id, row.id): dates.london_date(row.died_at) for row in db.session.execute(died) if row.died_at
    }


# The facts behind the ARC report: who was assessed, and how they engaged.


def arc_cohort(viewer: Counting, from_on: date, to_on: date, as_at: date) -> ArcCohort:
    """People assessed from `from_on` to `to_on`, both days included, each with their first assessment in that time.

    Raises OutOfSight for a viewer who reads no aggregates, ValueError for a period that ends before it starts.
    """
    may_count(viewer)
    period = Period(from_on=from_on, to_on=to_on, as_at=as_at)
    attended = Assessment.attended_on.between(from_on, min(to_on, as_at))
    in_period = (Assessment.superseded_at.is_(None), attended, counted(viewer, Assessment.person_id))
    assessed = (
        select(
            Assessment.id, Assessment.person_id, Assessment.attended_on, Assessment.uses_substances,
            Person.is_demonstration, Episode.origin,
        )
        .join(Person, Person.id == Assessment.person_id)
        .join(Referral, Referral.id == Assessment.referral_id)
        .join(Episode, Episode.id == Referral.episode_id)
        .where(*in_period)
        .order_by(Assessment.attended_on, Assessment.id)
    )  # fmt: skip
    substances: dict[int, set[Substance]] = defaultdict(set)
    named = select(AssessedSubstance.assessment_id, AssessedSubstance.substance).join(Assessment).where(*in_period)
    for line in db.session.execute(named):
        substances[line.assessment_id].add(line.substance)
    stays = who_stays()
    engaged, died, still_open = _engagements(stays, as_at), deaths(stays), _open_on(stays, as_at)
    rows = db.session.execute(assessed).all()
    # Latest first, so that the earliest row of each person is the one that stays in the dictionary.
    first = {stays.get(row.person_id, row.person_id): row for row in reversed(rows)}
    people = tuple(
        AssessedPerson(
            person_id=person,
            assessed_on=row.attended_on,
            uses_substances=row.uses_substances,
            substances=frozenset(substances.get(row.id, ())),
            engaged_on=tuple(sorted(engaged.get(person, ()))),
            died_on=died.get(person),
            is_open=person in still_open,
            engagement_link_is_invented=row.is_demonstration and row.origin is Origin.ARC_IOM,
        )
        for person, row in sorted(first.items())
    )
    return ArcCohort(
        period=period,
        people=people,
        merged=len({row.person_id for row in rows}) - len(first),
        recorded_under=_recorded_under(viewer, as_at) if any(person.engaged_on for person in people) else (),
    )


def first_assessed_on(viewer: Counting) -> date | None:
    """The day of the earliest assessment on record, or None: where a report over everything begins."""
    may_count(viewer)
    live = (Assessment.superseded_at.is_(None), counted(viewer, Assessment.person_id))
    return db.session.scalar(select(func.min(Assessment.attended_on)).where(*live))


def _engagements(stays: dict[int, int], as_at: date) -> dict[int, list[date]]:
    """Every mark of engagement dated on or before the as-at date, by the person who stays."""
    marks: dict[int, list[date]] = defaultdict(list)
    statement = (
        select(Engagement.person_id, Engagement.engaged_on)
        .where(Engagement.superseded_at.is_(None), Engagement.engaged_on <= as_at)
        .order_by(Engagement.engaged_on, Engagement.id)
    )
    for row in db.session.execute(statement):
        marks[stays.get(row.person_id, row.person_id)].append(row.engaged_on)
    return marks


def _recorded_under(viewer: Counting, as_at: date) -> tuple[str, ...]:
    """What "engaged" meant where it was recorded: the words of our definitions, else its code and version."""
    statement = (
        select(Engagement.definition, Engagement.definition_version)
        .where(Engagement.superseded_at.is_(None), Engagement.engaged_on <= as_at)
        .where(counted(viewer, Engagement.person_id))
        .distinct()
        .order_by(Engagement.definition, Engagement.definition_version)
    )
    ours = {(each.code, each.version): f"{each.words} (Version {each.version}.)" for each in COUNTS_AS_ENGAGED}
    return tuple(
        ours.get((row.definition, row.definition_version), f"{row.definition}, version {row.definition_version}.")
        for row in db.session.execute(statement)
    )


def _open_on(stays: dict[int, int], as_at: date) -> set[int]:
    """Who had an open referral at the end of the as-at date: sent by then, and neither left nor closed by then."""
    end = dates.from_london(as_at + timedelta(days=1), time.min)
    statement = select(Referral.person_id).where(
        Referral.sent_at < end,
        or_(Referral.closed_at.is_(None), Referral.closed_at >= end),
        or_(Referral.exited_on.is_(None), Referral.exited_on > as_at),
    )
    return {stays.get(person, person) for person in db.session.scalars(statement)}
