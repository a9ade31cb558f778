"""Services beside each other, for managers, and a provider's own beside the rest, for its manager."""

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.dates import day_in_words, london_date
from pathways.refusals import or_out_of_sight
from pathways.reporting.charts.by_service import BY_SERVICE, of_services
from pathways.reporting.documents import files, papers
from pathways.reporting.documents.reports import SERVICES
from pathways.reporting.forms.reports import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import by_service_words as words
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import YEAR
from pathways.reporting.views.reports import (
    as_csv,
    as_pdf,
    as_picture,
    back_to,
    csv_of,
    pages,
    pdf_of,
    read_figures,
    shown_on_page,
    there_are,
    viewed,
    when_made,
    width,
)
from pathways.ui.pages import show


@pages.get("/reports/services")
@permit("report.services")
def by_service() -> ResponseReturnValue:
    """How many engaged with each service, compared by size and in words, for a year that is in the address."""
    form = services_form(there_are(Report.SERVICES))
    edition, view, fresh = shown_on_page(form, figures.by_service)
    return show(
        "reporting/by_service.html",
        form=form,
        edition=edition,
        view=view,
        drawn=of_services(view) if view else None,
        fresh=fresh,
        words=words,
        as_known=when_made(edition, form.there),
        address=address_of(edition) if edition else {},
    )


@pages.get(f"/charts/<any({BY_SERVICE[0]!r}):name>.svg")
@permit("report.services")
def by_service_chart(name: str) -> ResponseReturnValue:
    """The services as a picture, under the dates of their page."""
    edition = or_out_of_sight(services_form(there_are(Report.SERVICES)).edition())
    view, _ = read_figures(figures.by_service, edition)
    return as_picture(of_services(view, width=width()))


@pages.get("/reports/services.csv")
@permit("report.services")
def by_service_csv() -> ResponseReturnValue:
    """A line for each figure of the page."""
    return csv_of(services_form(there_are(Report.SERVICES)), SERVICES, page="reporting.by_service")


@pages.get("/reports/services.pdf")
@permit("report.services")
def by_service_pdf() -> ResponseReturnValue:
    """The page as a marked paper."""
    return pdf_of(services_form(there_are(Report.SERVICES)), SERVICES, page="reporting.by_service")


@pages.get("/reports/own-services")
@permit("report.own_services")
def own_services() -> ResponseReturnValue:
    """A provider's own figures to the digit, and the rest where there are enough others."""
    form = services_form(figures.years_of_services(viewer()))
    edition = form.edition()
    if edition:
        viewed(edition, of="own services")
    return show(
        "reporting/own_services.html",
        form=form,
        edition=edition,
        view=figures.own_services(viewer(), edition) if edition else None,
        words=words,
        as_known=_own_made(edition, is_there=bool(form.there)),
        address=address_of(edition) if edition else {},
    )


def _own_made(edition: Edition | None, *, is_there: bool) -> str:
    """When a provider's own figures were made; where there are none of any year, when the first ones are."""
    if edition is not None:
        made_on = london_date(figures.own_made(viewer(), edition).at)
        return f"Made on {day_in_words(made_on)}. They stay as they are."
    return "" if is_there else words.NOT_MADE


@pages.get("/reports/own-services.csv")
@permit("report.own_services")
def own_services_csv() -> ResponseReturnValue:
    """The same as a file. An address that names no figures goes back to the page."""
    edition = services_form(figures.years_of_services(viewer())).edition()
    if edition is None:
        return back_to("reporting.own_services")
    lines = files.own_services_csv_lines(figures.own_services(viewer(), edition))
    return as_csv(lines, edition, "own-services", of="own services")


@pages.get("/reports/own-services.pdf")
@permit("report.own_services")
def own_services_pdf() -> ResponseReturnValue:
    """The same as a marked paper. An address that names no figures goes back to the page."""
    edition = services_form(figures.years_of_services(viewer())).edition()
    if edition is None:
        return back_to("reporting.own_services")
    view = figures.own_services(viewer(), edition)
    content = papers.own_services_paper(view, edition, made_at=clock.now(), made_by=viewer().name)
    return as_pdf(content, edition, "own-services", of="own services")


def services_form(there: Sequence[Edition]) -> PeriodForm:
    """The year of the address, among these."""
    return PeriodForm.asked(request.args, there, (YEAR,))
