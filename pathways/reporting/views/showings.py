"""That the Board was shown figures: recorded, with a copy of the minutes, answered by somebody else, and the proof."""

from urllib.parse import urlencode

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.dates import london_date
from pathways.documents.scans import ENDINGS
from pathways.drafts.desk import answered, once, open_form
from pathways.reporting.actions.showings import (
    add_copy_of_minutes,
    answer_of_minutes,
    open_copy_of_minutes,
    record_shown,
)
from pathways.reporting.forms.reports import address_of
from pathways.reporting.forms.showings import CopyForm, MinutesForm, ShownForm
from pathways.reporting.queries import figures, showings
from pathways.reporting.rules import proof
from pathways.reporting.rules.board import digits_of, fingerprint_of
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.showings import bars_to_minutes
from pathways.reporting.views.reports import pages
from pathways.reporting.views.witness import witness_set
from pathways.ui.files import takes_a_file
from pathways.ui.pages import hand_back, show


@pages.route("/reports/board/<digits>/shown", methods=["GET", "POST"])
@permit("report.board.shown")
@takes_a_file
def board_shown(digits: str) -> ResponseReturnValue:
    """Record that the page of these figures, named by their fingerprint, was shown at a meeting."""
    edition = showings.of_the_board(viewer(), digits_of(digits) or "-")
    made = figures.made(viewer(), edition)
    form = open_form(ShownForm, title="Shown to the Board")
    form.made_on = london_date(made.at)
    if response := once(form, lambda: _record_shown(form, edition)):
        return response
    return show(
        "reporting/board_shown.html",
        form=form,
        edition=edition,
        fingerprint=fingerprint_of(made.sha256),
        showings=showings.shown_to_board(viewer(), edition.days),
        witness=witness_set(),
        page=_page_of(edition),
    )


def _record_shown(form: ShownForm, edition: Edition) -> str:
    number = record_shown(
        by=viewer(),
        edition=edition,
        shown_on=form.shown_on.data,
        minutes=form.minutes.data,
        witness=witness_set(),
        key=_key(),
    )
    return url_for("reporting.board_minutes", showing_id=number, done="recorded")


def _key() -> str:
    """With which the token of a link is made."""
    return str(current_app.config["SECRET_KEY"])


def _page_of(edition: Edition, endpoint: str = "reporting.board") -> str:
    return f"{url_for(endpoint)}?{urlencode(address_of(edition))}"


@pages.route("/reports/board/shown/<int:showing_id>", methods=["GET", "POST"])
@permit("report.board.shown")
def board_minutes(showing_id: int) -> ResponseReturnValue:
    """What proves that figures were shown; somebody else than who recorded it answers whether the minutes say so."""
    showing = showings.showing(viewer(), showing_id)
    copies = showings.copies_of(viewer(), showing_id)
    form = open_form(MinutesForm, title="In the minutes?")
    if not copies:
        del form.minutes_read

    def answer() -> str:
        answer_of_minutes(
            by=viewer(),
            showing=showing,
            answer=form.answer_of_minutes,
            read=form.read,
            seen=form.seen.data or "",
            key=_key(),
        )
        return url_for("reporting.board_minutes", showing_id=showing_id, done="answered")

    if response := once(form, answer, settles=True):
        return response
    if not showing.waits:
        answered()
    if form.refusals:
        showing = showings.showing(viewer(), showing_id)
    form.seen.data = str(copies[-1].number) if copies else ""  # pressed again, it is about what the page shows now
    log = showings.in_the_log(viewer(), showing, copies)
    return show(
        "reporting/board_minutes.html",
        form=form,
        showing=showing,
        copies=copies,
        log=log,
        fingerprint=fingerprint_of(log.sha256),
        bars=bars_to_minutes(showing, viewer().user_id),
        words=proof,
        done=request.args.get("done", ""),
        page=_page_of(showing.edition),
        paper=_page_of(showing.edition, "reporting.board_pdf"),
        record=url_for("reporting.board_shown", digits=digits_of(fingerprint_of(log.sha256))),
    )


@pages.route("/reports/board/shown/<int:showing_id>/copies", methods=["GET", "POST"])
@permit("report.board.shown")
@takes_a_file
def board_copies(showing_id: int) -> ResponseReturnValue:
    """Add a copy of the minutes, until somebody has answered whether they say so."""
    showing = showings.showing(viewer(), showing_id)
    form = open_form(CopyForm, title="A copy of the minutes")
    back = url_for("reporting.board_minutes", showing_id=showing_id)

    def add() -> str:
        add_copy_of_minutes(by=viewer(), showing=showing, minutes=form.minutes.data)
        return f"{back}?done=copied"

    if response := once(form, add):
        return response
    if not showing.waits and request.method == "GET":
        return redirect(back)
    return show("reporting/board_copies.html", form=form, showing=showing, back=back)


@pages.get("/reports/board/shown/<int:showing_id>/copies/<int:copy_id>")
@permit("report.board.shown")
def board_copy(showing_id: int, copy_id: int) -> ResponseReturnValue:
    """A copy of the minutes, byte for byte as it is kept, as a download under a name made here."""
    showing = showings.showing(viewer(), showing_id)
    row = open_copy_of_minutes(by=viewer(), showing=showing, copy=copy_id)
    name = f"minutes-of-the-board-{showing.shown_on}-{row.id}.{ENDINGS[row.media_type]}"
    return hand_back(row.content, kind=row.media_type, name=name)
