"""The report on recovery as page, file and paper. Aggregates only."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit
from pathways.reporting.documents.reports import RECOVERY
from pathways.reporting.forms.reports import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import recovery_words, treatment_parts
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import YEAR
from pathways.reporting.views.reports import (
    csv_of,
    pages,
    pdf_of,
    shown_on_page,
    there_are,
    when_made,
)
from pathways.ui.pages import show


@pages.get("/reports/recovery")
@permit("report.recovery")
def recovery() -> ResponseReturnValue:
    """Who completed treatment and began again, who was seen after custody, naloxone and peers, for a year."""
    form = recovery_form()
    edition, report, fresh = shown_on_page(form, figures.recovery)
    return show(
        "reporting/recovery.html",
        form=form,
        report=report,
        fresh=fresh,
        words=recovery_words,
        parts=treatment_parts,
        address=address_of(edition) if edition else {},
        as_known=when_made(edition, form.there),
    )


@pages.get("/reports/recovery.csv")
@permit("report.recovery")
def recovery_csv() -> ResponseReturnValue:
    """Every rate and class, line by line."""
    return csv_of(recovery_form(), RECOVERY, page="reporting.recovery")


@pages.get("/reports/recovery.pdf")
@permit("report.recovery")
def recovery_pdf() -> ResponseReturnValue:
    """The report as a marked paper."""
    return pdf_of(recovery_form(), RECOVERY, page="reporting.recovery")


def recovery_form() -> PeriodForm:
    """The year of the address."""
    return PeriodForm.asked(request.args, there_are(Report.RECOVERY), (YEAR,))
