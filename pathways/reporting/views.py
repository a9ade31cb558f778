"""The manager's reports (overview, ARC, fairness, drug testing) as page, picture, file and paper. Aggregates only."""

import hashlib
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.documents.chart import Chart
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.reporting import documents
from pathways.reporting.charts import arc as arc_charts
from pathways.reporting.charts import areas as area_charts
from pathways.reporting.charts import dots
from pathways.reporting.charts import fairness as fairness_charts
from pathways.reporting.charts import funnels as funnel_charts
from pathways.reporting.forms import (
    FairnessAsked,
    FairnessForm,
    OverviewForm,
    PeriodForm,
    ReturnForm,
    address_of,
    fairness_address,
    shared_address,
)
from pathways.reporting.queries import arc as arc_queries
from pathways.reporting.queries import counting
from pathways.reporting.queries import testing as testing_queries
from pathways.reporting.rules import arc_words, fairness_tables, fairness_words, testing_words
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.fairness import Breakdown
from pathways.reporting.rules.fairness_tables import Fairness
from pathways.reporting.rules.metrics import terms_of
from pathways.reporting.rules.overview import CANNOT, Overview, areas_note
from pathways.reporting.rules.periods import period_of, usual_periods, years_from
from pathways.reporting.rules.progress import AreasView, compared_in_words
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.store.standby import Freshness, read
from pathways.ui.pages import hand_over, show

pages = Blueprint("reporting", __name__)


def two_years() -> Period:
    """The period of a page whose address names none: this year so far and the one before."""
    today = clock.today()
    return period_of(years_from(today.replace(year=today.year - 1, day=1), today), today)


def width() -> int:
    """The width that a picture's address asks for, if it is one of those that are drawn."""
    asked = request.args.get("w", type=int)
    return asked if asked in dots.WIDTHS else dots.WIDTHS[0]


def viewed(report: str, period: Period, action: str = "report.viewed", content: bytes = b"", rows: int = 0) -> None:
    """Record who saw which figures; for a file also how many lines it has and its hash. No person is named."""
    file = {"sha256": hashlib.sha256(content).hexdigest(), "rows": rows} if content else {}
    audit.administered(viewer(), action, viewer().organisation_id, report=report, **address_of(period), **file)


def _file_name(report: str, period: Period, kind: str) -> str:
    """What a file is called: two of one period, as known on two days, do not lie over each other."""
    return f"{report}-{period.from_on}-{period.to_on}-as-known-{period.as_at}.{kind}"


# Fairness of disposals, as page, picture, file and paper.


@pages.get("/reports/fairness")
@permit("report.fairness")
def fairness() -> ResponseReturnValue:
    """One outcome by ethnicity, sex, age and area, for a period and a basis that are in the address."""
    form = FairnessForm.asked(request.args, two_years())
    asked = form.asked_for()
    report, fresh = _fairness(asked) if asked else (None, Freshness())
    if asked:
        viewed("fairness", asked.period)
    return show(
        "reporting/fairness.html",
        form=form,
        report=report,
        fresh=fresh,
        tables=fairness_tables,
        words=fairness_words,
        outcome=asked.outcome if asked else None,
        drawn=fairness_charts.all_of_fairness(report, asked.outcome) if asked and report else (),
        address=fairness_address(asked) if asked else {},
    )


@pages.get(f"/charts/<any{fairness_charts.FAIRNESS}:name>.svg")
@permit("report.fairness")
def fairness_chart(name: str) -> ResponseReturnValue:
    """One breakdown as a picture, under the address of its page. Raises OutOfSight where there is nothing to draw."""
    asked = or_out_of_sight(FairnessForm.asked(request.args, two_years()).asked_for())
    report, _ = _fairness(asked)
    breakdown = Breakdown(name.removeprefix("fairness-"))
    chart = or_out_of_sight(fairness_charts.of_fairness(report, breakdown, asked.outcome, width()))
    return hand_over(chart.svg(), kind="image/svg+xml")


@pages.get("/reports/fairness.csv")
@permit("report.fairness")
def fairness_csv() -> ResponseReturnValue:
    """Every outcome by every breakdown. An address that makes no report goes back to the page, which says why."""
    asked = FairnessForm.asked(request.args, two_years()).asked_for()
    if asked is None:
        return _back_to_fairness()
    report, _ = _fairness(asked)
    lines = documents.fairness_csv_lines(report)
    content = "".join(lines).encode()
    viewed("fairness", asked.period, action="export.downloaded", content=content, rows=len(lines) - 1)
    name = _file_name("fairness", asked.period, "csv")
    return hand_over(content, kind="text/csv; charset=utf-8", name=name)


@pages.get("/reports/fairness.pdf")
@permit("report.fairness")
def fairness_pdf() -> ResponseReturnValue:
    """The outcome of the page as a marked paper. An address that makes no report goes back to the page."""
    asked = FairnessForm.asked(request.args, two_years()).asked_for()
    if asked is None:
        return _back_to_fairness()
    report, _ = _fairness(asked)
    drawn = fairness_charts.all_of_fairness(report, asked.outcome)
    content = documents.fairness_paper(report, asked.outcome, drawn, made_at=clock.now(), made_by=viewer().name)
    viewed("fairness", asked.period, action="document.downloaded", content=content)
    name = _file_name("fairness", asked.period, "pdf")
    return hand_over(content, kind="application/pdf", name=name)


def _fairness(asked: FairnessAsked) -> tuple[Fairness, Freshness]:
    looking = viewer()
    return read(lambda: counting.fairness(looking, asked.period, asked.basis))


def _back_to_fairness() -> ResponseReturnValue:
    return redirect(f"{url_for('reporting.fairness')}?{urlencode(list(request.args.items(multi=True)))}")


# The overview and the ARC report, as page, picture, file and paper.


@pages.get("/overview")
@permit("overview.read")
def overview() -> ResponseReturnValue:
    """What is asked first, two funnels of people, and the areas, for a period that is in the address."""
    usual = two_years()
    form = OverviewForm.asked(request.args, usual)
    form.offer(counting.areas_of(usual.last_on))
    period = form.period()
    seen, fresh = _overview(period) if period else (None, Freshness())
    if period:
        viewed("overview", period)
    return show(
        "reporting/overview.html",
        form=form,
        period=period,
        seen=seen,
        drawn=[(view, funnel_charts.of_funnel(view)) for view in seen.funnels] if seen else (),
        areas=_areas_chart(seen) if seen else None,
        pair=compared_in_words(seen.areas, *_pair(form, seen.areas)) if seen else "",
        cannot=CANNOT,
        metrics=tuple(terms_of(period.from_on)) if period else (),
        periods=[(name, each, shared_address(each) | form.areas) for name, each in usual_periods(clock.today())],
        fresh=fresh,
        address=shared_address(period) | form.areas if period else {},
    )


def _pair(form: OverviewForm, areas: AreasView) -> tuple[str, str]:
    """The codes of the two areas that are compared: those of the address, else the largest two. The form shows them."""
    chosen = form.compare.data, form.beside.data
    if not all(chosen):
        form.compare.data, form.beside.data = areas.largest
        return areas.largest
    return chosen[0].value, chosen[1].value


@pages.get(f"/charts/<any{funnel_charts.FUNNELS}:name>.svg")
@permit("overview.read")
def funnel_chart(name: str) -> ResponseReturnValue:
    """One funnel as a picture, under the dates of its page."""
    seen, _ = _overview(_asked_for(two_years()))
    view = next(each for each in seen.funnels if each.name == name)
    chart = funnel_charts.of_funnel(view, width())
    if chart.drawing is None:
        raise OutOfSight
    return hand_over(chart.svg(), kind="image/svg+xml")


@pages.get(f"/charts/<any({area_charts.AREAS[0]!r}):name>.svg")
@permit("overview.read")
def areas_chart(name: str) -> ResponseReturnValue:
    """The areas as a picture, under the dates of its page."""
    seen, _ = _overview(_asked_for(two_years()))
    chart = _areas_chart(seen, width())
    if chart.drawing is None:
        raise OutOfSight
    return hand_over(chart.svg(), kind="image/svg+xml")


def _areas_chart(seen: Overview, wide: int = dots.WIDTHS[0]) -> Chart:
    return area_charts.of_areas(seen.areas, title="Engaged, by area", note=areas_note(seen), width=wide)


def _overview(period: Period) -> tuple[Overview, Freshness]:
    looking = viewer()
    return read(lambda: counting.overview(looking, period))


@pages.get("/reports/arc")
@permit("report.arc")
def arc() -> ResponseReturnValue:
    """The ARC report for a period that is in the address."""
    form = PeriodForm.asked(request.args, _all_on_record())
    period = form.period()
    report, fresh = _arc_report(period) if period else (None, Freshness())
    use, substances = arc_charts.both_of_arc(report) if report else (None, None)
    if period:
        viewed("arc", period)
    return show(
        "reporting/arc.html",
        form=form,
        report=report,
        fresh=fresh,
        words=arc_words,
        use=use,
        substances=substances,
        address=shared_address(period) if period else {},
    )


@pages.get(f"/charts/<any{arc_charts.ARC}:name>.svg")
@permit("report.arc")
def arc_chart(name: str) -> ResponseReturnValue:
    """One chart of the ARC report as a picture, under the dates of its page."""
    report, _ = _arc_report(_asked_for(_all_on_record()))
    chart = arc_charts.of_arc(report, name, width())
    if chart is None or chart.drawing is None:
        raise OutOfSight
    return hand_over(chart.svg(), kind="image/svg+xml")


@pages.get("/reports/arc.csv")
@permit("report.arc")
def arc_csv() -> ResponseReturnValue:
    """The ARC report as measure and count. Dates that make no report go back to the page, which says why."""
    period = PeriodForm.asked(request.args, _all_on_record()).period()
    if period is None:
        return _back_to_arc()
    report, _ = _arc_report(period)
    lines = documents.arc_lines(report)
    content = "".join(lines).encode()
    viewed("arc", period, action="export.downloaded", content=content, rows=len(lines) - 1)
    return hand_over(content, kind="text/csv; charset=utf-8", name=_file_name("arc", period, "csv"))


@pages.get("/reports/arc.pdf")
@permit("report.arc")
def arc_pdf() -> ResponseReturnValue:
    """The ARC report as a marked paper. Dates that make no report go back to the page, which says why."""
    period = PeriodForm.asked(request.args, _all_on_record()).period()
    if period is None:
        return _back_to_arc()
    report, _ = _arc_report(period)
    use, substances = arc_charts.both_of_arc(report)
    content = documents.arc_paper(report, use=use, substances=substances, made_at=clock.now(), made_by=viewer().name)
    viewed("arc", period, action="document.downloaded", content=content)
    return hand_over(content, kind="application/pdf", name=_file_name("arc", period, "pdf"))


def _arc_report(period: Period) -> tuple[ArcReport, Freshness]:
    looking = viewer()
    return read(lambda: counting.arc(looking, period))


def _back_to_arc() -> ResponseReturnValue:
    return redirect(f"{url_for('reporting.arc')}?{urlencode(list(request.args.items(multi=True)))}")


def _all_on_record() -> Period:
    """The years since the first assessment."""
    today = clock.today()
    return period_of(years_from(arc_queries.first_assessed_on(viewer()) or today, today), today)


# The return on drug testing on arrest, as page and file.


@pages.get("/reports/drug-testing")
@permit("report.testing")
def testing() -> ResponseReturnValue:
    """Tests on arrest and positive tests, in the shape of the Home Office's tables, for a period of the address."""
    form = ReturnForm.asked(request.args, _last_quarter())
    period = form.period()
    report, fresh = _testing(period) if period else (None, Freshness())
    if period:
        viewed("testing", period)
    return show(
        "reporting/testing.html",
        form=form,
        report=report,
        fresh=fresh,
        words=testing_words,
        address=shared_address(period) if period else {},
    )


@pages.get("/reports/drug-testing.csv")
@permit("report.testing")
def testing_csv() -> ResponseReturnValue:
    """The return as table, measure, period and value. An address that makes no return goes back to the page."""
    period = ReturnForm.asked(request.args, _last_quarter()).period()
    if period is None:
        return redirect(f"{url_for('reporting.testing')}?{urlencode(list(request.args.items(multi=True)))}")
    report, _ = _testing(period)
    lines = documents.testing_csv_lines(report)
    content = "".join(lines).encode()
    viewed("testing", period, action="export.downloaded", content=content, rows=len(lines) - 1)
    name = _file_name("drug-testing", period, "csv")
    return hand_over(content, kind="text/csv; charset=utf-8", name=name)


def _testing(period: Period) -> tuple[DrugTestingReturn, Freshness]:
    looking = viewer()
    return read(lambda: testing_queries.testing(looking, period))


def _last_quarter() -> Period:
    return dict(usual_periods(clock.today()))["Last quarter"]


def _asked_for(usual: Period) -> Period:
    """The dates of a picture's address. Raises OutOfSight for dates that make no report: there is no such picture."""
    return or_out_of_sight(PeriodForm.asked(request.args, usual).period())
