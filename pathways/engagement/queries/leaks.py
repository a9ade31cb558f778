"""What was told of an assessment without consent, and whether police had been allowed to know."""

from datetime import datetime

from sqlalchemy import select

from pathways.engagement.models import AssessmentLeaked
from pathways.engagement.queries.beside_it import episode_of
from pathways.engagement.queries.case import Case
from pathways.referrals import queries as referrals
from pathways.referrals.rules import FEEDBACK, Told, consent_live, heard_by
from pathways.store import db


def leaks_of(case: Case) -> tuple[AssessmentLeaked, ...]:
    """The incidents of a case in sight, the latest first; for the manager of its service alone."""
    rows = select(AssessmentLeaked).where(AssessmentLeaked.referral_id == case.referral.id)
    return tuple(db.session.scalars(rows.order_by(AssessmentLeaked.told_at.desc(), AssessmentLeaked.id.desc())))


def police_may_know(case: Case, at: datetime) -> bool:
    """Whether the person's written consent to tell the police how it goes was live at a moment. Words that named only
    liaison and diversion say nothing of police."""
    answers = heard_by(Told.POLICE, referrals.consents_in(episode_of(case)))
    verdict = consent_live(answers, FEEDBACK, at)
    return verdict.live and verdict.in_writing
