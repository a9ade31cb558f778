"""The report on treatment as page, picture, file and paper. Aggregates only."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit
from pathways.refusals import or_out_of_sight
from pathways.reporting.charts import contact as contact_charts
from pathways.reporting.documents.reports import TREATMENT
from pathways.reporting.forms.reports import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import treatment_parts, treatment_words
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import YEAR
from pathways.reporting.views.reports import (
    as_picture,
    csv_of,
    pages,
    pdf_of,
    read_figures,
    shown_on_page,
    there_are,
    when_made,
    width,
)
from pathways.ui.pages import show


@pages.get("/reports/treatment")
@permit("report.treatment")
def treatment() -> ResponseReturnValue:
    """How soon people are seen, how long they stay, and who comes back to custody, for a year of the address."""
    form = treatment_form()
    edition, report, fresh = shown_on_page(form, figures.treatment)
    return show(
        "reporting/treatment.html",
        form=form,
        report=report,
        fresh=fresh,
        words=treatment_words,
        parts=treatment_parts,
        drawn=contact_charts.of_contacts(report.contacts) if report else None,
        address=address_of(edition) if edition else {},
        as_known=when_made(edition, form.there),
    )


@pages.get(f"/charts/<any({contact_charts.CONTACT[0]!r}):name>.svg")
@permit("report.treatment")
def contact_chart(name: str) -> ResponseReturnValue:
    """The time to first contact as a picture, under the dates of its page."""
    report, _ = read_figures(figures.treatment, or_out_of_sight(treatment_form().edition()))
    chart = contact_charts.of_contacts(report.contacts, width())
    return as_picture(chart)


@pages.get("/reports/treatment.csv")
@permit("report.treatment")
def treatment_csv() -> ResponseReturnValue:
    """Every rate and class, line by line."""
    return csv_of(treatment_form(), TREATMENT, page="reporting.treatment")


@pages.get("/reports/treatment.pdf")
@permit("report.treatment")
def treatment_pdf() -> ResponseReturnValue:
    """The report as a marked paper."""
    return pdf_of(treatment_form(), TREATMENT, page="reporting.treatment")


def treatment_form() -> PeriodForm:
    """The year of the address."""
    return PeriodForm.asked(request.args, there_are(Report.TREATMENT), (YEAR,))
