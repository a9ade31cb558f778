"""The ARC report as page, picture, file and paper. Aggregates only."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit
from pathways.refusals import or_out_of_sight
from pathways.reporting.charts import arc as arc_charts
from pathways.reporting.documents.reports import ARC
from pathways.reporting.forms.reports import PeriodForm, address_of
from pathways.reporting.queries import figures
from pathways.reporting.rules import arc_words
from pathways.reporting.rules.editions import YEARS_TOGETHER, Report
from pathways.reporting.rules.periods import QUARTER, YEAR
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


@pages.get("/reports/arc")
@permit("report.arc")
def arc() -> ResponseReturnValue:
    """The ARC report for a period that is in the address."""
    form = arc_form()
    edition, report, fresh = shown_on_page(form, figures.arc)
    use, substances = arc_charts.both_of_arc(report) if report else (None, None)
    return show(
        "reporting/arc.html",
        form=form,
        report=report,
        fresh=fresh,
        words=arc_words,
        use=use,
        substances=substances,
        address=address_of(edition) if edition else {},
        as_known=when_made(edition, form.there),
    )


@pages.get(f"/charts/<any{arc_charts.ARC}:name>.svg")
@permit("report.arc")
def arc_chart(name: str) -> ResponseReturnValue:
    """One chart of the ARC report as a picture, under the dates of its page."""
    report, _ = read_figures(figures.arc, or_out_of_sight(arc_form().edition()))
    chart = arc_charts.of_arc(report, name, width())
    return as_picture(chart)


@pages.get("/reports/arc.csv")
@permit("report.arc")
def arc_csv() -> ResponseReturnValue:
    """The ARC report as measure and count."""
    return csv_of(arc_form(), ARC, page="reporting.arc")


@pages.get("/reports/arc.pdf")
@permit("report.arc")
def arc_pdf() -> ResponseReturnValue:
    """The ARC report as a marked paper."""
    return pdf_of(arc_form(), ARC, page="reporting.arc")


def arc_form() -> PeriodForm:
    """The period of the address."""
    return PeriodForm.asked(request.args, there_are(Report.ARC), (YEARS_TOGETHER, YEAR, QUARTER))
