"""Taking back a death that was recorded in error: one says how they know, another confirms."""

from sqlalchemy import select

from pathways.approvals.actions import confirm, propose
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.people.actions import lock
from pathways.people.deaths.queries import death_correction_waiting, death_of, resume_after_error
from pathways.people.deaths.rules import TO_TAKE_BACK, bars_to_saying_death_error
from pathways.people.identity.queries import record_ids_of
from pathways.people.models.identity import DeathCorrection, Person
from pathways.refusals import OutOfSight, Refused, refuse_if
from pathways.store.base import db


def say_death_is_wrong(*, by: Viewer, person: Person, reason: str, seen_version: int | None = None) -> DeathCorrection:
    """Say that a death was recorded in error, and how you know. Nothing changes until somebody else confirms it.

    Raises OutOfSight for a viewer who is not told the whole death, Refused, Stale.
    """
    _lock_the_dead(by, person, seen_version)
    refuse_if(bars_to_saying_death_error(reason, waits=death_correction_waiting(person) is not None))
    row = DeathCorrection(
        person_id=person.id,
        died_at=person.died_at,
        source=person.death_source,
        recorded_at=person.death_recorded_at,
        recorded_by_id=person.death_recorded_by_id,
        reason=reason.strip(),
    )
    propose(row, by=by)
    audit.noted(by, person.id, "death.error.said", ("death_correction", row.id), quietly=by.is_treatment)
    return row


def decide_death_error(
    *, by: Viewer, person: Person, confirms: bool, seen_version: int | None = None
) -> DeathCorrection:
    """Confirm that the person lives, or leave the death as it stands. Raises OutOfSight, Refused, Stale.

    Once confirmed, every stage treats them as living: clocks run again with the time they had left, steps are open
    again, and what officers recorded of a disposal that the death had ended is put right. A message that was stopped
    stays stopped.
    """
    _lock_the_dead(by, person, None)
    row = death_correction_waiting(person)
    if row is None:
        raise Refused(TO_TAKE_BACK.decided)
    confirm(row, by=by, confirms=confirms, words=TO_TAKE_BACK)
    audit.expect(person.id, seen_version, in_confidence=by.is_treatment)
    if confirms:
        records = select(Person).where(Person.id.in_(record_ids_of(person.id)), Person.died_at.is_not(None))
        for record in db.session.scalars(records.order_by(Person.id)):
            record.died_at, record.death_source, record.death_recorded_at, record.death_recorded_by_id = (
                None,
                None,
                None,
                None,
            )
    db.session.flush()
    subject = ("death_correction", row.id)
    if confirms:
        audit.change(by, person.id, "death.taken_back", subject)
        resume_after_error(by, record_ids_of(person.id), row.recorded_at)
    else:
        audit.noted(by, person.id, "death.error.turned_down", subject, quietly=by.is_treatment)
    return row


def _lock_the_dead(by: Viewer, person: Person, seen_version: int | None) -> None:
    lock(by, person, seen_version)
    known = death_of(by, person)
    if known is None or not known.is_whole:
        raise OutOfSight
