"""Everything that is true of an episode's referrals, as facts for the one rule of sight.

No clinical column is read here: what police must never see is not even loaded.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.acceptance.models import Decline
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import DrugTest, RequiredAssessment
from pathways.auth.queries import name_of
from pathways.casefile.rules import Answered, Fact, Kind, PoliceView, RunningCondition, stretches
from pathways.directory import queries as directory
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.disposals.rules import STANDS_ASIDE
from pathways.engagement import queries as engagement
from pathways.engagement.models import Assessment, Engagement, Exit, RequiredAssessmentOutcome, StructuredStart
from pathways.people import queries as people
from pathways.people.models import Episode
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.rules import FEEDBACK, ConsentFacts, ConsentState, Outcome, Purpose, lapses_on
from pathways.store import db

# A cancellation is no attendance and no miss: police are told of neither.
TOLD_OF = {Outcome.ATTENDED: Kind.ATTENDED, Outcome.DID_NOT_ATTEND: Kind.DID_NOT_ATTEND}

WENT_ON = {"decline_send_on": "It went to the next service", "decline_no_next": "A pathway manager finds a place"}


def referrals_of(episode_id: int) -> tuple[Referral, ...]:
    """The referrals of an episode that were sent, in the order they were made."""
    rows = select(Referral).where(Referral.episode_id == episode_id, Referral.sent_at.is_not(None))
    return tuple(db.session.scalars(rows.order_by(Referral.sent_at, Referral.id)))


def facts_of(episode: Episode) -> tuple[Fact, ...]:
    """Every fact of an episode's referrals, its required assessment and its signed conditions, unsorted."""
    held = referrals_of(episode.id)
    services = directory.service_names([one.service_id for one in held if one.service_id])
    required = arrest_tests.required_assessment_of(episode.id)
    found: list[Fact] = []
    for one in held:
        where = services.get(one.service_id or 0, "")
        found += _on_the_way(one, where)
        found += _contacts(one, where, is_required=required is not None)
        found += _course(one, where, is_required=required is not None)
    found += _required(required)
    found += _conditions(episode.id)
    found += _consents(episode)
    found += _death(episode)
    return tuple(found)


def police_view(episode: Episode) -> PoliceView:
    """What is true now of the police's link to the person of this episode."""
    return PoliceView(
        consents=stretches(_answers(referrals.consents_in(episode))),
        conditions=tuple(_running(episode.id)),
        holds_open_step=_holds_open_step(episode),
    )


def dated(day: date, entered_at: datetime) -> datetime:
    """The instant that stands for a dated fact: its entry, if made that day, else the end of its London day."""
    if clock.london_date(entered_at) <= day:
        return entered_at
    return clock.from_london(day + timedelta(days=1), time(0)) - timedelta(seconds=1)


def _on_the_way(held: Referral, where: str) -> Iterable[Fact]:
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
            went = (
                "It went to the next service" if step.event == "decline_send_on" else "A pathway manager finds a place"
            )
            note = f"{asked}: {no.reason.label.lower()}. {went}; you do not need to do anything."
            yield Fact(kind=Kind.DECLINED, at=step.at, heading="Passed on", note=note)
        elif step.event == "place_found":
            yield Fact(kind=Kind.RECEIVED, at=step.at, heading="A place was found")
        elif step.event == "withdraw":
            yield Fact(kind=Kind.WITHDRAWN_BY_REFERRER, at=step.at, heading="Recalled by the referrer")
        if step.event == "decline_no_next":
            yield Fact(kind=Kind.NEEDS_A_PLACE, at=step.at, heading="Needs a place")


def _contacts(held: Referral, where: str, *, is_required: bool) -> Iterable[Fact]:
    for one in engagement.appointments_of([held.id]).get(held.id, ()):
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


def _course(held: Referral, where: str, *, is_required: bool) -> Iterable[Fact]:
    """Dates alone: the assessment counts here only as somebody having come, where no appointment says so already."""
    live = (Assessment.referral_id == held.id, Assessment.superseded_at.is_(None))
    row = db.session.execute(select(Assessment.attended_on, Assessment.recorded_at).where(*live)).one_or_none()
    contacts = engagement.appointments_of([held.id]).get(held.id, ())
    came = {clock.london_date(one.starts_at) for one in contacts if one.outcome is Outcome.ATTENDED}
    if row and row.attended_on not in came:
        yield Fact(
            kind=Kind.ATTENDED,
            at=dated(row.attended_on, row.recorded_at),
            heading=Kind.ATTENDED.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required,
        )
    engaged = select(Engagement).where(Engagement.referral_id == held.id, Engagement.superseded_at.is_(None))
    if mark := db.session.scalar(engaged):
        at = dated(mark.engaged_on, mark.recorded_at)
        yield Fact(kind=Kind.ENGAGED, at=at, heading="Engaged", where=where, whole_day=True)
    if left := db.session.scalar(select(Exit).where(Exit.referral_id == held.id)):
        started = select(StructuredStart.id).where(
            StructuredStart.referral_id == held.id, StructuredStart.superseded_at.is_(None)
        )
        kind = Kind.COMPLETED if left.planned else Kind.CLOSED
        yield Fact(
            kind=kind,
            at=dated(left.exited_on, left.recorded_at),
            heading=kind.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required and db.session.scalar(started) is None,
        )


def _required(required: RequiredAssessment | None) -> Iterable[Fact]:
    if required is None or required.imposed_at is None or required.initial_at is None:
        return
    due = clock.london(required.initial_at)
    on_notice = f"{due:%A} {due.day} {due:%B %Y}, {due:%H:%M}, {required.initial_place}"
    yield Fact(
        kind=Kind.ASSESSMENT_ON_NOTICE,
        at=required.imposed_at,
        heading="Required assessment",
        note=f"{on_notice}, as on the notice.",
    )
    for one in engagement.required_outcomes([required.id], also_superseded=True):
        yield from _required_outcome(one, on_notice)


def _required_outcome(one: RequiredAssessmentOutcome, on_notice: str) -> Iterable[Fact]:
    if one.reported_to_police_at is not None:
        at = clock.london(one.at)
        heading = f"Required assessment: {one.outcome.label.lower()}"
        note = f"{at:%H:%M} on {at.day} {at:%B %Y}. The notice: {on_notice}."
        told_at = one.reported_to_police_at
        yield Fact(kind=Kind.ASSESSMENT_FAILED, at=told_at, heading=heading, note=note, was_reported=True)
        if one.superseded_at is not None:
            yield Fact(
                kind=Kind.ASSESSMENT_FAILURE_CORRECTED,
                at=one.superseded_at,
                heading="Required assessment: the report was wrong",
                note=f"The service corrected “{one.outcome.label.lower()}”. It no longer stands.",
                was_reported=True,
            )
    elif one.superseded_at is None:
        yield Fact(
            kind=Kind.ASSESSMENT_ATTENDED,
            at=min(one.at, one.recorded_at),
            heading="Required assessment attended",
            note="Told with written consent.",
            whole_day=True,
            from_required_assessment=True,
        )


def _conditions(episode_id: int) -> Iterable[Fact]:
    rows = (
        select(Condition)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.episode_id == episode_id, Condition.reported_at.is_not(None))
        .order_by(Condition.position, Condition.id)
    )
    for one in db.session.scalars(rows):
        if one.reported_at is None or one.reported_as is None or one.reported_on is None:
            continue
        accepted = f" Accepted by {name_of(one.accepted_by_id)}." if one.accepted_at else ""
        yield Fact(
            kind=Kind.CONDITION_REPORTED,
            at=one.reported_at,
            heading=f"Condition {one.position}: {one.reported_as.label.lower()}",
            note=f"{one.reported_on.day} {one.reported_on:%B %Y}.{accepted}",
            condition_id=one.id,
        )


def _consents(episode: Episode) -> Iterable[Fact]:
    for one in referrals.consents_in(episode):
        if one.number == FEEDBACK:
            how = (", in writing" if one.signed else ", aloud") if one.state is ConsentState.GIVEN else ""
            note = f"{one.state.label}{how}."
            yield Fact(kind=Kind.CONSENT_ANSWER, at=one.taken_at, heading="Telling the police how it goes", note=note)


def _death(episode: Episode) -> Iterable[Fact]:
    person = people.view_of(episode).person
    if person.died_at and person.death_recorded_at:
        died = clock.london(person.died_at)
        note = f"Died {died.day} {died:%B %Y}."
        yield Fact(kind=Kind.DIED, at=person.death_recorded_at, heading=Kind.DIED.label, note=note)


def _answers(facts: Iterable[ConsentFacts]) -> Iterable[Answered]:
    """The answers about telling the police. "Not asked" in another episode undoes none, as the standing answer says."""
    held: ConsentFacts | None = None
    for one in sorted((one for one in facts if one.number == FEEDBACK), key=lambda one: (one.taken_at, one.id)):
        if held and one.state is ConsentState.NOT_ASKED and one.episode_id != held.episode_id:
            continue
        held = one
        agrees = one.state is ConsentState.GIVEN and one.understood
        lapses_at = clock.from_london(lapses_on(one.taken_at), time(0)) if agrees else None
        yield Answered(at=one.taken_at, lapses_at=lapses_at, in_writing=one.signed)


def _running(episode_id: int) -> Iterable[RunningCondition]:
    rows = (
        select(Condition.id, Disposal)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.episode_id == episode_id)
        .order_by(Condition.id)
    )
    for condition_id, disposal in db.session.execute(rows):
        yield RunningCondition(condition_id=condition_id, signed_at=disposal.signed_at, ended_at=_ended_at(disposal))


def _ended_at(disposal: Disposal) -> datetime | None:
    if disposal.state not in STANDS_ASIDE:
        return None
    events = select(DisposalEvent.at).where(DisposalEvent.disposal_id == disposal.id)
    last = db.session.scalar(events.order_by(DisposalEvent.at.desc(), DisposalEvent.id.desc()).limit(1))
    return disposal.completed_at or last or disposal.proposed_at


def _holds_open_step(episode: Episode) -> bool:
    """Whether police hold an open test, required assessment or disposal of the person in this episode.

    A required assessment counts as open whatever became of it: otherwise the row would tell that somebody came.
    """
    waiting = select(DrugTest.id).where(
        DrugTest.episode_id == episode.id,
        DrugTest.superseded_at.is_(None),
        DrugTest.taken_at.is_not(None),
        DrugTest.result_at.is_(None),
    )
    undecided = select(Disposal.id).where(Disposal.episode_id == episode.id, Disposal.state.not_in(STANDS_ASIDE))
    if arrest_tests.required_assessment_of(episode.id) is not None:
        return True
    return any(db.session.scalar(one.limit(1)) is not None for one in (waiting, undecided))
