"""The list of the manager's reports; overview and fairness as page, picture, file and paper. Aggregates only."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.roles import Viewer
from pathways.dates import london_date
from pathways.documents.chart import Chart
from pathways.exports import CSV, XLSX
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.reporting.charts import areas as area_charts
from pathways.reporting.charts import dots
from pathways.reporting.charts import fairness as fairness_charts
from pathways.reporting.charts import funnels as funnel_charts
from pathways.reporting.charts import trend as trend_charts
from pathways.reporting.documents import files
from pathways.reporting.documents.reports import OVERVIEW, ReportFiles, Signed, fairness_files, overview_files
from pathways.reporting.forms.reports import FairnessForm, OverviewForm, PeriodForm, address_of
from pathways.reporting.queries import figures, showings
from pathways.reporting.rules import fairness_tables, fairness_words, overview_words
from pathways.reporting.rules.contents import ReportContents, file_name
from pathways.reporting.rules.editions import Edition, Report, newest_of, none_yet_in_words
from pathways.reporting.rules.fairness import NOT_RECORDED, Breakdown
from pathways.reporting.rules.journeys import ENGAGED, STARTED
from pathways.reporting.rules.metrics import terms_of
from pathways.reporting.rules.overview import CANNOT, Overview
from pathways.reporting.rules.periods import QUARTER, YEAR
from pathways.reporting.rules.progress import AreasView
from pathways.reporting.rules.report_pages import by_part
from pathways.store.standby import Freshness, read
from pathways.ui.pages import hand_over, show

View = TypeVar("View")
pages = Blueprint("reporting", __name__)


def width() -> int:
    """The width that a picture's address asks for, if it is one of those that are drawn."""
    asked = request.args.get("w", type=int)
    return asked if asked in dots.WIDTHS else dots.WIDTHS[0]


def viewed(
    edition: Edition, action: str = "report.viewed", content: bytes = b"", rows: int = 0, *, of: str = ""
) -> None:
    """Record who saw which figures, on a page `of` its own where they have several; for a file also how many lines it
    has and its hash. No person is named."""
    file = {"sha256": hashlib.sha256(content).hexdigest(), "rows": rows} if content else {}
    seen = {"report": of or edition.report.value, **address_of(edition)}
    audit.administered(viewer(), action, viewer().organisation_id, **seen, **file)


def there_are(*reports: Report) -> list[Edition]:
    """The figures that there are of these reports."""
    return figures.editions_made(viewer(), *reports)


def when_made(edition: Edition | None, there: Sequence[Edition]) -> str:
    """When figures were made, and when others will be; where there are none yet, when the first ones are made."""
    if edition is not None:
        return edition.said_of(london_date(figures.made(viewer(), edition).at))
    if there:
        return ""
    under_way = current_app.extensions["import_under_way"]()
    return none_yet_in_words(clock.today(), figures.being_made(viewer()), under_way)


def back_to(page: str) -> ResponseReturnValue:
    """Where an address names no figures: the page, which says why."""
    return redirect(f"{url_for(page)}?{urlencode(list(request.args.items(multi=True)))}")


def as_csv(lines: Sequence[str], edition: Edition, name: str, *, of: str = "") -> ResponseReturnValue:
    """These lines, with their head, as a file; recorded as `viewed` has it."""
    content = "".join(lines).encode()
    viewed(edition, action="export.downloaded", content=content, rows=len(lines) - 1, of=of)
    return hand_over(content, kind=CSV, name=file_name(name, edition.days, edition.as_at, "csv"))


def as_xlsx(
    contents: ReportContents, edition: Edition, name: str, fingerprints: Iterable[str], *, of: str = ""
) -> ResponseReturnValue:
    """What a report tells as a workbook; recorded as `viewed` has it."""
    content = files.report_workbook(contents, edition, fingerprints, **vars(signed()))
    viewed(edition, action="export.downloaded", content=content, rows=contents.lines, of=of)
    return hand_over(content, kind=XLSX, name=file_name(name, edition.days, edition.as_at, "xlsx"))


def csv_of(form: PeriodForm, report: ReportFiles[View], *, page: str) -> ResponseReturnValue:
    """What a page shows as lines. An address that names no figures goes back to the page, which says why."""
    edition = form.edition()
    if edition is None:
        return back_to(page)
    view, _ = read_figures(report.read, edition)
    return as_csv(report.lines(view, edition), edition, report.name, of=report.logged)


def xlsx_of(form: PeriodForm, report: ReportFiles[View], *, page: str) -> ResponseReturnValue:
    """What a page shows as a workbook. An address that names no figures goes back to the page, which says why."""
    edition = form.edition()
    if edition is None:
        return back_to(page)
    view, _ = read_figures(report.read, edition)
    fingerprints = report.fingerprints_of(viewer(), view, edition)
    return as_xlsx(report.contents(view, edition), edition, report.name, fingerprints, of=report.logged)


def pdf_of(form: PeriodForm, report: ReportFiles[View], *, page: str) -> ResponseReturnValue:
    """What a page shows as a marked paper. An address that names no figures goes back to the page, which says why."""
    edition = form.edition()
    if edition is None:
        return back_to(page)
    view, _ = read_figures(report.read, edition)
    return as_pdf(report.paper(view, edition, signed()), edition, report.name, of=report.logged)


def signed() -> Signed:
    """The viewer, and now."""
    return Signed(made_at=clock.now(), made_by=viewer().name)


def as_pdf(content: bytes, edition: Edition, name: str, *, of: str = "") -> ResponseReturnValue:
    """This paper as a file; recorded as `viewed` has it."""
    viewed(edition, action="document.downloaded", content=content, of=of)
    return hand_over(content, kind="application/pdf", name=file_name(name, edition.days, edition.as_at, "pdf"))


def as_picture(chart: Chart | None) -> ResponseReturnValue:
    """A chart by itself. Raises OutOfSight where nothing may be drawn."""
    if chart is None or chart.drawing is None:
        raise OutOfSight
    return hand_over(chart.svg(), kind="image/svg+xml")


def shown_on_page(
    form: PeriodForm, asked: Callable[[Viewer, Edition], View]
) -> tuple[Edition | None, View | None, Freshness]:
    """The figures that a page's address names, in the log as `viewed` has it; where it names none, nothing."""
    edition = form.edition()
    if edition is None:
        return None, None, Freshness()
    report, fresh = read_figures(asked, edition)
    viewed(edition)
    return edition, report, fresh


def read_figures(asked: Callable[[Viewer, Edition], View], edition: Edition) -> tuple[View, Freshness]:
    """What is asked of these figures, and how fresh the copy is that answered."""
    looking = viewer()
    return read(lambda: asked(looking, edition))


@pages.get("/reports")
@permit("report.list")
def all_reports() -> ResponseReturnValue:
    """Which report answers which question. It holds no figures."""
    return show("reporting/all_reports.html", parts=by_part())


# Fairness of disposals, as page, picture, file and paper.


@pages.get("/reports/fairness")
@permit("report.fairness")
def fairness() -> ResponseReturnValue:
    """One outcome by ethnicity, sex, age and area, for a period that is in the address."""
    form = fairness_form()
    edition, report, fresh = shown_on_page(form, figures.fairness)
    outcome = form.outcome.data
    return show(
        "reporting/fairness.html",
        form=form,
        report=report,
        fresh=fresh,
        tables=fairness_tables,
        words=fairness_words,
        outcome=outcome,
        drawn=fairness_charts.all_of_fairness(report, outcome) if report else (),
        address=address_of(edition) | {"outcome": outcome.value} if edition else {},
        as_known=when_made(edition, form.there),
    )


@pages.get(f"/charts/<any{fairness_charts.FAIRNESS}:name>.svg")
@permit("report.fairness")
def fairness_chart(name: str) -> ResponseReturnValue:
    """One breakdown as a picture, under the address of its page. Raises OutOfSight where there is nothing to draw."""
    form = fairness_form()
    report, _ = read_figures(figures.fairness, or_out_of_sight(form.edition()))
    breakdown = Breakdown(name.removeprefix("fairness-"))
    chart = or_out_of_sight(fairness_charts.of_fairness(report, breakdown, form.outcome.data, width()))
    return hand_over(chart.svg(), kind="image/svg+xml")


@pages.get("/reports/fairness.csv")
@permit("report.fairness")
def fairness_csv() -> ResponseReturnValue:
    """Every outcome by every breakdown."""
    form = fairness_form()
    return csv_of(form, fairness_files(form.outcome.data), page="reporting.fairness")


@pages.get("/reports/fairness.pdf")
@permit("report.fairness")
def fairness_pdf() -> ResponseReturnValue:
    """The outcome of the page as a marked paper."""
    form = fairness_form()
    return pdf_of(form, fairness_files(form.outcome.data), page="reporting.fairness")


def fairness_form() -> FairnessForm:
    """The year and outcome of the address."""
    return FairnessForm.asked(request.args, there_are(Report.FAIRNESS), (YEAR, QUARTER))


# The overview, as page, picture, file and paper.


@pages.get("/overview")
@permit("overview.read")
def overview() -> ResponseReturnValue:
    """What is asked first, two funnels of people, and the areas, for a period that is in the address."""
    form = overview_form()
    edition, seen, fresh = shown_on_page(form, figures.overview)
    return show(
        "reporting/overview.html",
        form=form,
        edition=edition,
        seen=seen,
        drawn=[(view, funnel_charts.of_funnel(view)) for view in seen.funnels] if seen else (),
        areas=area_charts.areas_of_overview(seen) if seen else None,
        pair=pair_in_words(form, seen) if seen else (),
        trend=trend_charts.trend_of_overview(seen) if seen else None,
        cannot=CANNOT,
        words=overview_words,
        metrics=tuple(terms_of(edition.days.from_on, STARTED, ENGAGED)) if edition else (),
        waiting=showings.waiting(viewer()),
        newest=(newest := [(name, each, address_of(each) | form.areas) for name, each in newest_of(form.there)]),
        asked_of=form.areas_asked,
        over_a_year=next(((each, dates) for _, each, dates in newest if each.days.months == YEAR), None),
        fresh=fresh,
        as_known=when_made(edition, form.there),
        address=address_of(edition) | form.areas if edition else {},
    )


def overview_form() -> OverviewForm:
    """The period of the address, and the two areas to compare."""
    form = OverviewForm.asked(request.args, there_are(Report.OVERVIEW), (QUARTER, YEAR))
    form.offer(area for area in figures.areas_of(clock.today()) if area.value != NOT_RECORDED)
    return form


def pair_in_words(form: OverviewForm, seen: Overview) -> tuple[str, ...]:
    """How the two areas of the form compare, and which they are where nobody chose them."""
    were_asked = bool(form.compare.data and form.beside.data)
    return overview_words.pair_in_words(seen, _pair(form, seen.areas), were_asked=were_asked)


def _pair(form: OverviewForm, areas: AreasView) -> tuple[str, str]:
    """The codes of the two areas that are compared: those of the address, else the largest two. The form shows them."""
    chosen = form.compare.data, form.beside.data
    if not all(chosen):
        form.compare.data, form.beside.data = areas.largest
        return areas.largest
    return chosen[0].value, chosen[1].value


@pages.get("/overview.csv")
@permit("overview.read")
def overview_csv() -> ResponseReturnValue:
    """A line for each figure of the page."""
    return csv_of(overview_form(), OVERVIEW, page="reporting.overview")


@pages.get("/overview.pdf")
@permit("overview.read")
def overview_pdf() -> ResponseReturnValue:
    """The page as a marked paper."""
    form = overview_form()
    return pdf_of(form, overview_files(partial(pair_in_words, form)), page="reporting.overview")


@pages.get(f"/charts/<any{funnel_charts.FUNNELS}:name>.svg")
@permit("overview.read")
def funnel_chart(name: str) -> ResponseReturnValue:
    """One funnel as a picture, under the dates of its page."""
    edition = or_out_of_sight(overview_form().edition())
    seen, _ = read_figures(figures.overview, edition)
    view = next(each for each in seen.funnels if each.name == name)
    chart = funnel_charts.of_funnel(view, width())
    return as_picture(chart)


@pages.get(f"/charts/<any({area_charts.AREAS[0]!r}):name>.svg")
@permit("overview.read")
def areas_chart(name: str) -> ResponseReturnValue:
    """The areas as a picture, under the dates of its page."""
    edition = or_out_of_sight(overview_form().edition())
    seen, _ = read_figures(figures.overview, edition)
    chart = area_charts.areas_of_overview(seen, width())
    return as_picture(chart)


@pages.get(f"/charts/<any({trend_charts.TREND[0]!r}):name>.svg")
@permit("overview.read")
def trend_chart(name: str) -> ResponseReturnValue:
    """The quarters as a picture, under the dates of its page."""
    edition = or_out_of_sight(overview_form().edition())
    seen, _ = read_figures(figures.overview, edition)
    return as_picture(trend_charts.trend_of_overview(seen, width()))
