"""Answering without an account: one page, one check page, one answer. Opening the link uses nothing up."""

from typing import Any

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.acceptance.answer_links import actions, queries
from pathways.acceptance.answer_links.queries import Opened
from pathways.acceptance.forms import BY_LINK, CheckForm, LinkAnswerForm
from pathways.acceptance.queries import answering as answering_queries
from pathways.acceptance.rules import LinkAnswer, age_band
from pathways.acceptance.views import pages, text_in_words
from pathways.audit import record as audit
from pathways.auth.guard import PUBLIC, permit
from pathways.auth.links import answered_by_link, bare_page, link_over, token_sent
from pathways.dates import age_on
from pathways.outbox.settings import texts_leave
from pathways.referrals.consents import queries as referrals
from pathways.referrals.consents.rules.consents import REFERRAL
from pathways.refusals import OutOfSight
from pathways.ui.forms import Form

NOT_OURS = "Not for us"


@pages.route("/answer/<token>", methods=["GET", "POST"])
@permit(PUBLIC)
def answer(token: str) -> ResponseReturnValue:
    """One referral, for the holder of its link; only the button of the check page uses the link up."""
    form = _form_sent()
    try:
        if request.method == "POST" and form.pressed == "send":
            return _send(token, form)
        opened = queries.opened(token)
    except OutOfSight:
        return link_over(token)
    return _page(token, opened, _next_form(form))


@pages.post("/answer")
@permit(PUBLIC)
def give_answer() -> ResponseReturnValue:
    """The address to which the forms of these pages are sent."""
    return answer(token_sent())


def _form_sent() -> Any:
    """The form of the page that was sent: the first, or the check page of the answer that was chosen."""
    kind = BY_LINK.get(request.form.get("answer", "")) if request.form.get("then") == "send" else None
    return (kind or LinkAnswerForm)()


def _next_form(form: Any) -> Any:
    """The check page of what was chosen, the first page again to change it, or the page as it was sent."""
    if form.pressed == LinkAnswer.WRONG_PLACE.value:
        return CheckForm(None, data={"answer": LinkAnswer.WRONG_PLACE.value, "who": NOT_OURS})
    typed = {"answer": form.answer.data, "who": form.who.data}
    if form.pressed == "change":
        return LinkAnswerForm(None, data=typed)
    if request.method == "POST" and form.submitted():
        return BY_LINK[LinkAnswer(form.answer.data).value](None, data=typed)
    return form


def _send(token: str, form: Any) -> ResponseReturnValue:
    """Give the answer, once. The same form sent again shows the same page; anybody else with the link is too late."""
    try:
        done = queries.used_by(token, form.key)
    except OutOfSight:
        done = None
    if done is None:
        queries.opened(token)  # raises for a link that is over, whatever its form holds
        done = None if type(form) is LinkAnswerForm else answered_by_link(form, lambda: _give(token, form))
    return answered(done) if done else _page(token, queries.opened(token), form)


def _give(token: str, form: Any) -> Opened:
    kind, who = LinkAnswer(form.answer.data), form.who.data or ""
    given = {name: value for name, value in form.data.items() if name not in ("answer", "who")}
    return actions.answer_by_link(
        token=token, form_key=form.key, answer=kind, who=who, given=given, tells=texts_leave()
    )


def _page(token: str, opened: Opened, form: Form) -> Response:
    if type(form) is not LinkAnswerForm:
        return check_answer(token, opened, form)
    return bare_page("acceptance/answer_links/answer.html", form=form, token=token, **_looked_at(opened))


def check_answer(token: str, opened: Opened, form: Form) -> Response:
    """The page whose button, and nothing else, uses the link up."""
    return bare_page("acceptance/answer_links/check_answer.html", form=form, token=token, **_looked_at(opened))


def answered(done: Opened) -> Response:
    """What was answered. After an acceptance it is the one page with the name, the safe contact and the text sent."""
    appointment = answering_queries.appointment_of(done.link.referral_id)
    text = text_in_words(done.offer)["text"]
    return bare_page("acceptance/answer_links/answered.html", appointment=appointment, text=text, **_looked_at(done))


def _looked_at(opened: Opened) -> dict[str, Any]:
    """What these pages need; each template shows no more of the person than it should. The look is in the log."""
    referral = opened.offer.referral
    audit.look(opened.by, referral.person_id, "referral.viewed", ("referral", referral.id))
    details = opened.offer.details
    return {
        "offer": opened.offer,
        "link": opened.link,
        "band": age_band(age_on(details.date_of_birth, clock.today())),
        "consent": referrals.answers_of(opened.offer.episode)[REFERRAL],
        "asked_before": queries.asked_before(opened.link.referral_id),
        "phone": queries.phone_of(opened.offer) or current_app.config["PARTNERSHIP_PHONE"],
    }
