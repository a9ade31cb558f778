"""Requiring both assessments, handing over the notice, changing time or place, and ending a requirement."""

from datetime import date, datetime
from functools import partial

from pathways import clock, dates
from pathways.arrest_tests.assessment import rules
from pathways.arrest_tests.assessment.queries import (
    assessment_facts,
    decision_of,
    kept_for,
    kept_for_change,
    pending_change,
    required_assessment_of,
)
from pathways.arrest_tests.disclosure.actions import keep_notice
from pathways.arrest_tests.documents import changed_notice_of
from pathways.arrest_tests.failures_to_attend.actions import discontinue
from pathways.arrest_tests.failures_to_attend.queries import good_cause_accepted, is_follow_up_ended
from pathways.arrest_tests.lawful_basis.rules.facts import use_faults
from pathways.arrest_tests.models.assessment import AppointmentChange, RequiredAssessment
from pathways.arrest_tests.testing.queries import deciding_test, is_held
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.diary import actions as directory
from pathways.directory.diary import queries as diary_queries
from pathways.directory.entries import queries as entries_queries
from pathways.directory.entries.queries import services_open_on
from pathways.directory.models import Slot
from pathways.documents.copies import printed, record_printing
from pathways.documents.kinds import PaperKind
from pathways.documents.models import KeptPaper
from pathways.people.actions import lock_the_living
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity.queries import as_it_stood, custody_numbers_at, details_at
from pathways.people.models.identity import Person
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db, save, set_aside, supersede


def time_of_diary(slot_id: int) -> tuple[datetime, int]:
    """The instant of a diary's time and the id of its service. Raises TakenMeanwhile if it was taken out."""
    slot = db.session.get(Slot, slot_id, populate_existing=True)
    if slot is None or slot.ended_at is not None:
        raise directory.TakenMeanwhile(directory.TAKEN_MEANWHILE, field="slot")
    return slot.starts_at, slot.service_id


def reserve_for(key: str, slot_id: int | None, at: datetime, service_id: int) -> None:
    """Reserve a time of a diary for a changed appointment, or check that a time may be typed. Raises Refused."""
    if slot_id is not None:
        directory.reserve_slot(slot_id=slot_id, kept_for=key)
    else:
        refuse_where_a_diary_is_kept(at, service_id, "initial_at")


def reserve(episode_id: int, slot_id: int | None, at: datetime | None, service_id: int | None) -> None:
    """Reserve the chosen time of a diary; for a time typed by hand, free the one reserved before. Raises Refused."""
    if slot_id is not None:
        directory.reserve_slot(slot_id=slot_id, kept_for=kept_for(episode_id))
        return
    refuse_where_a_diary_is_kept(at, service_id, "initial_at")
    let_go(episode_id)


def refuse_where_a_diary_is_kept(at: datetime | None, service_id: int | None, field: str) -> None:
    """Raise Refused at `field` if a time is typed by hand although the service keeps a diary for that day."""
    if at is None or service_id is None:
        return
    keeps = diary_queries.keeps_diary_on(service_id, dates.london_date(at))
    if faults := rules.by_hand_faults(entries_queries.service(service_id).name, at, keeps_diary=keeps):
        raise Refused(faults[0], field=field)


def take(episode_id: int, required: RequiredAssessment, reserved_as: str = "") -> None:
    """Take a requirement's time in the service's diary, if it has one. Raises TakenMeanwhile if it is gone."""
    if required.service_id is None or required.initial_at is None:
        return
    slot = diary_queries.slot_at(required.service_id, required.initial_at)
    if slot is not None:
        directory.take_slot(slot_id=slot.id, kept_for=kept_for(episode_id), reserved_as=reserved_as)
    else:
        let_go(episode_id)


def let_go(episode_id: int) -> None:
    """Free every time that a diary holds or keeps for an episode."""
    directory.let_go(kept_for=kept_for(episode_id))


SERVED = "The notice has been handed over, so this decision can no longer be changed"


def decide_assessment(
    *,
    by: Viewer,
    view: EpisodeView,
    decision: rules.AssessmentDecision,
    not_imposed_reason: str = "",
    initial_at: datetime | None = None,
    service_id: int | None = None,
    slot_id: int | None = None,
    seen_version: int | None = None,
) -> RequiredAssessment:
    """Require both assessments at a time and a service, or say why not. Raises Refused (V-032 to V-038), Stale.

    Until the notice is handed over, the decision may be changed: the new one supersedes the old. A time of a service's
    diary is reserved for a while. Raises TakenMeanwhile if somebody else has it.
    """
    lock_the_living(by, view.person, seen_version)
    now, test = clock.now(), deciding_test(view.episode.id)
    if slot_id is not None:
        initial_at, service_id = time_of_diary(slot_id)
    facts = assessment_facts(view, now, initial_at=initial_at)
    bars = rules.may_assessment_be_required(facts).bars
    if bars or test is None:  # without a test there is no positive result, so the bars say so
        raise Refused(reasons=tuple(bar.as_reason("decision") for bar in bars))
    before = decision_of(view.episode.id)
    if before and before.notice_served_at:
        raise Refused(SERVED, field="decision")
    made = RequiredAssessment(
        episode_id=view.episode.id,
        drug_test_id=test.id,
        decision=decision,
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    if decision is rules.AssessmentDecision.IMPOSED:
        refuse_if(fault.as_reason("initial_at") for fault in rules.appointment_faults(facts))
        _appoint(made, initial_at, service_id, now)
        reserve(view.episode.id, slot_id, initial_at, service_id)
    else:
        let_go(view.episode.id)
        if not not_imposed_reason.strip():
            raise Refused(rules.WHY_NOT_REQUIRED, field="not_imposed_reason")
        made.not_imposed_reason = not_imposed_reason.strip()
    supersede(before, made, at=now, reason="Decided again before the notice was handed over")
    action = "assessment.required" if decision is rules.AssessmentDecision.IMPOSED else "assessment.not_required"
    audit.change(by, view.person.id, action, ("required_assessment", made.id), service=service_id)
    return made


def serve_notice(
    *, by: Viewer, view: EpisodeView, all_said: bool, served_at: datetime, seen_version: int | None = None
) -> RequiredAssessment:
    """Record that all five things were said and the notice handed over, with the paper's hash.

    Raises Refused (V-034, V-036, V-037; V-055 while the test is held), Stale.
    """
    lock_the_living(by, view.person, seen_version)
    required = required_assessment_of(view.episode.id)
    if required is None or required.imposed_at is None:
        raise Refused("No assessment is required yet")
    if required.notice_served_at:
        raise Refused(SERVED)
    reasons = [finding.as_reason("all_said") for finding in rules.explanations_missing(rules.TOLD if all_said else ())]
    reasons += [fault.as_reason() for fault in use_faults(is_held=is_held(deciding_test(view.episode.id)))]
    if served_at > clock.now():
        reasons.append(Reason("The notice cannot have been handed over in the future", "served_at"))
    released_at = view.detention.released_at if view.detention else None
    late = rules.notice_faults(served_at=served_at, imposed_at=required.imposed_at, released_at=released_at)
    refuse_if((*reasons, *(fault.as_reason("served_at") for fault in late)))
    take(view.episode.id, required)
    paper = keep_notice(by=by, view=view, required=required)  # first: a notice is served whole, or not at all
    # Within the minute of the requirement the notice still followed it: the typed time has no seconds.
    required.notice_served_at, required.notice_served_by_id = max(served_at, required.imposed_at), by.user_id
    required.notice_sha256 = paper.sha256
    required.words_version = rules.WORDS_VERSION
    db.session.flush()
    audit.change(
        by,
        view.person.id,
        "assessment.notice.served",
        ("required_assessment", required.id),
        sha256=required.notice_sha256,
        words=rules.WORDS_VERSION,
        told_to_service=required.service_id,
    )
    return required


def end_assessment(*, by: Viewer, view: EpisodeView, reason: str) -> None:
    """End the live decision of an episode, for example when its positive result is gone. Does nothing without one."""
    decided = decision_of(view.episode.id)
    if decided is None:
        return
    let_go(view.episode.id)
    set_aside(decided, at=clock.now(), reason=reason)
    audit.change(by, view.person.id, "assessment.ended", ("required_assessment", decided.id))


def take_out_of_force(required: RequiredAssessment, reason: str) -> None:
    """Set a requirement aside, so that it binds nobody. Its row stays, and its time stays taken in the diary."""
    set_aside(required, at=clock.now(), reason=reason)


def _appoint(made: RequiredAssessment, initial_at: datetime | None, service_id: int | None, now: datetime) -> None:
    if initial_at is None:
        raise Refused(rules.WHEN_IT_IS, field="initial_at")
    service = next((service for service in services_open_on(dates.london_date(now)) if service.id == service_id), None)
    if service is None or service.young_people:
        raise Refused(rules.WHERE_IT_IS, field="service_id")
    made.imposed_at, made.initial_at, made.service_id = now, initial_at, service.id
    made.initial_place = f"{service.name}, {service.town}"


def propose_change(
    *,
    by: Viewer,
    person: Person,
    required: RequiredAssessment,
    new_at: datetime | None,
    service_id: int | None,
    slot_id: int | None,
    reason: str,
    is_follow_up_told: bool = False,
    seen_version: int | None = None,
) -> AppointmentChange:
    """Enter another time or place. The earlier one binds until the notice is given.

    Only the service knows `is_follow_up_told`. Where it is true, no initial assessment is booked again. Raises Refused,
    TakenMeanwhile, Stale.
    """
    lock_the_living(by, person, seen_version)
    if slot_id is not None:
        new_at, service_id = time_of_diary(slot_id)
    now = clock.now()
    if required.initial_at is None or required.service_id is None:
        raise Refused("No assessment is required, so there is no time to change")
    is_same = (new_at, service_id) == (required.initial_at, required.service_id)
    has_passed = required.notice_served_at is not None and required.initial_at <= now
    if has_passed:
        refuse_if(_against_rebooking(by, required, is_follow_up_told))
    refuse_if(
        rules.change_faults(
            rules.ChangeFacts(
                now=now,
                is_served=required.notice_served_at is not None,
                standing_at=required.initial_at,
                new_at=new_at,
                is_same=is_same,
                reason=reason,
                is_rebooking=has_passed,
            )
        )
    )
    if pending_change(required.id) is not None:
        raise Refused("A change is entered already. Give its notice, or drop it first")
    service = next((service for service in services_open_on(dates.london_date(now)) if service.id == service_id), None)
    if new_at is None or service is None or service.young_people:
        raise Refused("Select where the assessment is", field="service_id")
    reserve_for(kept_for_change(required.id), slot_id, new_at, service.id)
    made = AppointmentChange(
        required_assessment_id=required.id,
        old_at=required.initial_at,
        old_place=required.initial_place or "",
        old_service_id=required.service_id,
        new_at=new_at,
        new_place=f"{service.name}, {service.town}",
        new_service_id=service.id,
        reason=reason.strip(),
        is_rebooking=has_passed,
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    save(made)
    audit.change(by, person.id, "assessment.change.entered", ("required_assessment", required.id), change=made.id)
    return made


def serve_change(
    *,
    by: Viewer,
    person: Person,
    required: RequiredAssessment,
    served_at: datetime,
    is_follow_up_told: bool = False,
    seen_version: int | None = None,
) -> AppointmentChange:
    """Record that the further notice was given and the warning said again: now the new time binds.

    Raises Refused, TakenMeanwhile, Stale.
    """
    lock_the_living(by, person, seen_version)
    change = _pending(required)
    if change.is_rebooking:
        refuse_if(_against_rebooking(by, required, is_follow_up_told))
    refuse_if(
        rules.changed_notice_faults(
            served_at=served_at,
            now=clock.now(),
            proposed_at=change.recorded_at,
            standing_at=None if change.is_rebooking else change.old_at,
            new_at=change.new_at,
        )
    )
    paper = _keep(by, person, required, change)
    required.initial_at, required.initial_place = change.new_at, change.new_place
    required.service_id = change.new_service_id
    required.booking += 1 if change.is_rebooking else 0
    take(required.episode_id, required, reserved_as=kept_for_change(required.id))
    change.notice_served_at, change.notice_served_by_id = max(served_at, change.recorded_at), by.user_id
    change.notice_sha256 = paper.sha256
    db.session.flush()
    facts = {"change": change.id, "sha256": paper.sha256, "told_to_service": change.new_service_id}
    facts |= {"booking": required.booking} if change.is_rebooking else {}
    audit.change(by, person.id, "assessment.change.served", ("required_assessment", required.id), **facts)
    return change


def drop_change(*, by: Viewer, person: Person, required: RequiredAssessment, seen_version: int | None = None) -> None:
    """Drop a change whose notice was not given: the earlier time stands. Raises Refused, Stale."""
    lock_the_living(by, person, seen_version)
    change = _pending(required)
    change.dropped_at = clock.now()
    db.session.flush()
    audit.change(by, person.id, "assessment.change.dropped", ("required_assessment", required.id), change=change.id)


def print_changed_notice(
    *, by: Viewer, person: Person, required: RequiredAssessment, change: AppointmentChange, number: int | None = None
) -> bytes:
    """The notice of a changed appointment (RA2) as a PDF, logged. Raises OutOfSight for a copy that is not there."""
    copy = _keep(by, person, required, change, number)
    return record_printing(by, person.id, copy, ("required_assessment", required.id))


def _against_rebooking(by: Viewer, required: RequiredAssessment, is_follow_up_told: bool) -> tuple[Reason, ...]:
    return rules.rebooking_faults(
        rules.RebookingFacts(
            failed=good_cause_accepted(required.id, required.booking, rules.AT_THE_INITIAL),
            is_assessor=by.is_treatment,
            is_follow_up_told=is_follow_up_told,
            is_test_held=is_held(deciding_test(required.episode_id)),
        )
    )


def _pending(required: RequiredAssessment) -> AppointmentChange:
    change = pending_change(required.id)
    if change is None:
        raise Refused("No change is waiting for its notice. The appointment is as shown")
    return change


def _keep(
    by: Viewer, person: Person, required: RequiredAssessment, change: AppointmentChange, number: int | None = None
) -> KeptPaper:
    """Print RA2 with the name on the first notice, because a service is not told of a later correction."""
    served = required.notice_served_at or change.recorded_at
    of_person, of_episode = (person.id, served), (required.episode_id, served)
    stood = as_it_stood([person.id], [required.episode_id])
    details = details_at([of_person], stood)[of_person]
    record_no = custody_numbers_at([of_episode], stood).get(of_episode, "")
    is_ended = is_follow_up_ended(required.id, change.recorded_at)
    known = (change, details.full_name, details.date_of_birth, record_no)
    draw = partial(changed_notice_of, *known, is_follow_up_ended=is_ended)
    return printed(draw, kind=PaperKind.RA2, about_id=change.id, episode_id=required.episode_id, by=by, number=number)


def end_requirement(
    *, by: Viewer, view: EpisodeView, why: rules.EndedBy, reason: str, on: date | None, seen_version: int | None = None
) -> None:
    """End a live requirement. If it was imposed in error its failures end too; after a court's condition they stay.

    Raises Refused, Stale.
    """
    lock_the_living(by, view.person, seen_version)
    required = required_assessment_of(view.episode.id)
    if required is None or required.imposed_at is None:
        raise Refused("No assessment is required, so there is nothing to end")
    imposed_on, today = dates.london_date(required.imposed_at), clock.today()
    refuse_if(rules.ending_faults(why=why, rank=by.rank, reason=reason, on=on, imposed_on=imposed_on, today=today))
    end_assessment(by=by, view=view, reason=rules.why_ended(why, on=on, reason=reason))
    if why is rules.EndedBy.ERROR:
        discontinue(by=by, view=view, reason=f"The requirement was imposed in error: {reason.strip()}")
