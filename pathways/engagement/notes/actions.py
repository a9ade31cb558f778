"""Recording a contact, writing a note, changing it for some hours, and adding to it at any time."""

from sqlalchemy import update

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.engagement.actions import expect, log, refuse
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries.case import Case
from pathways.engagement.models.case import Contact, Note
from pathways.engagement.notes import queries
from pathways.engagement.notes.rules import (
    ContactBars,
    ContactRecord,
    bars_to_contact_record,
    bars_to_note,
    hours_to_correct,
    may_be_edited,
)
from pathways.engagement.rules import not_changeable
from pathways.refusals import Refused, Stale
from pathways.store.base import db, rows_changed, save

TOO_LATE = (
    "A note is changed by whoever wrote it, for {hours} hours. What you typed is still here: save it as an addition"
)
CHANGED_MEANWHILE = "This note was changed meanwhile. What you typed is still here: read the note, then save again"


def record_contact(
    *, by: Viewer, referral_id: int, contact: ContactRecord, note: str = "", version: int | None = None
) -> Contact:
    """Record a contact that took place, with or without a note. Raises OutOfSight, Refused with every bar, Stale."""
    case = case_queries.case(by, referral_id)
    expect(case, version)
    referral, start = case.referral, case.start
    audit.lock(case.person.id)  # sent twice at once, one waits here and finds the other's
    facts = ContactBars(
        state=referral.state,
        has_died=case.has_died,
        now=clock.now(),
        accepted_at=referral.accepted_at,
        has_started_by_then=start is not None and dates.london_date(contact.at) >= start.started_on,
        is_recorded=queries.is_contact_recorded(by, referral_id, contact),
    )
    refuse((*bars_to_contact_record(contact, facts), *(bars_to_note(note) if note.strip() else ())))
    asked = contact.naloxone
    made = Contact(
        referral_id=referral_id,
        at=contact.at,
        how=contact.how,
        whom=contact.whom,
        is_structured=contact.is_structured,
        naloxone=asked.answer if asked else None,
        naloxone_why=asked.recorded_why_not if asked else None,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    log(by, case, "contact", made.id, "")
    if note.strip():
        _write(by, case, note, contact_id=made.id)
    return made


def write_note(*, by: Viewer, referral_id: int, text: str) -> Note:
    """Write a note that belongs to no contact. Raises OutOfSight, Refused.

    It stands beside what a colleague recorded meanwhile and replaces nothing, so nobody has to send it twice.
    """
    case = case_queries.case(by, referral_id)
    refuse((*not_changeable(has_died=case.has_died, state=case.referral.state), *bars_to_note(text)))
    return _write(by, case, text)


def change_note(*, by: Viewer, referral_id: int, note_id: int, text: str) -> Note:
    """Change one's own note while that is allowed. Raises OutOfSight, Refused, Stale where it changed meanwhile."""
    case, read = queries.note_of(by, referral_id, note_id)
    note, now = read.note, clock.now()
    refuse((*not_changeable(has_died=case.has_died, state=case.referral.state), *bars_to_note(text)))
    if not may_be_edited(written_at=note.written_at, written_by_id=note.written_by_id, by_id=by.user_id, now=now):
        raise Refused(TOO_LATE.format(hours=hours_to_correct(note.written_at)), field="text")
    same = Note.edited_at.is_(None) if note.edited_at is None else Note.edited_at == note.edited_at
    if rows_changed(update(Note).where(Note.id == note.id, same).values(text=text, edited_at=now)) != 1:
        raise Stale(CHANGED_MEANWHILE)
    db.session.refresh(note)
    audit.in_confidence(by, case.person.id, "note.changed", ("note", note.id), referral=referral_id)
    return note


def add_to_note(*, by: Viewer, referral_id: int, note_id: int, text: str) -> Note:
    """Add to a note, which itself stays as it is. Anybody on the case may. Raises OutOfSight, Refused."""
    case, read = queries.note_of(by, referral_id, note_id)
    refuse((*not_changeable(has_died=case.has_died, state=case.referral.state), *bars_to_note(text)))
    return _write(by, case, text, contact_id=read.note.contact_id, adds_to_id=read.note.id)


def _write(by: Viewer, case: Case, text: str, **more: int | None) -> Note:
    made = save(Note(referral_id=case.referral.id, text=text, written_at=clock.now(), written_by_id=by.user_id, **more))
    audit.in_confidence(by, case.person.id, "note.added", ("note", made.id), referral=case.referral.id)
    return made
