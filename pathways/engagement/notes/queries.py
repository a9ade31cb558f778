"""The contacts and notes of a case in sight. Only the provider's own staff reach these reads."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from pathways.auth.queries import names_of
from pathways.auth.roles import Viewer
from pathways.engagement.case.queries.case import Case, case
from pathways.engagement.models.case import Contact, Note
from pathways.refusals import or_out_of_sight
from pathways.store.base import db

SHOWN = 50
BEGINNING = 300


@dataclass(frozen=True, kw_only=True)
class NoteStart:
    """The beginning of a note: the list never reads a whole one."""

    note: Note
    beginning: str


@dataclass(frozen=True, kw_only=True)
class ContactLine:
    """A contact with its notes, or a note that stands alone, as the list shows it."""

    contact: Contact | None
    notes: tuple[NoteStart, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class NoteRead:
    """One whole note, with what was added to it, oldest first, and the names of their authors."""

    note: Note
    contact: Contact | None
    added: tuple[Note, ...]
    names: dict[int | None, str]


def contacts_of(case: Case) -> tuple[ContactLine, ...]:
    """The latest contacts and notes of a case, newest first; each with its notes."""
    contacts = db.session.scalars(
        select(Contact)
        .where(Contact.referral_id == case.referral.id)
        .order_by(Contact.at.desc(), Contact.id.desc())
        .limit(SHOWN)
    ).all()
    rows = (
        select(Note, func.substr(Note.text, 1, BEGINNING))
        .where(Note.referral_id == case.referral.id, Note.adds_to_id.is_(None))
        .order_by(Note.written_at.desc(), Note.id.desc())
        .limit(SHOWN)
    )
    written = [NoteStart(note=row[0], beginning=row[1]) for row in db.session.execute(rows)]
    of_contact: dict[int, list[NoteStart]] = defaultdict(list)
    for each in written:
        if each.note.contact_id is not None:
            of_contact[each.note.contact_id].append(each)
    names = names_of(
        [*(contact.recorded_by_id for contact in contacts), *(start.note.written_by_id for start in written)]
    )
    lines = [
        ContactLine(contact=contact, notes=tuple(of_contact[contact.id]), by=names.get(contact.recorded_by_id, ""))
        for contact in contacts
    ]
    alone = [start for start in written if start.note.contact_id is None]
    lines += [ContactLine(contact=None, notes=(start,), by=names.get(start.note.written_by_id, "")) for start in alone]
    return tuple(sorted(lines, key=_newest, reverse=True))


def note_of(viewer: Viewer, referral_id: int, note_id: int) -> tuple[Case, NoteRead]:
    """One whole note of a case in sight. Raises OutOfSight."""
    own_case = case(viewer, referral_id)
    same = (Note.referral_id == referral_id, Note.id == note_id, Note.adds_to_id.is_(None))
    note = or_out_of_sight(db.session.scalar(select(Note).options(undefer(Note.text)).where(*same)))
    later = select(Note).options(undefer(Note.text)).where(Note.adds_to_id == note.id).order_by(Note.id)
    added = tuple(db.session.scalars(later))
    return own_case, NoteRead(
        note=note,
        contact=db.session.get(Contact, note.contact_id) if note.contact_id else None,
        added=added,
        names=names_of([note.written_by_id, *(addition.written_by_id for addition in added)]),
    )


def _newest(line: ContactLine) -> tuple[object, int]:
    return (
        (line.contact.at, line.contact.id) if line.contact else (line.notes[0].note.written_at, line.notes[0].note.id)
    )
