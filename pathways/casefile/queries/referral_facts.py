"""Everything that is true of an episode's referrals and of the police's link: facts for the one rule of sight."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from pathways import dates
from pathways.acceptance.models import Decline
from pathways.arrest_tests.assessment import queries as arrest_tests
from pathways.arrest_tests.assessment.queries import changes_of
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.auth.queries import name_of, police_names_of
from pathways.casefile.rules.who_may_see import Fact, FactKind, PoliceView, RunningCondition
from pathways.dates import day_in_words
from pathways.directory.entries import queries as directory
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import STANDS_ASIDE
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.follow_up import queries as follow_up_queries
from pathways.engagement.models.case import Assessment, Engagement, Exit, StructuredStart
from pathways.engagement.models.treatment import FollowUpOutcome, RequiredAssessmentOutcome
from pathways.people.custody import queries as people
from pathways.people.models.custody import Episode
from pathways.referrals.consents import queries as referrals
from pathways.referrals.consents.rules.consents import FEEDBACK, AgreedRecipient, ConsentState, heard_by
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState, is_closed
from pathways.store.base import db

# Facts beside the referral: the required assessment, conditions of a signed disposal, consents, a death.


def required_assessment(required: RequiredAssessment | None) -> Iterable[Fact]:
    if required is None or required.imposed_at is None or required.initial_at is None:
        return
    on_notice = _on_notice(required.initial_at, required.initial_place)
    yield Fact(
        kind=FactKind.ASSESSMENT_ON_NOTICE,
        at=required.imposed_at,
        heading="Required assessment",
        note=f"{on_notice}, as on the notice.",
    )
    booked_since = [change for change in changes_of(required.id) if change.is_rebooking] if required.booking > 1 else []
    earlier = dict(enumerate((_on_notice(change.old_at, change.old_place) for change in booked_since), start=1))
    for outcome in case_queries.required_outcomes([required.id], also_superseded=True):
        yield from _required_outcome(outcome, earlier.get(outcome.booking, on_notice))
    for each in follow_up_queries.follow_up_failures([required.id], also_superseded=True):
        yield from _required_outcome(each, "a follow-up was required", of="Follow-up assessment")


def _on_notice(at: datetime, place: str | None) -> str:
    due = dates.london(at)
    return f"{due:%A} {day_in_words(due)}, {due:%H:%M}, {place}"


def _required_outcome(
    outcome: RequiredAssessmentOutcome | FollowUpOutcome, on_notice: str, of: str = "Required assessment"
) -> Iterable[Fact]:
    if outcome.reported_to_police_at is not None:
        at = dates.london(outcome.at)
        heading = f"{of}: {outcome.outcome.label.lower()}"
        when = "The time is not known" if outcome.is_time_unknown else f"{at:%H:%M} on {day_in_words(at)}"
        note = f"{when}. The notice: {on_notice}."
        told_at = outcome.reported_to_police_at
        yield Fact(kind=FactKind.ASSESSMENT_FAILED, at=told_at, heading=heading, note=note, was_reported=True)
        if outcome.superseded_at is not None:
            yield Fact(
                kind=FactKind.ASSESSMENT_FAILURE_CORRECTED,
                at=outcome.superseded_at,
                heading=f"{of}: the report was wrong",
                note=f"The service corrected “{outcome.outcome.label.lower()}”. It no longer counts.",
                was_reported=True,
            )
    elif outcome.superseded_at is None:
        yield Fact(
            kind=FactKind.ASSESSMENT_ATTENDED,
            at=min(outcome.at, outcome.recorded_at),
            heading="Required assessment attended",
            note="Told with written consent.",
            whole_day=True,
            from_required_assessment=True,
        )


def conditions(episode_id: int) -> Iterable[Fact]:
    rows = (
        select(Condition)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.episode_id == episode_id, Condition.reported_at.is_not(None))
        .order_by(Condition.position, Condition.id)
    )
    reported = db.session.scalars(rows).all()
    police = police_names_of(report.reported_by_id for report in reported)
    for report in reported:
        if report.reported_at is None or report.reported_as is None or report.reported_on is None:
            continue
        accepted = f" Accepted by {name_of(report.accepted_by_id)}." if report.accepted_at else ""
        by = f" Entered by the police: {police[report.reported_by_id]}." if report.reported_by_id in police else ""
        yield Fact(
            kind=FactKind.CONDITION_REPORTED,
            at=report.reported_at,
            heading=f"Condition {report.position}: {report.reported_as.label.lower()}",
            note=f"{day_in_words(report.reported_on)}.{by}{accepted}",
            condition_id=report.id,
        )


def consents(episode: Episode) -> Iterable[Fact]:
    for consent in referrals.consents_in(episode):
        if consent.number == FEEDBACK and consent.state is not ConsentState.EXPIRED:
            how = (", in writing" if consent.signed else ", aloud") if consent.state is ConsentState.GIVEN else ""
            note = f"{consent.state.label}{how}."
            yield Fact(
                kind=FactKind.CONSENT_ANSWER, at=consent.taken_at, heading="Telling the police how it goes", note=note
            )


def death(episode: Episode) -> Iterable[Fact]:
    person = people.view_of(episode).person
    if person.died_at and person.death_recorded_at:
        died = dates.london(person.died_at)
        note = f"{day_in_words(died)}."
        yield Fact(kind=FactKind.DIED, at=person.death_recorded_at, heading=FactKind.DIED.label, note=note)


# Facts of one referral: how it was answered, who came, how it went on. Dates and kinds only, nothing clinical.


# A cancellation is no attendance and no miss: police are told of neither.
TOLD_OF = {AppointmentOutcome.ATTENDED: FactKind.ATTENDED, AppointmentOutcome.DID_NOT_ATTEND: FactKind.DID_NOT_ATTEND}
STEPS_BEFORE = {
    "acknowledge": (FactKind.RECEIVED, "Received"),
    "place_found": (FactKind.RECEIVED, "A place was found"),
    "withdraw": (FactKind.WITHDRAWN_BY_REFERRER, "Recalled by the referrer"),
    "consent_withdrawn": (FactKind.WITHDRAWN_WITH_CONSENT, "Recalled: the person no longer agrees to be referred"),
}
NOBODY_LOOKS = "No service took it, and none is being looked for now. Help can be asked for again at any time."
# How a referral ended where its step, or the next referral, is shown as a fact of its own already.
SAID_OTHERWISE = frozenset(
    {ReferralState.REROUTED, ReferralState.WITHDRAWN, ReferralState.CONSENT_WITHDRAWN, ReferralState.DISCARDED}
)
WENT_ON = {"decline_send_on": "It went to the next service", "decline_no_next": "A pathway manager finds a place"}


def dated(day: date, entered_at: datetime) -> datetime:
    """The instant that stands for a dated fact: its entry, if made that day, else the end of its London day."""
    if dates.london_date(entered_at) <= day:
        return entered_at
    return dates.from_london(day + timedelta(days=1), time(0)) - timedelta(seconds=1)


def earliest(day: date, referral: Referral) -> datetime:
    """The first instant at which a dated fact may have happened: its London day began, or the service had accepted."""
    began = dates.from_london(day, time(0))
    accepted_at = referral.accepted_at
    return accepted_at if accepted_at and dates.london_date(accepted_at) == day else began


def on_the_way(referral: Referral, where: str) -> Iterable[Fact]:
    if referral.sent_at and referral.parent_id is None:
        yield Fact(
            kind=FactKind.SENT, at=referral.sent_at, heading="Sent", who=name_of(referral.sent_by_id), where=where
        )
    if referral.accepted_at:
        heading = f"Accepted by {where}" if where else "Accepted"
        yield Fact(kind=FactKind.ACCEPTED, at=referral.accepted_at, heading=heading, where=where)
    no = db.session.scalar(select(Decline).where(Decline.referral_id == referral.id))
    events = select(ReferralEvent).where(ReferralEvent.referral_id == referral.id)
    for step in db.session.scalars(events.order_by(ReferralEvent.at, ReferralEvent.id)):
        if step.event in WENT_ON and no:
            asked = directory.service_names([no.service_id]).get(no.service_id, "The service")
            note = f"{asked}: {no.reason.label.lower()}. {WENT_ON[step.event]}; you do not need to do anything."
            yield Fact(kind=FactKind.DECLINED, at=step.at, heading="Passed on", note=note)
        # Once somebody was accepted, what happens to their place is the service's own business.
        if referral.accepted_at is None:
            yield from before_acceptance(step)


def before_acceptance(step: ReferralEvent) -> Iterable[Fact]:
    """The steps of a referral that nobody has accepted. Police see them always (treatment reference 2.4, base rows)."""
    if step.event in STEPS_BEFORE:
        kind, heading = STEPS_BEFORE[step.event]
        yield Fact(kind=kind, at=step.at, heading=heading)
    if step.to_state is ReferralState.NEEDS_PLACE and step.from_state is not step.to_state:
        yield Fact(kind=FactKind.NEEDS_A_PLACE, at=step.at, heading="Needs a place")
    if is_closed(step.to_state) and step.to_state not in SAID_OTHERWISE:
        kind = FactKind.ENDED_BEFORE_ACCEPTED
        yield Fact(kind=kind, at=step.at, heading=kind.label, note=NOBODY_LOOKS)


def contacts(meetings: Iterable[Appointment], where: str, *, is_required: bool) -> Iterable[Fact]:
    for meeting in meetings:
        from_required = is_required and meeting.purpose is AppointmentPurpose.ASSESSMENT
        starts = dates.london(meeting.starts_at)
        yield Fact(
            kind=FactKind.APPOINTMENT_OFFERED,
            at=meeting.offered_at,
            heading="Appointment offered",
            note=f"For {day_in_words(starts)}.",
            where=where,
            from_required_assessment=from_required,
        )
        kind = TOLD_OF.get(meeting.outcome) if meeting.outcome else None
        if kind and meeting.outcome_at:
            yield Fact(
                kind=kind,
                at=min(meeting.starts_at, meeting.outcome_at),
                heading=kind.label,
                where=where,
                whole_day=True,
                from_required_assessment=from_required,
            )


def course(referral: Referral, meetings: Iterable[Appointment], where: str, *, is_required: bool) -> Iterable[Fact]:
    """How treatment went on, as dates alone.

    The service's own assessment shows only as an attendance, and only where no appointment says so already.
    """
    live = (Assessment.referral_id == referral.id, Assessment.superseded_at.is_(None))
    row = db.session.execute(select(Assessment.attended_on, Assessment.recorded_at).where(*live)).one_or_none()
    came = {
        dates.london_date(meeting.starts_at) for meeting in meetings if meeting.outcome is AppointmentOutcome.ATTENDED
    }
    if row and row.attended_on not in came:
        yield Fact(
            kind=FactKind.ATTENDED,
            at=dated(row.attended_on, row.recorded_at),
            earliest_at=earliest(row.attended_on, referral),
            heading=FactKind.ATTENDED.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required,
        )
    engaged = select(Engagement).where(Engagement.referral_id == referral.id, Engagement.superseded_at.is_(None))
    if mark := db.session.scalar(engaged):
        yield Fact(
            kind=FactKind.ENGAGED,
            at=dated(mark.engaged_on, mark.recorded_at),
            earliest_at=earliest(mark.engaged_on, referral),
            heading="Engaged",
            where=where,
            whole_day=True,
        )
    if left := db.session.scalar(select(Exit).where(Exit.referral_id == referral.id, Exit.undone_at.is_(None))):
        started = select(StructuredStart.id).where(
            StructuredStart.referral_id == referral.id, StructuredStart.superseded_at.is_(None)
        )
        kind = FactKind.COMPLETED if left.planned else FactKind.CLOSED
        yield Fact(
            kind=kind,
            at=dated(left.exited_on, left.recorded_at),
            earliest_at=earliest(left.exited_on, referral),
            heading=kind.label,
            where=where,
            whole_day=True,
            from_required_assessment=is_required and db.session.scalar(started) is None,
        )


# The facts of a whole episode. No clinical column is read for them: what police must never see is not even loaded.


def referrals_of(episode_id: int) -> tuple[Referral, ...]:
    """The referrals of an episode that were sent, in the order they were made."""
    rows = select(Referral).where(Referral.episode_id == episode_id, Referral.sent_at.is_not(None))
    return tuple(db.session.scalars(rows.order_by(Referral.sent_at, Referral.id)))


def facts_of(episode: Episode) -> tuple[Fact, ...]:
    """Every fact of an episode's referrals, its required assessment and its signed conditions, unsorted.

    Once one referral of a chain was accepted, the steps of those after it are no longer shown to police whatever the
    person answered: another offer would tell them that the first service handed the person back.
    """
    chain = referrals_of(episode.id)
    services = directory.service_names([referral.service_id for referral in chain if referral.service_id])
    required = arrest_tests.required_assessment_of(episode.id)
    made = case_queries.appointments_of([referral.id for referral in chain]) if chain else {}
    facts: list[Fact] = []
    last_told = next((referral.id for referral in chain if referral.accepted_at is not None), None)
    for referral in chain:
        where, meetings = services.get(referral.service_id or 0, ""), made.get(referral.id, ())
        if last_told is None or referral.id <= last_told:
            facts += on_the_way(referral, where)
        facts += contacts(meetings, where, is_required=required is not None)
        facts += course(referral, meetings, where, is_required=required is not None)
    facts += required_assessment(required)
    facts += conditions(episode.id)
    facts += consents(episode)
    facts += death(episode)
    return tuple(facts)


# What is true of the police's link to a person: consent to be told, conditions that run, steps still open.


def police_view(episode: Episode) -> PoliceView:
    """What is true now of the police's link to the person of this episode."""
    return PoliceView(
        answers=heard_by(AgreedRecipient.POLICE, referrals.consents_in(episode)),
        conditions=tuple(_running(episode.id)),
        holds_open_step=_holds_open_step(episode),
    )


def liaison_view(episode: Episode) -> PoliceView:
    """What is true of liaison and diversion's link to the person: only the answers about telling them count."""
    return PoliceView(answers=heard_by(AgreedRecipient.LIAISON, referrals.consents_in(episode)))


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
    return any(db.session.scalar(statement.limit(1)) is not None for statement in (waiting, undecided))
