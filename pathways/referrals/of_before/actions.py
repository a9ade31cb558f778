"""Recording a referral of before that was answered, and taking it back."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.entries.queries import service
from pathways.people.actions import lock
from pathways.people.custody.queries import EpisodeView
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.of_before.queries import more_is_recorded_of_referrals
from pathways.referrals.of_before.rules import (
    ENDS,
    Answered,
    PastReferral,
    bars_of_that_time,
    past_referral_reasons,
)
from pathways.referrals.queries import sent_of
from pathways.referrals.routing.queries import route_for
from pathways.referrals.sending.rules import due_on, reference
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save

_EVENT = cast(Table, ReferralEvent.__table__)


def record_past_referral(*, by: Viewer, view: EpisodeView, facts: PastReferral, **origin: object) -> Referral:
    """Record a referral that was answered before, from another system. Raises Refused.

    Nothing follows from it: it is in no inbox and no caseload, its clocks are not read, nobody is told. No consent is
    recorded: the other system's is not one of these. Who accepted it, and who worked with the person, is not known.
    """
    lock(by, view.person, None)
    refuse_if(past_referral_reasons(facts, now=clock.now()))
    refuse_if(bars_of_that_time(facts, came_at=view.episode.opened_at))
    if sent_of(view.episode.id) is not None:
        raise Refused("Somebody was referred from this detention or visit already, and accepted", field="referral_key")
    place = service(facts.service_id) if facts.service_id is not None else None
    referral = Referral(
        person_id=view.person.id,
        episode_id=view.episode.id,
        service_id=place.id if place else None,
        organisation_id=place.organisation_id if place else None,
        state=ENDS[facts.answer],
        route=route_for(view.episode),
        routing={},
        made_at=facts.referred_at,
        closed_at=facts.answered_at,
        person_died=view.person.died_at is not None,
        is_of_before=True,
        area_of_before=facts.area,
    )
    if facts.answer is Answered.ACCEPTED:
        referral.accepted_at = facts.answered_at
    save(referral)
    referral.first_submitted_at = referral.sent_at = facts.referred_at
    referral.sent_by_id = by.user_id
    referral.reference = reference(dates.london_date(facts.referred_at), referral.id)
    referral.due_on, referral.look_at = _due_on(facts), None
    db.session.flush()
    keep_steps(by, referral, _steps(facts))
    subject = ("referral", referral.id)
    audit.change(by, view.person.id, "referral.submitted", subject, service=referral.service_id, **origin)
    return referral


def _due_on(facts: PastReferral) -> Any:
    """The day the answer was due; of a year whose bank holidays are not known, the day it came."""
    try:
        return due_on(dates.london(facts.referred_at), dates.add_working_days)
    except dates.HorizonPassed:
        return dates.london_date(facts.answered_at)


Step = tuple[str, ReferralState, ReferralState, datetime]


def _steps(facts: PastReferral) -> list[Step]:
    """The steps that are known: it was sent; and accepted, or how it ended without that."""
    sent = ReferralState.SUBMITTED if facts.service_id is not None else ReferralState.NEEDS_PLACE
    first = "submit" if facts.service_id is not None else "submit_no_service"
    last = {
        Answered.ACCEPTED: ("accept", sent, ReferralState.ACCEPTED),
        Answered.RECALLED: ("withdraw", sent, ReferralState.WITHDRAWN),
        Answered.CONSENT_WITHDRAWN: ("consent_withdrawn", sent, ReferralState.CONSENT_WITHDRAWN),
        Answered.PERSON_DECLINED: ("person_declines", ReferralState.NEEDS_PLACE, ReferralState.NOT_ENGAGED),
        Answered.NO_SERVICE: ("no_service_exists", ReferralState.NEEDS_PLACE, ReferralState.UNMET_NEED),
    }[facts.answer]
    return [(first, ReferralState.DRAFT, sent, facts.referred_at), (*last, facts.answered_at)]


def keep_steps(by: Viewer, referral: Referral, steps: list[Step], **recorded: object) -> None:
    """Keep steps as another system says they happened. No clock is read anew because of them."""
    rows = [
        {
            "referral_id": referral.id,
            "event": event,
            "from_state": before,
            "to_state": after,
            "at": at,
            "by_id": by.user_id,
            "role": by.role,
            "recorded": {"of_before": True, **recorded},
        }
        for event, before, after, at in steps
    ]
    db.session.execute(insert(_EVENT), rows)


def end_past_referral(
    *,
    by: Viewer,
    referral: Referral,
    event: str,
    before: ReferralState,
    after: ReferralState,
    at: datetime,
    **days: Any,
) -> None:
    """Keep how a referral of before that was accepted ended, with its milestones; what came of it is a later room's.

    The caller has locked the person and seen that it may end so.
    """
    for name, day in days.items():
        setattr(referral, name, day)
    referral.state, referral.closed_at = after, at
    db.session.flush()
    keep_steps(by, referral, [(event, before, after, at)], of_the_case=True)


def open_past_referral(referral: Referral) -> None:
    """Take back how it ended: it is again one of which only is known that it was accepted."""
    of_case = ReferralEvent.recorded["of_the_case"].as_boolean().is_(True)
    steps = select(ReferralEvent).where(ReferralEvent.referral_id == referral.id, of_case)
    for step in db.session.scalars(steps.order_by(ReferralEvent.id)).all():
        db.session.delete(step)
    referral.state, referral.closed_at = ENDS[Answered.ACCEPTED], referral.accepted_at
    referral.first_attended_on = referral.assessed_on = referral.engaged_on = referral.exited_on = None
    db.session.flush()


def take_back_referral(*, by: Viewer, view: EpisodeView, referral: Referral, **origin: object) -> None:
    """Take a referral of before back where nothing hangs on it. Raises Refused.

    The caller has locked the person (`audit.lock`). The log keeps that it was recorded, and that it was taken back.
    """
    if more_is_recorded_of_referrals([referral.id]):
        raise Refused("Something was recorded with this referral since. It stays")
    audit.taken_back(by, view.person.id, "referral.taken_back", ("referral", referral.id), origin)
    for step in db.session.scalars(select(ReferralEvent).where(ReferralEvent.referral_id == referral.id)):
        db.session.delete(step)
    db.session.flush()
    db.session.delete(referral)
    db.session.flush()
