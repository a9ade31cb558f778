"""The pages of contacts and notes: the list, recording a contact, writing, reading, changing and adding to a note."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.drafts.changed_meanwhile import recorded_by_others
from pathways.drafts.desk import once, open_form
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.forms.case import ContactForm, NoteForm
from pathways.engagement.notes import actions, queries
from pathways.engagement.notes.queries import NoteRead
from pathways.engagement.notes.rules import may_be_edited, may_be_edited_until
from pathways.engagement.views import pages, show_case


@pages.get("/cases/<int:referral_id>/contacts")
@permit("case.read")
def contacts(referral_id: int) -> ResponseReturnValue:
    """The contacts and notes of a case, newest first."""
    case = case_queries.case(viewer(), referral_id)
    lines = queries.contacts_of(case)
    audit.look(viewer(), case.person.id, "note.viewed", ("referral", referral_id))
    done = request.args.get("done", "")
    meanwhile = recorded_by_others(case.person.id, request.args.get("since", type=int))
    return show_case(
        "engagement/notes/contacts.html", case, lines=lines, is_open=case.is_open, done=done, meanwhile=meanwhile
    )


@pages.route("/cases/<int:referral_id>/contacts/new", methods=["GET", "POST"])
@permit("case.record")
def record_contact(referral_id: int) -> ResponseReturnValue:
    """Record a contact that took place, with naloxone asked, and a note."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(ContactForm, title="Record a contact", of=case.person.id, filled={"at": clock.now()})
    if response := once(form, lambda: _record(referral_id, form)):
        return response
    return show_case("engagement/notes/record_contact.html", case, form=form)


@pages.route("/cases/<int:referral_id>/notes/new", methods=["GET", "POST"])
@permit("case.record")
def write_note(referral_id: int) -> ResponseReturnValue:
    """Write a note that belongs to no contact."""
    case = case_queries.case(viewer(), referral_id)
    form = open_form(NoteForm, title="Write a note", of=case.person.id)
    if response := once(form, lambda: _write(referral_id, form)):
        return response
    return show_case("engagement/notes/write_note.html", case, form=form)


@pages.route("/cases/<int:referral_id>/notes/<int:note_id>", methods=["GET", "POST"])
@permit("case.record")
def note(referral_id: int, note_id: int) -> ResponseReturnValue:
    """One whole note. Its author may change it for some hours; after that, and for anybody else, it is added to."""
    case, read = queries.note_of(viewer(), referral_id, note_id)
    is_mine = _may_edit(read)
    form = open_form(NoteForm, title="A note", of=case.person.id, filled={"text": read.note.text} if is_mine else None)
    if response := once(form, lambda: _save(referral_id, read, form)):
        return response
    audit.look(viewer(), case.person.id, "note.viewed", ("note", note_id))
    until = may_be_edited_until(read.note.written_at)
    return show_case("engagement/notes/note.html", case, form=form, read=read, is_mine=is_mine, until=until)


def _may_edit(read: NoteRead) -> bool:
    note, by_id = read.note, viewer().user_id
    return may_be_edited(written_at=note.written_at, written_by_id=note.written_by_id, by_id=by_id, now=clock.now())


def _record(referral_id: int, form: ContactForm) -> str:
    actions.record_contact(
        by=viewer(),
        referral_id=referral_id,
        contact=form.contact(),
        note=form.text.data or "",
        version=form.seen_version,
    )
    return url_for("engagement.contacts", referral_id=referral_id, done="recorded")


def _write(referral_id: int, form: NoteForm) -> str:
    actions.write_note(by=viewer(), referral_id=referral_id, text=form.text.data)
    return url_for("engagement.contacts", referral_id=referral_id, done="written", since=form.seen_version)


def _save(referral_id: int, read: NoteRead, form: NoteForm) -> str:
    is_added = form.pressed == "add"
    act = actions.add_to_note if is_added else actions.change_note
    act(by=viewer(), referral_id=referral_id, note_id=read.note.id, text=form.text.data)
    return url_for("engagement.contacts", referral_id=referral_id, done="added" if is_added else "written")
