"""The page for the Board, its paper, and all figures that were made, with whether they come out the same again."""

from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.reporting import documents
from pathways.reporting.forms import BoardForm, RegisterForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import board as board_words
from pathways.reporting.rules import revisions
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import QUARTER
from pathways.reporting.views.reports import as_pdf, back_to, pages, read_figures, there_are, viewed, when_made
from pathways.store.standby import Freshness
from pathways.ui.pages import show

# One page for the Board, and the paper of it.


@pages.get("/reports/board")
@permit("report.board")
def board() -> ResponseReturnValue:
    """Five measures of a quarter, and the fingerprint of its figures: the address names the quarter, or that."""
    form = _board_form()
    if form.fingerprint.data and form.there:
        if of_fingerprint := figures.with_fingerprint(viewer(), form.digits) if form.digits else None:
            page = address_of(of_fingerprint) | {"found": form.digits}
            return redirect(f"{url_for('reporting.board')}?{urlencode(page)}")
        form.refuse_fingerprint()
    edition = None if form.fingerprint.data else form.edition()
    report, fresh = read_figures(figures.board, edition) if edition else (None, Freshness())
    if edition:
        viewed(edition, of="board")
    return show(
        "reporting/board.html",
        form=form,
        edition=edition,
        board=report,
        words=board_words,
        is_found=edition is not None and form.is_found_by(figures.made(viewer(), edition).sha256),
        fresh=fresh,
        as_known=when_made(edition, form.there),
        address=address_of(edition) if edition else {},
    )


@pages.get("/reports/board.pdf")
@permit("report.board")
def board_pdf() -> ResponseReturnValue:
    """The page as a marked paper: the same bytes whenever it is made. An address that makes no page goes back to it."""
    edition = _board_form().edition()
    if edition is None:
        return back_to("reporting.board")
    report, _ = read_figures(figures.board, edition)
    content = documents.board_paper(report, made_at=figures.made(viewer(), edition).at)
    return as_pdf(content, edition, "board", of="board")


def _board_form() -> BoardForm:
    quarters = [each for each in there_are(Report.OVERVIEW) if each.days.months == QUARTER]
    return BoardForm.asked(request.args, quarters, (QUARTER,))


# All figures that were made, and whether they come out the same again.


@pages.get("/reports/figures")
@permit("report.figures")
def register() -> ResponseReturnValue:
    """The figures as known on a day of the address, each with what came of making it again."""
    there = there_are()
    form = RegisterForm.asked(request.args, {each.as_at for each in there})
    as_at = form.day()
    rows = figures.register(viewer(), as_at) if as_at else []
    if as_at:
        audit.administered(
            viewer(), "report.viewed", viewer().organisation_id, report="figures", as_at=as_at.isoformat()
        )
    return show(
        "reporting/register.html",
        form=form,
        as_at=as_at,
        rows=rows,
        words=revisions,
        fingerprint_of=fingerprint_of,
        as_known=when_made(None, there),
    )
