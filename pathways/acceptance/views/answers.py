"""Accept and decline: separate pages, so that nothing hides."""

import re
from datetime import datetime
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.acceptance import actions, queries
from pathways.acceptance.forms import AcceptForm, DeclineForm, NoteForm
from pathways.acceptance.queries import Offer
from pathways.acceptance.rules import FIRST_APPOINTMENT_AT, urgent_in_words
from pathways.acceptance.views.blueprint import pages, text_in_words
from pathways.acceptance.views.inbox import about, declined_page
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.outbox.channels import texts_leave
from pathways.referrals.models import Referral
from pathways.referrals.rules import FIRST_TURN, Channel, groups
from pathways.ui.fields import Choice
from pathways.ui.pages import show


@pages.route("/inbox/<int:referral_id>/accept", methods=["GET", "POST"])
@permit("inbox.answer")
def accept(referral_id: int) -> ResponseReturnValue:
    """Accept with keyworker and first appointment, filled in. Whoever comes second is told who was first."""
    if declined := queries.our_decline(viewer(), referral_id):
        return declined_page(declined)
    if withdrawn := queries.taken_back(viewer(), referral_id):
        return _withdrawn_meanwhile(withdrawn)
    found = queries.offer(viewer(), referral_id)
    filled = _suggested(found)
    form = open_form(AcceptForm, title="Accept a referral", of=found.referral.person_id, filled=filled)
    form.keyworker.choices = _keyworkers(found.referral.person_id)
    if form.submitted() and (to := once(form, lambda: _accept(form, referral_id))):
        return redirect(to)
    if withdrawn := queries.taken_back(viewer(), referral_id):
        return _withdrawn_meanwhile(withdrawn)
    facts = about(queries.offer(viewer(), referral_id))
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    status = 409 if facts["taken"] and form.refusals else 200
    note = open_form(NoteForm, title="Your note", at=_note_goes(referral_id), filled={"note": form.note.typed})
    said: dict[str, Any] = {"times": queries.first_times(found.referral), **text_in_words(found.referral)}
    said["urgent_words"] = _urgent_words(found, filled["first_slot"])
    return show(
        "acceptance/accept.html", status=status, form=form, note=note, at=_note_goes(referral_id), **said, **facts
    )


def _note_goes(referral_id: int) -> str:
    return url_for("acceptance.add_note", referral_id=referral_id)


def _keyworkers(person_id: int) -> list[Choice]:
    return [
        Choice(str(one.id), f"{one.name} (me)" if one.id == viewer().user_id else one.name)
        for one in queries.keyworkers(viewer(), person_id)
    ]


def _withdrawn_meanwhile(withdrawn: Referral) -> ResponseReturnValue:
    """Said in words, with what was typed, which stays in the drafts: the person is out of sight from now on."""
    form = open_form(AcceptForm, title="Accept a referral")
    form.keyworker.choices = _keyworkers(withdrawn.person_id)
    if form.is_submitted():
        form.on_refused()
    return show("acceptance/offer.html", status=409 if form.is_submitted() else 200, withdrawn=withdrawn, form=form)


def _suggested(found: Offer) -> dict[str, Any]:
    """Me, the time of the notice or of the diary (else ten o'clock on the next working day), in person."""
    usual = clock.from_london(clock.add_working_days(clock.today(), 1), FIRST_APPOINTMENT_AT)
    first = queries.suggested_time(viewer(), found.referral) or usual
    me = str(viewer().user_id)
    return {"keyworker": me, "first_slot": first, "place": found.service, "channel": Channel.IN_PERSON}


def _urgent_words(offer: Offer, first_at: datetime) -> str:
    """Of somebody urgent, by when to speak to them and who can see them when; empty for anybody else."""
    if offer.referral.inbox_turn != FIRST_TURN:
        return ""
    today = clock.today()
    notice_at = queries.required_times(viewer(), [offer.episode.id]).get(offer.episode.id)
    return urgent_in_words(
        him=offer.details.sex.him,
        today=today,
        first_on=clock.london_date(first_at),
        opens_on=(opening := queries.opening_of(offer.referral)).next_day,
        is_open_today=opening.is_today,
        way=offer.screen.facts.contact_way,
        is_of_notice=first_at == notice_at,
    )


def _accept(form: AcceptForm, referral_id: int) -> str:
    held = actions.accept(
        by=viewer(),
        referral_id=referral_id,
        keyworker_id=int(form.keyworker.data),
        first_slot_at=form.first_slot.data,
        place=form.place.data,
        channel=form.channel.data,
        note=form.note.data,
        tells=texts_leave(),
    )
    return url_for("engagement.case", referral_id=held.id, done="accepted")


@pages.route("/inbox/<int:referral_id>/decline", methods=["GET", "POST"])
@permit("inbox.answer")
def decline(referral_id: int) -> ResponseReturnValue:
    """Say no with a reason that says what happens next."""
    if declined := queries.our_decline(viewer(), referral_id):
        return declined_page(declined)
    if withdrawn := queries.taken_back(viewer(), referral_id):
        return show("acceptance/offer.html", withdrawn=withdrawn)
    found = queries.offer(viewer(), referral_id)
    form = open_form(DeclineForm, title="Decline a referral", of=found.referral.person_id)
    waits = found.referral.state in groups()["WITH_PROVIDER"]
    if form.submitted() and (to := once(form, lambda: _decline(form, referral_id))):
        return redirect(to)
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    facts = about(queries.offer(viewer(), referral_id))
    after = queries.onward(found.referral) if waits else None
    service = directory.service(found.referral.service_id) if waits and found.referral.service_id else None
    counts = queries.managers_named(viewer()) if service and not viewer().may("entry.keep") else ()
    return show("acceptance/decline.html", form=form, after=after, service=service, counts=counts, **facts)


def _decline(form: DeclineForm, referral_id: int) -> str:
    to = re.fullmatch(r"to_([0-9]{1,9})", form.pressed)
    goes_to = int(to[1]) if to else None
    actions.decline(by=viewer(), referral_id=referral_id, reason=form.reason.data, note=form.note.data, to=goes_to)
    return url_for("acceptance.offer", referral_id=referral_id)
