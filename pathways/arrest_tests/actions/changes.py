"""Changing the time or place of a required assessment by a further notice (RA2), by an officer or by the assessor.

Until the notice is given the earlier time binds (V-041). After good cause for failing at that time the same books
another: what became of the appointment before stays with it.
"""

from datetime import datetime
from functools import partial

from pathways import audit, clock
from pathways.arrest_tests.actions import diaries
from pathways.arrest_tests.documents import changed_notice_of
from pathways.arrest_tests.models import AppointmentChange, RequiredAssessment
from pathways.arrest_tests.queries import deciding_test, is_held
from pathways.arrest_tests.queries.diaries import kept_for_change, pending_change
from pathways.arrest_tests.queries.failures import good_cause_accepted, is_follow_up_ended
from pathways.arrest_tests.rules.appointments import ChangeFacts, change_faults, changed_notice_faults
from pathways.arrest_tests.rules.rebooking import AT_THE_INITIAL, RebookingFacts, rebooking_faults
from pathways.auth import Viewer
from pathways.directory.queries import services_open_on
from pathways.documents import PaperKind
from pathways.documents.kept import printed, record_printing
from pathways.documents.models import KeptPaper
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.models import Person
from pathways.people.queries.as_on_paper import custody_numbers_at, details_at
from pathways.refusals import Reason, Refused
from pathways.store import db


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
    """Enter another time or place; the earlier one binds until the notice is given. Raises Refused, TakenMeanwhile.

    `is_follow_up_told` is the service's to say: then no initial is booked again.
    """
    hold_the_living(by, person, seen_version)
    if slot_id is not None:
        new_at, service_id = diaries.time_of_diary(slot_id)
    now = clock.now()
    if required.initial_at is None or required.service_id is None:
        raise Refused("No assessment is required, so there is no time to change")
    is_same = (new_at, service_id) == (required.initial_at, required.service_id)
    has_passed = required.notice_served_at is not None and required.initial_at <= now
    if has_passed:
        refuse_if(_against_rebooking(by, required, is_follow_up_told))
    refuse_if(
        change_faults(
            ChangeFacts(
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
    service = next((one for one in services_open_on(clock.london_date(now)) if one.id == service_id), None)
    if new_at is None or service is None or service.young_people:
        raise Refused("Select where the assessment is", field="service_id")
    diaries.hold_for(kept_for_change(required.id), slot_id, new_at, service.id)
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
    db.session.add(made)
    db.session.flush()
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
    """Record that the further notice was given and the warning said again: now the new time binds. Raises Refused."""
    hold_the_living(by, person, seen_version)
    change = _pending(required)
    if change.is_rebooking:
        refuse_if(_against_rebooking(by, required, is_follow_up_told))
    refuse_if(
        changed_notice_faults(
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
    diaries.take(required.episode_id, required, held_as=kept_for_change(required.id))
    change.notice_served_at, change.notice_served_by_id = max(served_at, change.recorded_at), by.user_id
    change.notice_sha256 = paper.sha256
    db.session.flush()
    told = {"change": change.id, "sha256": paper.sha256, "told_to_service": change.new_service_id}
    told |= {"booking": required.booking} if change.is_rebooking else {}
    audit.change(by, person.id, "assessment.change.served", ("required_assessment", required.id), **told)
    return change


def drop_change(*, by: Viewer, person: Person, required: RequiredAssessment, seen_version: int | None = None) -> None:
    """Drop a change whose notice was not given: the earlier time stands."""
    hold_the_living(by, person, seen_version)
    change = _pending(required)
    change.dropped_at = clock.now()
    db.session.flush()
    audit.change(by, person.id, "assessment.change.dropped", ("required_assessment", required.id), change=change.id)


def print_changed_notice(
    *, by: Viewer, person: Person, required: RequiredAssessment, change: AppointmentChange, number: int | None = None
) -> bytes:
    """The notice (RA2) as bytes, with the look in the log. Raises OutOfSight for a copy that is not there."""
    kept = _keep(by, person, required, change, number)
    return record_printing(by, person.id, kept, ("required_assessment", required.id))


def _against_rebooking(by: Viewer, required: RequiredAssessment, is_follow_up_told: bool) -> tuple[Reason, ...]:
    return rebooking_faults(
        RebookingFacts(
            failed=good_cause_accepted(required.id, required.booking, AT_THE_INITIAL),
            is_assessor=by.is_treatment,
            is_follow_up_told=is_follow_up_told,
            is_test_held=is_held(deciding_test(required.episode_id)),
        )
    )


def _pending(required: RequiredAssessment) -> AppointmentChange:
    found = pending_change(required.id)
    if found is None:
        raise Refused("No change is waiting for its notice. The appointment is as shown")
    return found


def _keep(
    by: Viewer, person: Person, required: RequiredAssessment, change: AppointmentChange, number: int | None = None
) -> KeptPaper:
    """As the person's name stood when the first notice was handed over: a service is told no later correction."""
    served = required.notice_served_at or change.recorded_at
    of_person, of_episode = (person.id, served), (required.episode_id, served)
    details = details_at([of_person])[of_person]
    record_no = custody_numbers_at([of_episode]).get(of_episode, "")
    is_ended = is_follow_up_ended(required.id, change.recorded_at)
    known = (change, details.full_name, details.date_of_birth, record_no)
    draw = partial(changed_notice_of, *known, is_follow_up_ended=is_ended)
    return printed(draw, kind=PaperKind.RA2, about_id=change.id, episode_id=required.episode_id, by=by, number=number)
