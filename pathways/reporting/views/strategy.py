"""The measures of the strategy as page, file and paper: what other reports print, beside dated figures. Aggregates."""

from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.dates import day_in_words
from pathways.reporting.documents.reports import STRATEGY
from pathways.reporting.forms.reports import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import strategy as words
from pathways.reporting.rules.periods import YEAR
from pathways.reporting.rules.report_pages import page_of
from pathways.reporting.rules.strategy import OwnRow, is_of_public_money, to_come
from pathways.reporting.rules.strategy_data import STRATEGIES
from pathways.reporting.views.reports import (
    csv_of,
    pages,
    pdf_of,
    read_figures,
    there_are,
    viewed,
    when_made,
    xlsx_of,
)
from pathways.store.standby import Freshness
from pathways.ui.pages import show

NAME = "strategy"


@pages.get("/reports/strategy")
@permit("report.strategy")
def strategy() -> ResponseReturnValue:
    """What the strategy wants, our figures of a year, and dated ones that were published. Before any year's were made
    it says what is measured, and when."""
    form = strategy_form()
    edition = form.edition()
    view, fresh = read_figures(figures.strategy, edition) if edition else (None, Freshness())
    if edition:
        viewed(edition, of=NAME)
    elif not form.there:
        view = to_come(STRATEGIES, clock.today())
    return show(
        "reporting/strategy.html",
        form=form,
        view=view,
        fresh=fresh,
        words=words,
        leads_to=leads_to,
        address=address_of(edition) if edition else {},
        as_known=_as_known(form),
    )


def _as_known(form: PeriodForm) -> str:
    """That some are being made now, or that there are none yet and when there will be."""
    if form.there:
        being_made = figures.being_made(viewer())
        return words.BEING_MADE.format(day=day_in_words(being_made)) if being_made else ""
    return words.NO_YEAR if there_are() else when_made(None, form.there)


def leads_to(row: OwnRow) -> str:
    """Where a figure stands: the page of its report, of the same days and as known on the same day."""
    if row.edition is None:
        return ""
    page = f"{url_for(page_of(row.edition.report))}?{urlencode(address_of(row.edition))}"
    return f"{page}#{row.below}" if row.below else page


@pages.get("/reports/strategy.csv")
@permit("report.strategy")
def strategy_csv() -> ResponseReturnValue:
    """Every figure, ours and published, line by line."""
    return csv_of(strategy_form(), STRATEGY, page="reporting.strategy")


@pages.get("/reports/strategy.xlsx")
@permit("report.strategy")
def strategy_xlsx() -> ResponseReturnValue:
    """Every part at a glance, our figures and the published ones, with the fingerprints of the figures taken."""
    return xlsx_of(strategy_form(), STRATEGY, page="reporting.strategy")


@pages.get("/reports/strategy.pdf")
@permit("report.strategy")
def strategy_pdf() -> ResponseReturnValue:
    """The page as a marked paper."""
    return pdf_of(strategy_form(), STRATEGY, page="reporting.strategy")


def strategy_form() -> PeriodForm:
    """The year of the address, among those of which any report has figures; each with its days as known on which."""
    there = {(each.days, each.as_at): each for each in there_are(*STRATEGIES.reports) if is_of_public_money(each.days)}
    return PeriodForm.asked(request.args, list(there.values()), (YEAR,))
