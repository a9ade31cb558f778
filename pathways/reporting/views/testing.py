"""The return on drug testing on arrest as page, file and paper. Aggregates only."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit
from pathways.reporting.documents.reports import TESTING
from pathways.reporting.forms.reports import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import testing_published, testing_words
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import QUARTER, YEAR
from pathways.reporting.views.reports import (
    csv_of,
    pages,
    pdf_of,
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
    """The return as table, measure, period and value."""
    return csv_of(testing_form(), TESTING, page="reporting.testing")


@pages.get("/reports/drug-testing.pdf")
@permit("report.testing")
def testing_pdf() -> ResponseReturnValue:
    """The return as a marked paper."""
    return pdf_of(testing_form(), TESTING, page="reporting.testing")


def testing_form() -> PeriodForm:
    """The quarter or year of the address."""
    return PeriodForm.asked(request.args, there_are(Report.TESTING), (QUARTER, YEAR))
