"""The return on drug testing on arrest as page, file and paper. Aggregates only."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.reporting.documents import files, papers
from pathways.reporting.forms import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import testing_published, testing_words
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import QUARTER, YEAR
from pathways.reporting.views.reports import (
    as_pdf,
    back_to,
    csv_of,
    pages,
    read_figures,
    shown_on_page,
    there_are,
    when_made,
)
from pathways.ui.pages import show


@pages.get("/reports/drug-testing")
@permit("report.testing")
def testing() -> ResponseReturnValue:
    """Tests on arrest and positive tests, in the shape of the Home Office's tables, for a period of the address."""
    form = testing_form()
    edition, report, fresh = shown_on_page(form, figures.testing)
    return show(
        "reporting/testing.html",
        form=form,
        report=report,
        fresh=fresh,
        words=testing_words,
        published=testing_published,
        tables=testing_words.tables_of(report) if report else (),
        beside=testing_published.published_beside(report) if report else None,
        address=address_of(edition) if edition else {},
        as_known=when_made(edition, form.there),
    )


@pages.get("/reports/drug-testing.csv")
@permit("report.testing")
def testing_csv() -> ResponseReturnValue:
    """The return as table, measure, period and value. An address that makes no return goes back to the page."""
    return csv_of(testing_form(), figures.testing, files.testing_csv_lines, "drug-testing", page="reporting.testing")


@pages.get("/reports/drug-testing.pdf")
@permit("report.testing")
def testing_pdf() -> ResponseReturnValue:
    """The return as a marked paper. An address that makes no return goes back to the page, which says why."""
    edition = testing_form().edition()
    if edition is None:
        return back_to("reporting.testing")
    report, _ = read_figures(figures.testing, edition)
    beside = testing_published.published_beside(report)
    content = papers.testing_paper(report, beside, made_at=clock.now(), made_by=viewer().name)
    return as_pdf(content, edition, "drug-testing")


def testing_form() -> PeriodForm:
    """The quarter or year of the address."""
    return PeriodForm.asked(request.args, there_are(Report.TESTING), (QUARTER, YEAR))
