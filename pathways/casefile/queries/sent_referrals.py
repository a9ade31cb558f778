"""The referrals of episodes that were sent, each with what may be told of it: steps, appointments, and dates alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from pathways.acceptance.models import Decline
from pathways.auth.models import User
from pathways.directory.models import Service
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.models.case import Assessment, Engagement, Exit, StructuredStart
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.store.base import db, shared_alias

# No clinical column is read: what police must never see is not even loaded.


@dataclass(frozen=True, kw_only=True)
class SentReferral:
    """One sent referral with what may be told of it: who was asked, who came, and of its course the dates alone."""

    referral: Referral
    where: str
    sent_by: str
    decline: Decline | None
    declined_by: str
    events: tuple[ReferralEvent, ...]
    meetings: tuple[Appointment, ...]
    assessed: tuple[date, datetime] | None
    engaged: tuple[date, datetime] | None
    left: tuple[date, datetime, bool] | None
    has_started: bool


_ASKED = shared_alias(Service)
_SENT = (
    select(
        Referral,
        Service.name,
        User.name,
        Decline,
        _ASKED.name,
        Assessment.attended_on,
        Assessment.recorded_at,
        Engagement.engaged_on,
        Engagement.recorded_at,
        Exit.exited_on,
        Exit.recorded_at,
        Exit.planned,
        StructuredStart.id,
        ReferralEvent,
    )
    .select_from(Referral)
    .outerjoin(Service, Service.id == Referral.service_id)
    .outerjoin(User, User.id == Referral.sent_by_id)
    .outerjoin(Decline, Decline.referral_id == Referral.id)
    .outerjoin(_ASKED, _ASKED.id == Decline.service_id)
    .outerjoin(Assessment, (Assessment.referral_id == Referral.id) & Assessment.superseded_at.is_(None))
    .outerjoin(Engagement, (Engagement.referral_id == Referral.id) & Engagement.superseded_at.is_(None))
    .outerjoin(Exit, (Exit.referral_id == Referral.id) & Exit.undone_at.is_(None))
    .outerjoin(StructuredStart, (StructuredStart.referral_id == Referral.id) & StructuredStart.superseded_at.is_(None))
    .outerjoin(ReferralEvent, ReferralEvent.referral_id == Referral.id)
    .where(Referral.episode_id.in_(bindparam("of_episodes", expanding=True)), Referral.sent_at.is_not(None))
    .order_by(Referral.sent_at, Referral.id, ReferralEvent.at, ReferralEvent.id)
)


def sent_referrals(episode_ids: Collection[int]) -> dict[int, tuple[SentReferral, ...]]:
    """The referrals of these episodes that were sent, by episode, in the order they were made; two statements."""
    by_referral: dict[int, list[Any]] = {}
    for row in db.session.execute(_SENT, {"of_episodes": list(episode_ids)}):
        by_referral.setdefault(row[0].id, []).append(row)
    meetings = case_queries.appointments_of(by_referral) if by_referral else {}
    chains: dict[int, list[SentReferral]] = {}
    for referral_id, rows in by_referral.items():
        sent = _sent(rows[0], [row[-1] for row in rows if row[-1] is not None], meetings.get(referral_id, ()))
        chains.setdefault(sent.referral.episode_id, []).append(sent)
    return {episode_id: tuple(chain) for episode_id, chain in chains.items()}


def _sent(row: Any, steps: Iterable[ReferralEvent], meetings: tuple[Appointment, ...]) -> SentReferral:
    referral, where, sent_by, no, asked, attended_on, attended_at, engaged_on, engaged_at, *left, started, _ = row
    return SentReferral(
        referral=referral,
        where=where or "",
        sent_by=sent_by or "Pathways",
        decline=no,
        declined_by=asked or "The service",
        events=tuple(steps),
        meetings=meetings,
        assessed=(attended_on, attended_at) if attended_on else None,
        engaged=(engaged_on, engaged_at) if engaged_on else None,
        left=(left[0], left[1], left[2]) if left[0] else None,
        has_started=started is not None,
    )
