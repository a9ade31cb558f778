"""The page for the Board, its paper, and all figures that were made, with whether they come out the same again."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.exports import CSV, XLSX
from pathways.reporting.documents import files, papers
from pathways.reporting.documents.reports import BOARD
from pathways.reporting.forms.reports import BoardForm, RegisterForm, address_of
from pathways.reporting.queries import figures, showings
from pathways.reporting.queries.board import page_for_the_board
from pathways.reporting.rules import board as board_words
from pathways.reporting.rules import revisions
from pathways.reporting.rules import showings as of_showings
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.rules.contents import ReportContents
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import QUARTER
from pathways.reporting.views.reports import back_to, csv_of, pages, pdf_of, read_figures, there_are, viewed, when_made
from pathways.store.standby import Freshness
from pathways.ui.pages import hand_over, show

# One page for the Board, and the paper of it.


@pages.get("/reports/board")
@permit("report.board")
def board() -> ResponseReturnValue:
    """Five measures of a quarter, and the fingerprint of its figures: the address names the quarter, or that."""
    form = board_form()
    if form.fingerprint.data and form.there:
        of_fingerprint = showings.with_fingerprint(viewer(), form.digits) if form.digits else None
        if of_fingerprint and of_fingerprint.report is Report.OVERVIEW and of_fingerprint.days.months == QUARTER:
            page = address_of(of_fingerprint) | {"found": form.digits}
            return redirect(f"{url_for('reporting.board')}?{urlencode(page)}")
        form.refuse_fingerprint(of_fingerprint)
    edition = None if form.fingerprint.data else form.edition()
    report, fresh = read_figures(page_for_the_board, edition) if edition else (None, Freshness())
    if edition:
        viewed(edition, of="board")
    shown, waiting = showings.shown_or_waiting(viewer(), edition.days) if edition else ([], [])
    return show(
        "reporting/board.html",
        not_shown=of_showings.NOT_SHOWN,
        form=form,
        edition=edition,
        board=report,
        showings=shown,
        is_shown=any(each.edition == edition and each.holds for each in shown),
        waiting=waiting,
        words=board_words,
        is_found=edition is not None and _is_found(form, edition),
        fresh=fresh,
        as_known=when_made(edition, form.there),
        address=address_of(edition) if edition else {},
        address_of=address_of,
    )


def _is_found(form: BoardForm, edition: Edition) -> bool:
    """Whether the address says by which fingerprint these figures were found, and it is theirs."""
    return bool(form.found_by) and form.is_found_by(figures.made(viewer(), edition).sha256)


@pages.get("/reports/board.pdf")
@permit("report.board")
def board_pdf() -> ResponseReturnValue:
    """The page as a marked paper: the same bytes whenever it is made."""
    return pdf_of(board_form(), BOARD, page="reporting.board")


@pages.get("/reports/board.csv")
@permit("report.board")
def board_csv() -> ResponseReturnValue:
    """A line for each figure of the page."""
    return csv_of(board_form(), BOARD, page="reporting.board")


def board_form() -> BoardForm:
    """The quarter of the address, or the fingerprint that it names."""
    quarters = [each for each in there_are(Report.OVERVIEW) if each.days.months == QUARTER]
    return BoardForm.asked(request.args, quarters, (QUARTER,))


# All figures that were made, and whether they come out the same again.


@pages.get("/reports/figures")
@permit("report.figures")
def register() -> ResponseReturnValue:
    """The figures as known on a day of the address, each with what came of making it again."""
    form = _register_form(there := there_are())
    as_at = form.day()
    rows = figures.register(viewer(), as_at) if as_at else []
    if as_at:
        _register_seen(as_at, "report.viewed")
    return show(
        "reporting/register.html",
        form=form,
        as_at=as_at,
        rows=rows,
        words=revisions,
        fingerprint_of=fingerprint_of,
        as_known=when_made(None, there),
    )


def _register_form(there: Iterable[Edition]) -> RegisterForm:
    return RegisterForm.asked(request.args, {each.as_at for each in there})


def _register_seen(as_at: date, action: str, content: bytes = b"", rows: int = 0) -> None:
    """Record who saw which figures were made; for a file also how many lines it has and its hash."""
    file = {"sha256": hashlib.sha256(content).hexdigest(), "rows": rows} if content else {}
    audit.administered(viewer(), action, viewer().organisation_id, report="figures", as_at=as_at.isoformat(), **file)


def _register_contents(as_at: date) -> ReportContents:
    rows = figures.register(viewer(), as_at)
    return revisions.contents_of_figures(
        [
            revisions.row_of(
                f"{each.edition.report.label}, {each.edition.days.words}",
                each.made_on,
                fingerprint_of(each.made.sha256),
                each.checked,
                is_for_the_board=each.edition.is_for_the_board,
            )
            for each in rows
        ]
    )


def _register_handed(
    written: Callable[[ReportContents, date], bytes], *, kind: str, ending: str, action: str = "export.downloaded"
) -> ResponseReturnValue:
    """All figures made as a file, in the log before it leaves. An address that names no day goes back to the page."""
    as_at = _register_form(there_are()).day()
    if as_at is None:
        return back_to("reporting.register")
    contents = _register_contents(as_at)
    content = written(contents, as_at)
    _register_seen(as_at, action, content, contents.lines)
    return hand_over(content, kind=kind, name=f"figures-made-as-known-{as_at}.{ending}")


@pages.get("/reports/figures.csv")
@permit("report.figures")
def register_csv() -> ResponseReturnValue:
    """The page as lines, under its head."""
    return _register_handed(
        lambda contents, _: "".join(files.register_csv_lines(contents)).encode(), kind=CSV, ending="csv"
    )


@pages.get("/reports/figures.xlsx")
@permit("report.figures")
def register_xlsx() -> ResponseReturnValue:
    """The page as a workbook."""
    written = partial(files.register_workbook, made_at=clock.now(), made_by=viewer().name)
    return _register_handed(written, kind=XLSX, ending="xlsx")


@pages.get("/reports/figures.pdf")
@permit("report.figures")
def register_pdf() -> ResponseReturnValue:
    """The page as a marked paper."""
    written = partial(papers.register_paper, made_at=clock.now(), made_by=viewer().name)
    return _register_handed(written, kind="application/pdf", ending="pdf", action="document.downloaded")
