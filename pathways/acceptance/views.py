"""The provider's inbox, one referral in it, the pages that answer it, and the steps of a pathway manager."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.acceptance import actions
from pathways.acceptance.actions import ANSWERED, AT_INBOX, IN_PLACING
from pathways.acceptance.forms import AcceptForm, DeclineForm, SecondNoteForm
from pathways.acceptance.placing import queries as placing_queries
from pathways.acceptance.queries import answering as answering_queries
from pathways.acceptance.queries import declining as declining_queries
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.acceptance.queries.answering import EarlierDuty, FirstMeeting
from pathways.acceptance.queries.inbox import Gone, ListedOffer, Offered, WholeOffer
from pathways.acceptance.queries.overview import overview_of
from pathways.acceptance.rules import FIRST_APPOINTMENT_AT, DueGroup, inbox_lede, urgent_in_words
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import name_of
from pathways.directory.entries import queries as directory
from pathways.drafts.desk import once, open_form
from pathways.outbox.rules import wording
from pathways.outbox.settings import texts_leave
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL
from pathways.referrals.first_appointments.rules import WayToMeet
from pathways.referrals.routing.rules import kept_routing
from pathways.referrals.sending import queries as sending_queries
from pathways.referrals.steps.rules import REFERRAL_STEPS, steps_asked
from pathways.step_tables.forms import form_of, given_by
from pathways.step_tables.rules import StepAsked
from pathways.ui.choices import Choice
from pathways.ui.forms import Form
from pathways.ui.pages import show

# The blueprint of this stage, the forms of its steps, and the words of a text.


pages = Blueprint("acceptance", __name__)


def asked_of(event: str, among: Collection[str]) -> StepAsked:
    """What a step asks. Answers 404 for a step that is not taken on this page."""
    if event not in among:
        abort(404)
    return steps_asked()[event]


def text_in_words(offer: WholeOffer) -> dict[str, Any]:
    """The text that tells of the first appointment, word for word, or how the person is told where none is sent."""
    text = sending_queries.text_to(offer.referral, sending_queries.contact_of(offer.screen), clock.now())
    if text is None or not texts_leave():
        return {"text": "", "no_text": "No text is sent: tell the person in the safe way named in the referral."}
    body = wording(text.kind, clock.today()).body_of(text.quoted, "")
    return {"text": body, "no_text": "The person has not agreed to dates in texts."}


# The provider's inbox and one referral in it.


@pages.get("/inbox")
@permit("inbox.read")
def inbox() -> ResponseReturnValue:
    """What is offered to my service, by when an answer is due. Never a test result."""
    after = request.args.get("after")
    page = inbox_queries.inbox(viewer(), after)
    audit.listed(viewer(), "inbox.viewed", [row.referral.person_id for row in page.rows])
    grouped: dict[DueGroup, list[ListedOffer]] = {group: [] for group in DueGroup}
    for row in page.rows:
        grouped[row.group].append(row)
    lede = inbox_lede({group: len(rows) for group, rows in grouped.items()}, more=bool(page.after))
    facts: dict[str, Any] = {"page": page, "grouped": grouped, "lede": lede}
    facts["speak_by"] = inbox_queries.speak_by(viewer(), grouped[DueGroup.URGENT])
    return show("acceptance/inbox.html", after=after, now=clock.now(), **facts)


@pages.get("/inbox/<int:referral_id>")
@permit("inbox.read")
def offer(referral_id: int) -> ResponseReturnValue:
    """One referral before acceptance. Of one that was declined here, only reason and number are left."""
    answerable = inbox_queries.offered_or_gone(viewer(), referral_id, with_routing=True)
    if isinstance(answerable, Gone):
        return gone_page(answerable)
    offer = inbox_queries.offer_of(answerable)
    at = url_for("acceptance.step", referral_id=referral_id, event="acknowledge")
    received = open_form(form_of(steps_asked()["acknowledge"]), title="We have it", of=offer.referral.person_id, at=at)
    audit.look(viewer(), offer.referral.person_id, "referral.viewed", ("referral", referral_id))
    beside = overview_of(offer)
    facts: dict[str, Any] = {"received": received, "at": at, "beside": beside}
    facts["speak"] = inbox_queries.speak_by(viewer(), [offer] if offer.urgent else []).get(referral_id)
    facts["why_here"] = kept_routing(offer.referral.routing)
    facts["note_with"] = declining_queries.note_with(offer.referral)
    return show("acceptance/offer.html", **facts, **about(offer), **details_of(offer, beside.duties))


def gone_page(gone: Gone, kind: type[AcceptForm | DeclineForm] | None = None) -> ResponseReturnValue:
    """The page of a referral that was declined here or withdrawn: of the person nothing is left.

    What was typed in an answer of this `kind` is shown, and stays in the drafts.
    """
    facts: dict[str, Any] = {"withdrawn": gone.withdrawn} if gone.withdrawn else {}
    if gone.declined:
        facts = {"declined": gone.declined, "went": declining_queries.onward_was(gone.declined)}
    form = open_form(kind, title="Answer to a referral") if kind else None
    if form:
        form.comes_too_late()
    return show("acceptance/offer.html", status=409 if request.method == "POST" else 200, form=form, **facts)


def about(offer: Offered) -> dict[str, Any]:
    """What the pages of one referral share."""
    return {"offer": offer, "taken": answering_queries.taken(offer.referral), "me": viewer().user_id}


def details_of(offer: WholeOffer, duties: tuple[EarlierDuty, ...]) -> dict[str, Any]:
    """What stands in the details of a referral. The sentence about custody follows the person's live consent."""
    answers = consents_queries.answers_of(offer.episode)
    return {"duties": duties, "referral_consent": answers[REFERRAL], "feedback_consent": answers[FEEDBACK]}


# Accept and decline: a page for each, so that nothing is hidden.


@pages.route("/inbox/<int:referral_id>/accept", methods=["GET", "POST"])
@permit("inbox.answer")
def accept(referral_id: int) -> ResponseReturnValue:
    """Accept with keyworker and first appointment, both filled in. Somebody who comes second is told who was first."""
    answerable = inbox_queries.offered_or_gone(viewer(), referral_id)
    if isinstance(answerable, Gone):
        return gone_page(answerable, AcceptForm)
    # What is filled in is asked of a page that is opened: what is sent stands without it.
    first = answering_queries.first_meeting(answerable.referral) if request.method != "POST" else None
    filled = _suggested(answerable, first.suggested) if first else {}
    form = open_form(AcceptForm, title="Accept a referral", of=answerable.referral.person_id, filled=filled)
    form.keyworker.choices = _keyworkers(answerable.referral.person_id)
    if response := once(form, lambda: _accept(form, referral_id)):
        return response
    if form.refusals:
        answerable = inbox_queries.offered_or_gone(viewer(), referral_id)
    if isinstance(answerable, Gone):
        return gone_page(answerable, AcceptForm)
    return _show_accept(form, answerable, first or answering_queries.first_meeting(answerable.referral))


def _show_accept(form: AcceptForm, answerable: Offered, first: FirstMeeting) -> ResponseReturnValue:
    offer = inbox_queries.offer_of(answerable)
    facts = about(offer) | details_of(offer, first.duties) | text_in_words(offer) | {"times": first.times}
    facts["urgent_words"] = _urgent_words(offer, first)
    audit.look(viewer(), offer.referral.person_id, "referral.viewed", ("referral", offer.referral.id))
    facts["at"] = at = url_for("acceptance.add_note", referral_id=offer.referral.id)
    facts["note"] = open_form(SecondNoteForm, title="Your note", at=at, filled={"note": form.note.typed})
    status = 409 if facts["taken"] and form.refusals else 200
    return show("acceptance/accept.html", status=status, form=form, **facts)


def _keyworkers(person_id: int) -> list[Choice]:
    return [
        Choice(str(keyworker.id), f"{keyworker.name} (me)" if keyworker.id == viewer().user_id else keyworker.name)
        for keyworker in answering_queries.keyworkers(viewer(), person_id)
    ]


def _suggested(offer: Offered, at: datetime | None) -> dict[str, Any]:
    """The viewer, the time that is suggested (else ten o'clock on the next working day), in person."""
    usual = dates.from_london(dates.add_working_days(clock.today(), 1), FIRST_APPOINTMENT_AT)
    me = str(viewer().user_id)
    return {"keyworker": me, "first_slot": at or usual, "place": offer.service, "channel": WayToMeet.IN_PERSON}


def _urgent_words(offer: WholeOffer, first: FirstMeeting) -> str:
    """For somebody urgent, by when to speak to them and who can see them when; empty for anybody else."""
    if first.hours is None:
        return ""
    first_at = _suggested(offer, first.suggested)["first_slot"]
    return urgent_in_words(
        him=offer.details.sex.him,
        today=clock.today(),
        first_on=dates.london_date(first_at),
        opens_on=first.hours.next_day,
        is_open_today=first.hours.is_today,
        way=offer.screen.facts.contact_way,
        is_of_notice=first_at == first.notice_at,
    )


def _accept(form: AcceptForm, referral_id: int) -> str:
    referral = actions.accept(
        by=viewer(),
        referral_id=referral_id,
        keyworker_id=int(form.keyworker.data),
        first_slot_at=form.first_slot.data,
        place=form.place.data,
        channel=form.channel.data,
        note=form.note.data,
        tells=texts_leave(),
    )
    return url_for("engagement.case", referral_id=referral.id, done="accepted")


@pages.route("/inbox/<int:referral_id>/decline", methods=["GET", "POST"])
@permit("inbox.answer")
def decline(referral_id: int) -> ResponseReturnValue:
    """Say no with a reason that says what happens next."""
    answerable = inbox_queries.offered_or_gone(viewer(), referral_id)
    if isinstance(answerable, Gone):
        return gone_page(answerable, DeclineForm)
    form = open_form(DeclineForm, title="Decline a referral", of=answerable.referral.person_id)
    waits = answerable.referral.state in REFERRAL_STEPS.groups["WITH_PROVIDER"]
    if response := once(form, lambda: _decline(form, referral_id)):
        return response
    if form.refusals:
        answerable = inbox_queries.offered_or_gone(viewer(), referral_id)
    if isinstance(answerable, Gone):
        return gone_page(answerable, DeclineForm)
    referral = answerable.referral
    audit.look(viewer(), referral.person_id, "referral.viewed", ("referral", referral_id))
    facts = about(answerable) | {"duties": answering_queries.duties_of(referral)}
    after = declining_queries.onward(referral, answerable.details) if waits else None
    service = directory.service(referral.service_id) if waits and referral.service_id else None
    counts = answering_queries.managers_named(viewer()) if service and not viewer().may("entry.keep") else ()
    return show("acceptance/decline.html", form=form, after=after, service=service, counts=counts, **facts)


def _decline(form: DeclineForm, referral_id: int) -> str:
    to = re.fullmatch(r"to_([0-9]{1,9})", form.pressed)
    goes_to = int(to[1]) if to else None
    actions.decline(by=viewer(), referral_id=referral_id, reason=form.reason.data, note=form.note.data, to=goes_to)
    return url_for("acceptance.offer", referral_id=referral_id)


# Steps of the inbox that are not an answer yet, and those of a pathway manager. Their questions come from a table.


@pages.route("/inbox/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("inbox.answer")
def step(referral_id: int, event: str) -> ResponseReturnValue:
    """We have it; a question; lives outside our area. A question stops the clock for one working day at most."""
    asked = asked_of(event, AT_INBOX)
    offer = inbox_queries.offered(viewer(), referral_id)
    form = open_form(form_of(asked), title=asked.title, of=offer.referral.person_id)
    if event == "ask":
        form["of_whom"].choices = [Choice("referrer", f"{name_of(offer.referral.sent_by_id)}, who sent the referral")]
        form["of_whom"].data = "referrer"
    if response := once(form, lambda: _step(form, asked, referral_id)):
        return response
    audit.look(viewer(), offer.referral.person_id, "referral.viewed", ("referral", referral_id))
    return show("acceptance/step.html", form=form, asked=asked, **about(offer))


def _step(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked)
    actions.step_at_inbox(by=viewer(), referral_id=referral_id, event=asked.event, given=given)
    if asked.event == "moved_away":
        return url_for("acceptance.inbox")
    return url_for("acceptance.offer", referral_id=referral_id)


@pages.route("/inbox/<int:referral_id>/note", methods=["GET", "POST"])
@permit("inbox.answer")
def add_note(referral_id: int) -> ResponseReturnValue:
    """Put on the case what a colleague who came second had typed."""
    offer = inbox_queries.offered(viewer(), referral_id)
    form = open_form(SecondNoteForm, title="Your note", of=offer.referral.person_id)
    if response := once(form, lambda: _note(form, referral_id)):
        return response
    audit.look(viewer(), offer.referral.person_id, "referral.viewed", ("referral", referral_id))
    return show("acceptance/add_note.html", form=form, **about(offer))


def _note(form: SecondNoteForm, referral_id: int) -> str:
    actions.add_note(by=viewer(), referral_id=referral_id, note=form.note.data)
    return url_for("engagement.case", referral_id=referral_id, done="noted")


@pages.route("/placing/<int:referral_id>/step/<event>", methods=["GET", "POST"])
@permit("placing.place")
def step_in_placing(referral_id: int, event: str) -> ResponseReturnValue:
    """No service exists anywhere, the person wants no other, or the answer to a service that asks who placed them."""
    asked, is_answer = asked_of(event, IN_PLACING), event == ANSWERED
    unplaced = (placing_queries.one_asked_about if is_answer else placing_queries.waits_for_a_place)(
        viewer(), referral_id
    )
    form = open_form(form_of(asked), title=asked.title, of=unplaced.referral.person_id)
    if response := once(form, lambda: _step_in_placing(form, asked, referral_id)):
        return response
    audit.look(viewer(), unplaced.referral.person_id, "referral.viewed", ("referral", referral_id))
    facts: dict[str, Any] = {"offer": inbox_queries.offer_of(unplaced) if is_answer else unplaced}
    facts["days"] = placing_queries.days_waited(unplaced.referral)
    is_over = event == "no_service_exists"
    facts["untried"] = placing_queries.untried(unplaced.referral, unplaced.details) if is_over else ()
    return show("acceptance/step_in_placing.html", form=form, asked=asked, **facts)


def _step_in_placing(form: Form, asked: StepAsked, referral_id: int) -> str:
    given = given_by(form, asked)
    actions.step_in_placing(by=viewer(), referral_id=referral_id, event=asked.event, given=given)
    return url_for("acceptance.placing")
