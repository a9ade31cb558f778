"""The contacts and notes of a case in sight. Only the provider's own staff reach these reads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import undefer

from pathways.auth.models import User
from pathways.auth.queries import names_of
from pathways.auth.roles import Viewer
from pathways.engagement.case.queries.case import OF_REFERRAL, Case, case
from pathways.engagement.models.case import Contact, Note
from pathways.engagement.notes.rules import ContactRecord
from pathways.refusals import or_out_of_sight
from pathways.store.base import db, shared_alias
from pathways.store.together import Records, SideBySide

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


# The latest of each, and their authors.
_LATEST_CONTACTS = (
    select(Contact.id)
    .where(Contact.referral_id == OF_REFERRAL)
    .order_by(Contact.at.desc(), Contact.id.desc())
    .limit(SHOWN)
)
_MET_BY, _AUTHOR = shared_alias(User), shared_alias(User)
CONTACTS = Records(
    (Contact, _MET_BY.name),
    and_(Contact.referral_id == OF_REFERRAL, Contact.id.in_(_LATEST_CONTACTS)),
    (Contact.at.desc(), Contact.id.desc()),
    beside=((_MET_BY, _MET_BY.id == Contact.recorded_by_id),),
)
_LATEST_NOTES = (
    select(Note.id)
    .where(Note.referral_id == OF_REFERRAL, Note.adds_to_id.is_(None))
    .order_by(Note.written_at.desc(), Note.id.desc())
    .limit(SHOWN)
)
NOTES = Records(
    (Note, _AUTHOR.name, func.substr(Note.text, 1, BEGINNING)),
    and_(Note.referral_id == OF_REFERRAL, Note.id.in_(_LATEST_NOTES)),
    (Note.written_at.desc(), Note.id.desc()),
    beside=((_AUTHOR, _AUTHOR.id == Note.written_by_id),),
)
_LINES = SideBySide(contacts=CONTACTS, notes=NOTES)


def contacts_of(case: Case) -> tuple[ContactLine, ...]:
    """The latest contacts and notes of a case, newest first; each with its notes."""
    return lines_in(_LINES.read({"of_referral": case.referral.id}))


def lines_in(parts: Mapping[str, Sequence[Any]]) -> tuple[ContactLine, ...]:
    """The lines of `CONTACTS` and `NOTES` as they were read, newest first."""
    of_contact: dict[int, list[NoteStart]] = defaultdict(list)
    lines = []
    for note, author, beginning in parts["notes"]:
        start = NoteStart(note=note, beginning=beginning)
        if note.contact_id is not None:
            of_contact[note.contact_id].append(start)
        else:
            lines.append(ContactLine(contact=None, notes=(start,), by=author))
    lines += [
        ContactLine(contact=contact, notes=tuple(of_contact[contact.id]), by=by) for contact, by in parts["contacts"]
    ]
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


def is_contact_recorded(viewer: Viewer, referral_id: int, contact: ContactRecord) -> bool:
    """Whether the viewer recorded a contact of this case at the same time, in the same way and with the same."""
    same = (Contact.at == contact.at, Contact.how == contact.how, Contact.whom == contact.whom)
    recorded = select(Contact.id).where(
        Contact.referral_id == referral_id, Contact.recorded_by_id == viewer.user_id, *same
    )
    return db.session.scalar(recorded.limit(1)) is not None


def _newest(line: ContactLine) -> tuple[object, int]:
    return (
        (line.contact.at, line.contact.id) if line.contact else (line.notes[0].note.written_at, line.notes[0].note.id)
    )
