"""What the report on treatment counts: the referrals, courses of treatment and releases of records."""

from collections import defaultdict
from datetime import date
from typing import Any, Final

from sqlalchemy import exists, select

from pathways import dates
from pathways.acceptance.models import Decline
from pathways.engagement.models.case import AssessedSubstance, Assessment
from pathways.people.models.custody import Detention, Episode
from pathways.people.rules import Presence, ReleaseType
from pathways.referrals.models.referral import Appointment, Referral
from pathways.reporting.queries.fairness import groups_of
from pathways.reporting.queries.funnels import chains
from pathways.reporting.queries.records import CountedRecords, whose, whose_and_died
from pathways.reporting.rules.completeness import RecordedUnit
from pathways.reporting.rules.declined import AnsweredUnit
from pathways.reporting.rules.fairness import NOT_RECORDED, Breakdown
from pathways.reporting.rules.journeys import Chain
from pathways.reporting.rules.treatment_units import (
    ContactUnit,
    Course,
    ReleasedUnit,
    TreatedUnit,
    journeys_of,
    route_of_release,
)
from pathways.store.base import db


def contact_units(records: CountedRecords) -> list[ContactUnit]:
    """Every referral of these records that was sent, with those it was sent on as."""
    return [ContactUnit(**whose_and_died(records, first), chain=chain) for first, chain in chains(records)]


def answered_units(records: CountedRecords) -> list[AnsweredUnit]:
    """Every referral of these records that was sent, with the days on which services declined it, or it as sent on."""
    declined: dict[int, date] = {}
    rows = (
        select(Decline.referral_id, Decline.declined_at)
        .join(Referral, Referral.id == Decline.referral_id)
        .where(*records.among(Referral.person_id))
        .order_by(Decline.id)
    )
    for row in db.session.execute(rows):
        declined[row.referral_id] = dates.london_date(row.declined_at)
    of_before = select(Referral.id).where(Referral.is_of_before.is_(True), *records.among(Referral.person_id))
    from_elsewhere = set(db.session.scalars(of_before))
    return [
        AnsweredUnit(
            **whose(records, first),
            chain=chain,
            declined_on=tuple(declined[link.number] for link in chain.links if link.number in declined),
            is_of_before=first.id in from_elsewhere,
        )
        for first, chain in chains(records)
    ]


def treated_units(records: CountedRecords) -> list[TreatedUnit]:
    """Every journey through structured treatment of the people of these records, also under several referrals."""
    of_person: dict[int, dict[Course, tuple[dict[str, Any], Chain]]] = defaultdict(dict)
    for first, chain in chains(records):
        for link in chain.links:
            if link.started_on is not None:
                course = Course(started_on=link.started_on, ended_on=link.ended_on, why=link.ended_why)
                of_link = whose_and_died(records, first) | {"number": link.number}
                of_person[records.person(first.person_id)].setdefault(course, (of_link, chain))
    units = []
    for under in of_person.values():
        for courses in journeys_of(under):
            of_link, chain = under[courses[0]]
            units.append(
                TreatedUnit(**of_link, referred_on=chain.referred_on, offered_on=chain.offered_on, courses=courses)
            )
    return units


def recorded_units(records: CountedRecords) -> list[RecordedUnit]:
    """Every journey through structured treatment, with what is recorded of that person until 84 days after it began."""
    groups_on, assessed_on, appointments = groups_of(records), _assessed(records), _appointments(records)
    return [
        RecordedUnit(
            person_id=each.person_id,
            record_id=each.record_id,
            number=each.number,
            referred_on=each.referred_on,
            began=each.began,
            has_ethnicity=groups_on(each.person_id, each.began)[Breakdown.ETHNICITY] != NOT_RECORDED,
            assessed_on=tuple(assessed_on.get(each.person_id, ())),
            appointments=tuple(appointments.get(each.person_id, ())),
        )
        for each in treated_units(records)
    ]


def _assessed(records: CountedRecords) -> dict[int, list[date]]:
    """By person, the days of assessments that say what they use, or that they use nothing."""
    assessed_on: dict[int, list[date]] = defaultdict(list)
    rows = (
        select(Assessment.person_id, Assessment.attended_on)
        .where(Assessment.superseded_at.is_(None), *records.among(Assessment.person_id))
        .where(Assessment.uses_substances.is_(False) | exists().where(AssessedSubstance.assessment_id == Assessment.id))
        .order_by(Assessment.id)
    )
    for row in db.session.execute(rows):
        assessed_on[records.person(row.person_id)].append(row.attended_on)
    return assessed_on


def _appointments(records: CountedRecords) -> dict[int, list[tuple[date, date | None]]]:
    """By person, the day of each appointment, and that on which its outcome was recorded."""
    appointments: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = (
        select(Appointment.starts_at, Appointment.outcome_at, Referral.person_id)
        .join(Referral, Referral.id == Appointment.referral_id)
        .where(Appointment.superseded_at.is_(None), *records.among(Referral.person_id))
        .order_by(Appointment.id)
    )
    for row in db.session.execute(rows):
        recorded_on = None if row.outcome_at is None else dates.london_date(row.outcome_at)
        appointments[records.person(row.person_id)].append((dates.london_date(row.starts_at), recorded_on))
    return appointments


ARRESTED: Final = (Presence.ARRESTED, Presence.ARRESTED_AFTER_ATTENDING)
"""Whoever answers bail, or is held for anything but an offence, was not arrested again."""


def released_units(records: CountedRecords) -> list[ReleasedUnit]:
    """Every release of these records after an arrest for an offence, but for those who were charged and remanded."""
    statement = (
        select(
            Detention.id, Detention.episode_id, Detention.arrested_at, Detention.released_at, Detention.release_type,
            Detention.continuous_detention, Episode.person_id,
        )
        .join(Episode, Episode.id == Detention.episode_id)
        .where(Detention.superseded_at.is_(None), Detention.presence.in_(ARRESTED), *records.among(Episode.person_id))
        .order_by(Detention.arrested_at, Detention.id)
    )  # fmt: skip
    detentions = db.session.execute(statement).all()
    of_person: dict[int, list[Any]] = defaultdict(list)
    for row in detentions:
        of_person[records.person(row.person_id)].append(row)
    referred = _referred_from(records)
    units = []
    for row in detentions:
        if row.released_at is None or row.release_type is ReleaseType.REMANDED:
            continue
        released_on = dates.london_date(row.released_at)
        later = (
            dates.london_date(other.arrested_at)
            for other in of_person[records.person(row.person_id)]
            if other.arrested_at > row.released_at and other.continuous_detention != row.continuous_detention
        )
        units.append(
            ReleasedUnit(
                **whose_and_died(records, row) | {"number": row.episode_id},
                released_on=released_on,
                route=route_of_release(referred.get(row.episode_id, ()), released_on),
                back_on=next(later, None),
            )
        )
    return units


def _referred_from(records: CountedRecords) -> dict[int, list[tuple[date, Any]]]:
    """By episode, the days on which somebody was first referred, and by which route."""
    referred: dict[int, list[tuple[date, Any]]] = defaultdict(list)
    sent = (
        select(Referral.episode_id, Referral.first_submitted_at, Referral.route)
        .where(Referral.first_submitted_at.is_not(None), Referral.parent_id.is_(None))
        .where(*records.among(Referral.person_id))
        .order_by(Referral.id)
    )
    for episode_id, sent_at, route in db.session.execute(sent):
        if sent_at is not None:
            referred[episode_id].append((dates.london_date(sent_at), route))
    return referred
