"""Fairness of disposals, as page, picture, file and paper. Aggregates only."""

from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.refusals import OutOfSight
from pathways.reporting import charts, documents, downloads, queries
from pathways.reporting.forms import FairnessForm, fairness_address
from pathways.reporting.rules import fairness as rules
from pathways.reporting.rules.fairness import Breakdown
from pathways.reporting.views.blueprint import last_two_years, pages, viewed, width
from pathways.ui.pages import hand_over, show


@pages.get("/reports/fairness")
@permit("report.fairness")
def fairness() -> ResponseReturnValue:
    """One outcome by ethnicity, sex, age and area, for a period and a basis that are in the address."""
    form = FairnessForm.asked(request.args, last_two_years())
    asked = form.asked_for()
    report = queries.fairness(viewer(), asked.period, asked.basis) if asked else None
    if asked:
        viewed("fairness", asked.period)
    return show(
        "reporting/fairness.html",
        form=form,
        report=report,
        rules=rules,
        outcome=asked.outcome if asked else None,
        drawn=charts.all_of_fairness(report, asked.outcome) if asked and report else (),
        address=fairness_address(asked) if asked else {},
    )


@pages.get(f"/charts/<any{charts.FAIRNESS}:name>.svg")
@permit("report.fairness")
def fairness_chart(name: str) -> ResponseReturnValue:
    """One breakdown as a picture, under the address of its page. Raises OutOfSight where there is nothing to draw."""
    asked = FairnessForm.asked(request.args, last_two_years()).asked_for()
    if asked is None:
        raise OutOfSight
    report = queries.fairness(viewer(), asked.period, asked.basis)
    breakdown = Breakdown(name.removeprefix("fairness-"))
    chart = charts.of_fairness(report, breakdown, asked.outcome, width())
    if chart is None:
        raise OutOfSight
    return hand_over(chart.svg(), kind="image/svg+xml")


@pages.get("/reports/fairness.csv")
@permit("report.fairness")
def fairness_csv() -> ResponseReturnValue:
    """Every outcome by every breakdown. An address that makes no report goes back to the page, which says why."""
    asked = FairnessForm.asked(request.args, last_two_years()).asked_for()
    if asked is None:
        return _back_to_the_page()
    lines = downloads.fairness_csv_lines(queries.fairness(viewer(), asked.period, asked.basis))
    content = "".join(lines).encode()
    viewed("fairness", asked.period, action="export.downloaded", content=content, rows=len(lines) - 1)
    name = f"fairness-{asked.period.from_on}-{asked.period.to_on}.csv"
    return hand_over(content, kind="text/csv; charset=utf-8", name=name)


@pages.get("/reports/fairness.pdf")
@permit("report.fairness")
def fairness_pdf() -> ResponseReturnValue:
    """The outcome of the page as a marked paper. An address that makes no report goes back to the page."""
    asked = FairnessForm.asked(request.args, last_two_years()).asked_for()
    if asked is None:
        return _back_to_the_page()
    report = queries.fairness(viewer(), asked.period, asked.basis)
    drawn = charts.all_of_fairness(report, asked.outcome)
    content = documents.fairness_paper(report, asked.outcome, drawn, made_at=clock.now(), made_by=viewer().name)
    viewed("fairness", asked.period, action="document.downloaded", content=content)
    name = f"fairness-{asked.period.from_on}-{asked.period.to_on}.pdf"
    return hand_over(content, kind="application/pdf", name=name)


def _back_to_the_page() -> ResponseReturnValue:
    return redirect(f"{url_for('reporting.fairness')}?{urlencode(list(request.args.items(multi=True)))}")
