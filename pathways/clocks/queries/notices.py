"""Required assessments of arrests that led to no referral: their clocks have no referral to be read with.

The duty to attend, and the duty to tell police of a failure, stand without one (Drugs Act 2005 s.12: verified).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.rules import AssessmentDecision
from pathways.clocks.queries.calendars import calendars_of
from pathways.clocks.queries.duties import duties_of
from pathways.clocks.rules import Clock, Course, clocks_of
from pathways.people.models import Episode, Person
from pathways.people.queries import dead_by_error, surviving_id
from pathways.referrals.models import Referral
from pathways.store import db

OF_NOTICE = ("required_assessment", "failure_notice")
"""They bind the provider that a notice names, with or without a referral of its own."""
LOOKS_BACK = timedelta(days=62)
"""How long ago an initial assessment may have been whose follow-up, or whose report, is still looked for."""


@dataclass(frozen=True, kw_only=True)
class Unreferred:
    """One clock of a notice, of somebody whom nobody referred. `organisation_id` is the provider it binds."""

    clock: Clock
    person_id: int
    organisation_id: int
    required_id: int


def unreferred(now: datetime) -> tuple[Unreferred, ...]:
    """The clocks of notices that are out of time, where the arrest has no referral and the person lives."""
    asked = aliased(Person)
    rows = db.session.execute(
        select(RequiredAssessment.episode_id, Person.id)
        .join(Episode, Episode.id == RequiredAssessment.episode_id)
        .join(asked, asked.id == Episode.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .where(RequiredAssessment.decision == AssessmentDecision.IMPOSED, RequiredAssessment.superseded_at.is_(None))
        .where(RequiredAssessment.notice_served_at.is_not(None), Person.died_at.is_(None))
        .where(RequiredAssessment.initial_at <= now, RequiredAssessment.initial_at > now - LOOKS_BACK)
        .where(~exists().where(Referral.episode_id == RequiredAssessment.episode_id))
        .order_by(RequiredAssessment.id)
    )
    whose = {row[0]: row[1] for row in rows}
    in_error = dead_by_error(set(whose.values()))
    duties = duties_of(whose)
    calendars = calendars_of({one.organisation_id for many in duties.values() for one in many})
    found = []
    for episode_id, many in duties.items():
        for one in (duty for duty in many if duty.moment.name == "assessment_required"):
            facts = tuple(each.moment for each in many if each.moment.about == one.moment.about)
            course = Course(events=(), facts=facts, dead_by_error=in_error.get(whose[episode_id], ()))
            clocks = clocks_of(course, calendars[one.organisation_id], now)
            found += [
                Unreferred(
                    clock=each,
                    person_id=whose[episode_id],
                    organisation_id=one.organisation_id or 0,
                    required_id=one.required_id or 0,
                )
                for each in clocks
                if each.timer.code in OF_NOTICE and each.is_over
            ]
    return tuple(found)
