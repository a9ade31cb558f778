"""Who must come to an assessment, what a service says of it, and what follows: follow-ups, diaries with free times."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import RequiredAssessment
from pathways.auth import Viewer
from pathways.demo.case import Case
from pathways.demo.places import County
from pathways.demo.schedule import Journey, office_time
from pathways.directory import actions as directory
from pathways.directory.rules import RepeatedTimes, Weekday
from pathways.engagement import actions as engagement
from pathways.engagement.models import FollowUp, FollowUpOutcome
from pathways.engagement.rules import FollowUpDecision, RequiredOutcome
from pathways.people.models import Episode, Person
from pathways.store import db

WITH_DIARY = ("Lincoln Recovery Hub", "Trent Bank Service")


def only_required(case: Case) -> Journey:
    """No service has the person, and the notice stands: whoever it names says what happened."""
    required = arrest_tests.required_assessment_of(case.episode_id)
    if required is not None and required.initial_at is not None:
        yield required.initial_at + timedelta(hours=1)
        comes = case.chance(0.6) and not case.comes_by_notice
        tell_of_assessment(case, comes=comes, at=required.initial_at)


def tell_of_assessment(case: Case, *, comes: bool, at: datetime) -> None:
    """A worker of the provider on the notice records what became of the required assessment."""
    required = arrest_tests.required_assessment_of(case.episode_id)
    if required is None or required.service_id is None:
        return
    worker = case.county.worker_at(required.service_id)
    if comes:
        tell_of_follow_up(worker, required.id, office_time(clock.now(), days=7, hour=11))
    engagement.report_required_assessment(
        by=worker,
        required_id=required.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED if comes else RequiredOutcome.FAILED_TO_ATTEND,
        at=at,
    )


def tell_of_follow_up(worker: Viewer, required_id: int, starts_at: datetime) -> None:
    """The assessor decides that the follow-up is required and gives its notice, before the initial ends."""
    engagement.decide_follow_up(
        by=worker,
        required_id=required_id,
        decision=FollowUpDecision.REQUIRED,
        starts_at=starts_at,
        place="Where the first was",
    )
    engagement.give_notice(by=worker, required_id=required_id, given_at=clock.now())


def record_follow_ups(county: County) -> None:
    """Everybody whose follow-up was before today came to it."""
    rows = (
        select(FollowUp, RequiredAssessment.service_id)
        .join(RequiredAssessment, RequiredAssessment.id == FollowUp.required_assessment_id)
        .where(FollowUp.superseded_at.is_(None), RequiredAssessment.superseded_at.is_(None))
        .where(FollowUp.required_assessment_id.not_in(select(FollowUpOutcome.required_assessment_id)))
        .join(Episode, Episode.id == RequiredAssessment.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .where(Person.died_at.is_(None))
        .order_by(FollowUp.starts_at, FollowUp.id)
    )
    for row, service_id in db.session.execute(rows).all():
        if service_id is None or row.starts_at is None or row.starts_at >= clock.now() - timedelta(days=1):
            continue
        engagement.report_follow_up(
            by=county.worker_at(service_id),
            required_id=row.required_assessment_id,
            outcome=RequiredOutcome.ATTENDED_REMAINED,
            at=row.starts_at,
        )


def keep_diaries(county: County) -> None:
    """Two services offer two times on each working day of the next fortnight; commits."""
    manager, today = county.staff["provider"], clock.today()
    for name in WITH_DIARY:
        times = RepeatedTimes(
            first_on=today,
            starts=time(10),
            ends=time(12),
            minutes=60,
            weekdays=tuple(Weekday)[:5],
            last_on=today + timedelta(days=13),
        )
        directory.add_slots(by=manager, service=county.services[name], entry=times)
    db.session.commit()
