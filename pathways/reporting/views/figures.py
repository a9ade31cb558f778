"""The overview and the ARC report, as page, picture, file and paper. Aggregates only."""

from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.refusals import OutOfSight
from pathways.reporting import charts, documents, downloads, queries, rules
from pathways.reporting.forms import PeriodForm, address_of
from pathways.reporting.rules import ArcReport, Period
from pathways.reporting.views.blueprint import last_two_years, pages, viewed, width
from pathways.ui.pages import hand_over, show


@pages.get("/overview")
@permit("overview.read")
def overview() -> ResponseReturnValue:
    """Two funnels of people for a period that is in the address."""
    form = PeriodForm.asked(request.args, last_two_years())
    period = form.period()
    views = queries.overview(viewer(), period) if period else ()
    drawn = [(view, charts.of_funnel(view)) for view in views]
    if period:
        viewed("overview", period)
    return show(
        "reporting/overview.html", form=form, period=period, drawn=drawn, address=address_of(period) if period else {}
    )


@pages.get(f"/charts/<any{charts.FUNNELS}:name>.svg")
@permit("overview.read")
def funnel_chart(name: str) -> ResponseReturnValue:
    """One funnel as a picture, under the dates of its page."""
    period = _asked_for(last_two_years())
    view = next(each for each in queries.overview(viewer(), period) if each.name == name)
    chart = charts.of_funnel(view, width())
    if chart.drawing is None:
        raise OutOfSight
    return hand_over(chart.svg(), kind="image/svg+xml")


@pages.get("/reports/arc")
@permit("report.arc")
def arc() -> ResponseReturnValue:
    """The ARC report for any period."""
    form = PeriodForm.asked(request.args, _all_on_record())
    period = form.period()
    report = _arc_report(period) if period else None
    use, substances = charts.both_of_arc(report) if report else (None, None)
    if period:
        viewed("arc", period)
    return show(
        "reporting/arc.html",
        form=form,
        report=report,
        rules=rules,
        use=use,
        substances=substances,
        address=address_of(period) if period else {},
    )


@pages.get(f"/charts/<any{charts.ARC}:name>.svg")
@permit("report.arc")
def arc_chart(name: str) -> ResponseReturnValue:
    """One chart of the ARC report as a picture, under the dates of its page."""
    chart = charts.of_arc(_arc_report(_asked_for(_all_on_record())), name, width())
    if chart is None or chart.drawing is None:
        raise OutOfSight
    return hand_over(chart.svg(), kind="image/svg+xml")


@pages.get("/reports/arc.csv")
@permit("report.arc")
def arc_csv() -> ResponseReturnValue:
    """The ARC report as measure and count. Dates that make no report go back to the page, which says why."""
    period = PeriodForm.asked(request.args, _all_on_record()).period()
    if period is None:
        return _back_to_the_page()
    lines = downloads.arc_lines(_arc_report(period))
    content = "".join(lines).encode()
    viewed("arc", period, action="export.downloaded", content=content, rows=len(lines) - 1)
    return hand_over(content, kind="text/csv; charset=utf-8", name=f"arc-{period.from_on}-{period.to_on}.csv")


@pages.get("/reports/arc.pdf")
@permit("report.arc")
def arc_pdf() -> ResponseReturnValue:
    """The ARC report as a marked paper. Dates that make no report go back to the page, which says why."""
    period = PeriodForm.asked(request.args, _all_on_record()).period()
    if period is None:
        return _back_to_the_page()
    report = _arc_report(period)
    use, substances = charts.both_of_arc(report)
    content = documents.arc_paper(report, use=use, substances=substances, made_at=clock.now(), made_by=viewer().name)
    viewed("arc", period, action="document.downloaded", content=content)
    return hand_over(content, kind="application/pdf", name=f"arc-{period.from_on}-{period.to_on}.pdf")


def _arc_report(period: Period) -> ArcReport:
    return rules.arc_report(queries.arc_cohort(viewer(), period.from_on, period.to_on, period.as_at))


def _back_to_the_page() -> ResponseReturnValue:
    return redirect(f"{url_for('reporting.arc')}?{urlencode(list(request.args.items(multi=True)))}")


def _all_on_record() -> Period:
    today = clock.today()
    first = queries.first_assessed_on(viewer()) or today.replace(month=1, day=1)
    return Period(from_on=min(first, today), to_on=today, as_at=today)


def _asked_for(usual: Period) -> Period:
    """The dates of a picture's address. Raises OutOfSight for dates that make no report: there is no such picture."""
    period = PeriodForm.asked(request.args, usual).period()
    if period is None:
        raise OutOfSight
    return period
