"""Facts of one referral: how it was answered, who came, how it went on. Dates and kinds only, nothing clinical."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.acceptance.models import Decline
from pathways.auth.queries import name_of
from pathways.casefile.rules import Fact, Kind
from pathways.directory import queries as directory
from pathways.engagement.models import Assessment, Engagement, Exit, StructuredStart
from pathways.referrals.models import Appointment, Referral, ReferralEvent
from pathways.referrals.rules import Outcome, Purpose, ReferralState, is_closed
from pathways.store import db

# A cancellation is no attendance and no miss: police are told of neither.
TOLD_OF = {Outcome.ATTENDED: Kind.ATTENDED, Outcome.DID_NOT_ATTEND: Kind.DID_NOT_ATTEND}
STEPS_BEFORE = {
    "acknowledge": (Kind.RECEIVED, "Received"),
    "place_found": (Kind.RECEIVED, "A place was found"),
    "withdraw": (Kind.WITHDRAWN_BY_REFERRER, "Recalled by the referrer"),
    "consent_withdrawn": (Kind.WITHDRAWN_WITH_CONSENT, "Recalled: the person no longer agrees to be referred"),
}
NOBODY_LOOKS = "No service took it, and none is being looked for now. Help can be asked for again at any time."
# Ends that say themselves what they are.
SAID_OTHERWISE = frozenset(
    {ReferralState.REROUTED, ReferralState.WITHDRAWN, ReferralState.CONSENT_WITHDRAWN, ReferralState.DISCARDED}
)
WENT_ON = {"decline_send_on": "It went to the next service", "decline_no_next": "A pathway manager finds a place"}


def dated(day: date, entered_at: datetime) -> datetime:
    """The instant that stands for a dated fact: its entry, if made that day, else the end of its London day."""
    if clock.london_date(entered_at) <= day:
        return entered_at
    return clock.from_london(day + timedelta(days=1), time(0)) - timedelta(seconds=1)


def earliest(day: date, referral: Referral) -> datetime:
    """The first instant at which a dated fact may have happened: its London day began, or the service had accepted."""
    began = clock.from_london(day, time(0))
    accepted_at = referral.accepted_at
    return accepted_at if accepted_at and clock.london_date(accepted_at) == day else began


def on_the_way(held: Referral, where: str) -> Iterable[Fact]:
    if held.sent_at and held.parent_id is None:
        yield Fact(kind=Kind.SENT, at=held.sent_at, heading="Sent", who=name_of(held.sent_by_id), where=where)
    if held.accepted_at:
        heading = f"Accepted by {where}" if where else "Accepted"
        yield Fact(kind=Kind.ACCEPTED, at=held.accepted_at, heading=heading, where=where)
    no = db.session.scalar(select(Decline).where(Decline.referral_id == held.id))
    events = select(ReferralEvent).where(ReferralEvent.referral_id == held.id)
    for step in db.session.scalars(events.order_by(ReferralEvent.at, ReferralEvent.id)):
        if step.event in WENT_ON and no:
            asked = directory.service_names([no.service_id]).get(no.service_id, "The service")
            note = f"{asked}: {no.reason.label.lower()}. {WENT_ON[step.event]}; you do not need to do anything."
            yield Fact(kind=Kind.DECLINED, at=step.at, heading="Passed on", note=note)
        # What becomes of the place of somebody who was accepted is the service's own.
        if held.accepted_at is None:
            yield from before_acceptance(step)


def before_acceptance(step: ReferralEvent) -> Iterable[Fact]:
    """The steps of a referral that nobody has accepted: base rows of 2.4, whatever was agreed."""
    if step.event in STEPS_BEFORE:
        kind, heading = STEPS_BEFORE[step.event]
        yield Fact(kind=kind, at=step.at, heading=heading)
    if step.to_state is ReferralState.NEEDS_PLACE and step.from_state is not step.to_state:
        yield Fact(kind=Kind.NEEDS_A_PLACE, at=step.at, heading="Needs a place")
    if is_closed(step.to_state) and step.to_state not in SAID_OTHERWISE:
        kind = Kind.ENDED_BEFORE_ACCEPTED
        yield Fact(kind=kind, at=step.at, heading=kind.label, note=NOBODY_LOOKS)


def contacts(meetings: Iterable[Appointment], where: str, *, is_required: bool) -> Iterable[Fact]:
    for one in meetings:
        from_required = is_required and one.purpose is Purpose.ASSESSMENT
        starts = clock.london(one.starts_at)
        yield Fact(
            kind=Kind.APPOINTMENT_OFFERED,
            at=one.offered_at,
            heading="Appointment offered",
            note=f"For {starts.day} {starts:%B %Y}.",
            where=where,
            from_required_assessment=from_required,
        )
        kind = TOLD_OF.get(one.outcome) if one.outcome else None
        if kind and one.outcome_at:
            yield Fact(
                kind=kind,
                at=min(one.starts_at, one.outcome_at),
                heading=kind.label,
                where=where,
                whole_day=True,
                from_required_assessment=from_required,
            )


def course(held: Referral, meetings: Iterable[Appointment], where: str, *, is_required: bool) -> Iterable[Fact]:
    """Dates alone: the assessment counts here only as somebody having come, where no appointment says so already."""
    live = (Assessment.referral_id == held.id, Assessment.superseded_at.is_(None))
    row = db.session.execute(select(Assessment.attended_on, Assessment.recorded_at).where(*live)).one_or_none()
    came = {clock.london_date(one.starts_at) for one in meetings if one.outcome is Outcome.ATTENDED}
    if row and row.attended_on not in came:
        yield Fact(
            kind=Kind.ATTENDED,
            at=dated(row.attended_on, row.recorded_at),
            earliest_at=earliest(row.attended_on, held),
            heading=Kind.ATTENDED.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required,
        )
    engaged = select(Engagement).where(Engagement.referral_id == held.id, Engagement.superseded_at.is_(None))
    if mark := db.session.scalar(engaged):
        yield Fact(
            kind=Kind.ENGAGED,
            at=dated(mark.engaged_on, mark.recorded_at),
            earliest_at=earliest(mark.engaged_on, held),
            heading="Engaged",
            where=where,
            whole_day=True,
        )
    if left := db.session.scalar(select(Exit).where(Exit.referral_id == held.id, Exit.undone_at.is_(None))):
        started = select(StructuredStart.id).where(
            StructuredStart.referral_id == held.id, StructuredStart.superseded_at.is_(None)
        )
        kind = Kind.COMPLETED if left.planned else Kind.CLOSED
        yield Fact(
            kind=kind,
            at=dated(left.exited_on, left.recorded_at),
            earliest_at=earliest(left.exited_on, held),
            heading=kind.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required and db.session.scalar(started) is None,
        )
