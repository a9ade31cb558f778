"""What whoever keeps the Board's minutes answers by a link, without signing in. Opening the link uses nothing up."""

from typing import Any

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import PUBLIC, permit
from pathways.auth.links import STRANGER, answered_once, bare_page, link_over, token_sent
from pathways.refusals import OutOfSight
from pathways.reporting.actions.witness import answer_outside
from pathways.reporting.forms.showings import WitnessForm
from pathways.reporting.queries import witness as queries
from pathways.reporting.queries.witness import WitnessAsked
from pathways.reporting.views.reports import pages
from pathways.store.base import db

HEAD = "The Board’s minutes"


@pages.route("/minutes/<token>", methods=["GET", "POST"])
@permit(PUBLIC)
def witness_asked(token: str) -> ResponseReturnValue:
    """Which page, day and fingerprint, for the holder of a link: no figures, and nothing of what others found."""
    form = WitnessForm()
    try:
        if request.method == "POST" and (done := _answered(token, form)):
            return witness_answered(done)
        return _page("reporting/witness_asked.html", queries.asked(token, witness_set()), form=form, token=token)
    except OutOfSight:
        db.session.rollback()
    try:
        return witness_answered(queries.answered(token, witness_set()), is_before=True)
    except OutOfSight:
        return link_over(token, head=HEAD)


@pages.post("/minutes")
@permit(PUBLIC)
def witness_answers() -> ResponseReturnValue:
    """The address to which the form of the link's page is sent."""
    return witness_asked(token_sent())


def _answered(token: str, form: WitnessForm) -> WitnessAsked | None:
    """Keep the answer, once; the same form sent again shows the same. None where something has to be corrected."""
    return answered_once(
        form,
        before=lambda: queries.answered(token, witness_set(), form.key),
        is_open=lambda: queries.asked(token, witness_set()),
        act=lambda: answer_outside(
            token=token,
            form_key=form.key,
            witness=witness_set(),
            answer=form.answer_of_minutes,
            who=form.who.data or "",
        ),
    )


def witness_answered(done: WitnessAsked, *, is_before: bool = False) -> Response:
    """What was answered, now or before, and what comes by e-mail."""
    return _page("reporting/witness_answered.html", done, is_before=is_before)


def _page(template: str, asked: WitnessAsked, **context: Any) -> Response:
    facts = {"showing": asked.showing.number, "witness": asked.showing.witness}
    audit.administered(STRANGER, "report.shown.opened_outside", asked.organisation_id, **facts)
    phone = current_app.config["PARTNERSHIP_PHONE"]
    return bare_page(template, head=HEAD, asked=asked, phone=phone, **context)


def witness_set() -> str:
    """Who keeps the Board's minutes, outside: an e-mail address, "" where none is set."""
    return str(current_app.config["BOARD_WITNESS"])
