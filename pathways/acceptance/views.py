"""The provider's inbox, its answers, and the pages of the people who need a place."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import audit, clock
from pathways.acceptance import actions, queries
from pathways.acceptance.forms import AcceptForm, DeclineForm, PlaceForm
from pathways.acceptance.queries import Offer
from pathways.acceptance.rules import FIRST_APPOINTMENT_AT, DeclineReason, DueGroup
from pathways.auth.guard import permit, viewer
from pathways.directory import queries as directory
from pathways.directory.rules import ServiceVerdict
from pathways.drafts.desk import once, open_form
from pathways.referrals import queries as referrals
from pathways.referrals.rules import FEEDBACK, REFERRAL, Channel, ConsentVerdict, groups
from pathways.ui.fields import Choice, choices_of, in_sentence
from pathways.ui.pages import show

pages = Blueprint("acceptance", __name__)


@pages.get("/inbox")
@permit("inbox.read")
def inbox() -> ResponseReturnValue:
    """What is offered to my service, by when an answer is due. Never a test result."""
    after = request.args.get("after")
    page = queries.inbox(viewer(), after)
    audit.listed(viewer(), "inbox.viewed", [row.referral.person_id for row in page.rows])
    grouped = {group: [row for row in page.rows if row.group is group] for group in DueGroup}
    return show("acceptance/inbox.html", page=page, grouped=grouped, after=after, now=clock.now())


@pages.get("/inbox/<int:referral_id>")
@permit("inbox.read")
def offer(referral_id: int) -> ResponseReturnValue:
    """One referral, before acceptance. Of one that was declined here only reason and number are left."""
    if declined := queries.our_decline(viewer(), referral_id):
        return show("acceptance/offer.html", declined=declined)
    found = queries.offer(viewer(), referral_id)
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    return show("acceptance/offer.html", **_about(found))


@pages.route("/inbox/<int:referral_id>/accept", methods=["GET", "POST"])
@permit("inbox.answer")
def accept(referral_id: int) -> ResponseReturnValue:
    """Accept with keyworker and first appointment, filled in. Whoever comes second is told who was first."""
    found = queries.offer(viewer(), referral_id)
    form = open_form(
        AcceptForm, title="Accept a referral", of=found.referral.person_id, filled=_suggested(found.service)
    )
    form.keyworker.choices = [
        Choice(str(one.id), f"{one.name} (me)" if one.id == viewer().user_id else one.name)
        for one in queries.keyworkers(viewer())
    ]
    if form.submitted() and (to := once(form, lambda: _accept(form, referral_id))):
        return redirect(to)
    if declined := queries.our_decline(viewer(), referral_id):
        return show("acceptance/offer.html", declined=declined)
    about = _about(queries.offer(viewer(), referral_id))
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    status = 409 if about["taken"] and form.refusals else 200
    return show("acceptance/accept.html", status=status, form=form, **about)


@pages.route("/inbox/<int:referral_id>/decline", methods=["GET", "POST"])
@permit("inbox.answer")
def decline(referral_id: int) -> ResponseReturnValue:
    """Say no with a reason that says what happens next."""
    found = queries.offer(viewer(), referral_id)
    form = open_form(DeclineForm, title="Decline a referral", of=found.referral.person_id)
    waits = found.referral.state in groups()["WITH_PROVIDER"]
    after = queries.what_next(found.referral) if waits else ""
    form.reason.choices = choices_of(DeclineReason, hints=dict.fromkeys(DeclineReason, after))
    if form.submitted() and (to := once(form, lambda: _decline(form, referral_id))):
        return redirect(to)
    if declined := queries.our_decline(viewer(), referral_id):
        return show("acceptance/offer.html", declined=declined)
    audit.look(viewer(), found.referral.person_id, "referral.viewed", ("referral", referral_id))
    return show("acceptance/decline.html", form=form, what_next=after, **_about(queries.offer(viewer(), referral_id)))


@pages.get("/placing")
@permit("placing.read")
def placing() -> ResponseReturnValue:
    """Whom no service has, the longest wait first."""
    after = request.args.get("after")
    page = queries.needing_a_place(viewer(), after)
    audit.listed(viewer(), "placing.viewed", [row.offer.referral.person_id for row in page.rows])
    placed = request.args.get("placed", type=int)
    name = directory.service_names([placed]).get(placed) if placed else None
    return show("acceptance/placing.html", page=page, after=after, today=clock.today(), placed=name)


@pages.route("/placing/<int:referral_id>", methods=["GET", "POST"])
@permit("placing.place")
def place(referral_id: int) -> ResponseReturnValue:
    """One person, every listed service with its reasons, and whether the consent covers it."""
    waiting, answer, covers = queries.one_needing_a_place(viewer(), referral_id)
    person_id = waiting.offer.referral.person_id
    form = open_form(PlaceForm, title="Find a place", of=person_id)
    said_no = {each.service_id for each in waiting.offer.tried}
    form.service.choices = [_as_choice(each, covers, said_no) for each in answer.choosable]
    if form.submitted() and (to := once(form, lambda: _place(form, referral_id))):
        return redirect(to)
    audit.look(viewer(), person_id, "referral.viewed", ("referral", referral_id))
    closed = [each for each in answer.verdicts if each not in answer.choosable]
    ask_first = not any(covers[each.service.service_id] for each in answer.choosable)
    return show("acceptance/place.html", form=form, waiting=waiting, closed=closed, ask_first=ask_first)


def _about(found: Offer) -> dict[str, Any]:
    """What the three pages of one referral share. The sentence about custody follows the person's live consent."""
    answers = referrals.answers_of(found.episode)
    return {
        "offer": found,
        "taken": queries.taken(found.referral),
        "duties": queries.duties_of(found.episode),
        "referral_consent": answers[REFERRAL],
        "feedback_consent": answers[FEEDBACK],
    }


def _suggested(service: str) -> dict[str, Any]:
    """Me, ten o'clock on the next working day, at the service, in person."""
    first = clock.from_london(clock.add_working_days(clock.today(), 1), FIRST_APPOINTMENT_AT)
    return {"keyworker": str(viewer().user_id), "first_slot": first, "place": service, "channel": Channel.IN_PERSON}


def _as_choice(found: ServiceVerdict, covers: Mapping[int, ConsentVerdict], said_no: set[int]) -> Choice:
    """A service with every reason, whether it said no already, and whether the consent covers it."""
    service_id = found.service.service_id
    reasons = "; ".join(in_sentence(reason.message) for reason in found.reasons)
    words = [f"{reasons[:1].upper()}{reasons[1:]}", "Said no already"][: 1 + (service_id in said_no)]
    words.append("Consent covers it" if covers[service_id] else "Ask first: consent does not cover it")
    return Choice(str(service_id), f"{found.service.name}, {found.service.town}", ". ".join(words))


def _accept(form: AcceptForm, referral_id: int) -> str:
    held = actions.accept(
        by=viewer(),
        referral_id=referral_id,
        keyworker_id=int(form.keyworker.data),
        first_slot_at=form.first_slot.data,
        place=form.place.data,
        channel=form.channel.data,
        note=form.note.data,
    )
    return url_for("engagement.case", referral_id=held.id)


def _decline(form: DeclineForm, referral_id: int) -> str:
    actions.decline(by=viewer(), referral_id=referral_id, reason=form.reason.data)
    return url_for("acceptance.offer", referral_id=referral_id)


def _place(form: PlaceForm, referral_id: int) -> str:
    child = actions.place(by=viewer(), referral_id=referral_id, service_id=int(form.service.data), note=form.note.data)
    return url_for("acceptance.placing", placed=child.service_id)
