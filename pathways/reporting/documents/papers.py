"""The reports as papers: the sentences, charts and tables of their pages, in the same order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from pathways.dates import day_in_words, london_date
from pathways.documents.chart import Chart
from pathways.documents.paper import Paper
from pathways.reporting.rules import (
    arc_words,
    by_service_words,
    fairness_words,
    groups_words,
    overview_words,
    profile_words,
    recovery_words,
    testing_published,
    testing_words,
    treatment_parts,
    treatment_words,
)
from pathways.reporting.rules import board as board_words
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.arc_words import ReportTerm
from pathways.reporting.rules.board import Board
from pathways.reporting.rules.by_service_words import OwnView, ServicesView
from pathways.reporting.rules.contents import ReportContents, ReportTable
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_tables import HEAD, TOTALS_HEAD, Fairness
from pathways.reporting.rules.groups_words import GroupsView
from pathways.reporting.rules.overview import FunnelView, Overview
from pathways.reporting.rules.profile_words import ProfileView
from pathways.reporting.rules.recovery_words import Recovery
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.testing_published import PublishedBeside
from pathways.reporting.rules.treatment_parts import OfAYear
from pathways.reporting.rules.treatment_words import Treatment
from pathways.reporting.rules.trend import TREND_HEAD

_WIDTHS = (200.0, 80.0, 90.0, 110.0)
_BOARD_WIDTHS = (106.0, 44.0, 37.0, 58.0, 62.0, 36.0, 137.0)
_SERVICE_WIDTHS = (92.0, 45.0, 58.0, 58.0, 57.0, 46.0, 54.0, 70.0)
_OWN_SERVICE_WIDTHS = (140.0, 50.0, 60.0, 65.0, 60.0, 50.0, 55.0)
_ASKED_WIDTHS = (220.0, 60.0, 60.0, 60.0, 80.0)
_ENGAGES_WIDTHS = (135.0, 50.0, 55.0, 50.0, 75.0, 115.0)
_PROFILE_WIDTHS = {5: (190.0, 65.0, 65.0, 65.0, 95.0), 6: (140.0, 50.0, 50.0, 50.0, 75.0, 115.0)}
_OUTCOME_WIDTHS = (190.0, 120.0, 80.0, 90.0)
_TOTALS_WIDTHS = (150.0, 100.0, 60.0, 70.0, 100.0)
_RATE_WIDTHS = (170.0, 60.0, 60.0, 80.0, 110.0)
_CLASS_WIDTHS = (300.0, 100.0)
_GROUP_WIDTHS = (100.0, 65.0, 45.0, 55.0, 70.0, 65.0, 80.0)
_FUNNEL_WIDTHS = (100.0, 50.0, 50.0, 70.0, 80.0, 60.0, 70.0)
_QUARTER_WIDTHS = (108.0, 44.0, 42.0, 70.0, 48.0, 70.0, 98.0)
_AREA_WIDTHS = (80.0, 48.0, 42.0, 60.0, 50.0, 68.0, 58.0, 74.0)
_REGISTER_WIDTHS = (118.0, 78.0, 108.0, 94.0, 82.0)
_TESTED_WIDTHS = {2: (340.0, 140.0), 4: (168.0, 104.0, 104.0, 104.0), 5: (168.0, 78.0, 78.0, 78.0, 78.0)}
_SIX_TESTED_WIDTHS = (150.0, 55.0, 65.0, 70.0, 70.0, 70.0)


def _begun(title: str, of: str, as_at: date, made_at: datetime, made_by: str) -> Paper:
    """A paper with its heading: of which days and outcome it is, and as known on which day, stands on every page."""
    ref = f"Figures as known on {day_in_words(as_at)}"
    paper = Paper(f"{title}, {of}", ref=ref, made_at=made_at, made_by=made_by)
    paper.h1(title)
    return paper


def _how_counted(paper: Paper, terms: Iterable[ReportTerm]) -> None:
    paper.h2("How this is counted")
    meanings = [(each.term, f"{each.meaning} ({each.mark.label})") for each in terms]
    paper.facts("The terms and what they mean here", meanings)


def arc_paper(
    report: ArcReport, *, use: Chart | None, substances: Chart | None, made_at: datetime, made_by: str
) -> bytes:
    """The report as a marked, tagged PDF. The same report, charts, time and name give the same bytes.

    `use` and `substances` are the page's two charts; without them (nobody, or too few) the paper says only that.
    """
    period = report.period
    paper = _begun(arc_words.TITLE, period.words, period.as_at, made_at, made_by)
    paper.lead(arc_words.lead(report))
    if use and substances:
        paper.chart(use)
        paper.table("People assessed, by number of substances", use.head, use.rows, _WIDTHS, numbers=(1, 2, 3))
        paper.note(arc_words.groups_check(report))
        paper.chart(substances)
        paper.p(arc_words.substances_sentence(report))
        caption = "Substances used; people may be in several rows"
        paper.table(caption, substances.head, substances.rows, _WIDTHS, numbers=(1, 2, 3))
        paper.h2("Engaged in treatment")
        rows = arc_words.outcome_rows(report)
        paper.table(
            "What became of the people assessed", arc_words.OUTCOME_HEAD, rows, _OUTCOME_WIDTHS, numbers=(1, 2, 3)
        )
        paper.note(arc_words.outcome_check(report))
        paper.h2("Read with care")
        paper.bullets(arc_words.cares(report))
    _how_counted(paper, arc_words.definitions(report))
    return paper.pdf()


def fairness_paper(
    report: Fairness,
    outcome: DeskOutcome,
    drawn: Sequence[tuple[Breakdown, Chart | None]],
    *,
    made_at: datetime,
    made_by: str,
) -> bytes:
    """One outcome of the report as a marked, tagged PDF. The same report, charts, time and name give the same bytes."""
    period = report.period
    of = f"{outcome.label.lower()}, {period.words}"
    paper = _begun(fairness_words.FAIRNESS_TITLE, of, period.as_at, made_at, made_by)
    paper.lead(fairness_words.fairness_lead(report))
    if report.people and not report.is_not_shown:
        numbers = tuple(range(1, len(HEAD)))
        totals = tuple(report.totals.values())
        paper.table("Every outcome", TOTALS_HEAD, totals, _TOTALS_WIDTHS, numbers=(1, 2, 3, 4))
        paper.note(fairness_words.totals_note(report))
        for breakdown, chart in drawn:
            paper.h2(f"{outcome.label} by {breakdown.label.lower()}")
            if chart:
                paper.chart(chart)
            cells = tuple(row.cells for row in report.tables[breakdown, outcome])
            paper.table(f"{outcome.label} by {breakdown.label.lower()}", HEAD, cells, _GROUP_WIDTHS, numbers=numbers)
            if not chart:
                paper.note(fairness_words.table_note(report, breakdown, outcome))
    paper.h2("What may not be concluded")
    paper.bullets(fairness_words.CANNOT)
    _how_counted(paper, fairness_words.how_counted(report))
    return paper.pdf()


def board_paper(board: Board) -> bytes:
    """One page for the Board. The same figures give the same bytes: it says when they were made, not who printed it."""
    days, known = board.edition.days.words, day_in_words(board.edition.as_at)
    paper = Paper(
        f"{board_words.TITLE}, {days}",
        ref=f"Fingerprint {board.fingerprint}",
        made_at=board.made_at,
        made_by="Pathways",
    )
    paper.h1(board_words.TITLE)
    paper.lead(f"Figures of {days}, as known on {known}.")
    paper.table("Five measures of the quarter", board_words.HEAD, board.rows, _BOARD_WIDTHS, numbers=(1, 2, 3, 4, 5))
    paper.h2("Areas")
    paper.p(board.areas)
    paper.h2("What may not be concluded")
    paper.bullets(board_words.CANNOT)
    paper.h2("Is it the page that was shown?")
    made = board.edition.said_of(london_date(board.made_at))
    paper.p(f"{made} Fingerprint: {board.fingerprint}. {board_words.PROOF}")
    paper.note(f"{board.of_others} {board_words.HIDES}".strip())
    return paper.pdf()


def by_service_paper(view: ServicesView, edition: Edition, chart: Chart, *, made_at: datetime, made_by: str) -> bytes:
    """The comparison of services as a marked, tagged PDF. The same figures, time and name give the same bytes."""
    paper = _begun(by_service_words.TITLE, edition.days.words, edition.as_at, made_at, made_by)
    paper.lead(view.lead)
    if view.rows:
        paper.p(by_service_words.finding(view))
        paper.bullets(by_service_words.differences(view))
        paper.chart(chart)
        numbers = tuple(range(1, len(chart.head) - 1))
        paper.table("Services, by size", chart.head, chart.rows, _SERVICE_WIDTHS, numbers=numbers)
        paper.note(by_service_words.SMALL)
    paper.h2("What may not be concluded")
    paper.bullets(by_service_words.CANNOT)
    _how_counted(paper, by_service_words.TERMS)
    return paper.pdf()


def groups_paper(
    view: GroupsView, edition: Edition, drawn: Iterable[Chart], *, made_at: datetime, made_by: str
) -> bytes:
    """Who engages, by group, as a marked, tagged PDF. The same figures, time and name give the same bytes."""
    of = f"{view.asked_for}, {edition.days.words}" if view.asked_for else edition.days.words
    paper = _begun(groups_words.TITLE, of, edition.as_at, made_at, made_by)
    if view.asked_for:
        paper.lead(f"{view.asked_for}.")
    for words in view.sentences:
        paper.lead(words)
    if view.asked:
        rows = groups_words.rows_asked(view)
        paper.table(groups_words.ASKED_FOR, groups_words.ASKED_HEAD, rows, _ASKED_WIDTHS, numbers=(1, 2, 3, 4))
    for table, chart in zip(view.tables, drawn, strict=True):
        paper.chart(chart)
        paper.p(groups_words.finding(table))
        paper.table(chart.title, chart.head, chart.rows, _ENGAGES_WIDTHS, numbers=(1, 2, 3, 4))
    if view.tables:
        paper.note(groups_words.SMALL)
    paper.h2("What may not be concluded")
    paper.bullets(groups_words.CANNOT)
    _how_counted(paper, groups_words.TERMS)
    return paper.pdf()


def profile_paper(
    view: ProfileView, edition: Edition, drawn: Iterable[Chart], *, made_at: datetime, made_by: str
) -> bytes:
    """The drug profile as a marked, tagged PDF. The same figures, time and name give the same bytes."""
    contents = profile_words.contents_of_profile(view)
    paper = _begun(profile_words.TITLE, edition.days.words, edition.as_at, made_at, made_by)
    paper.lead(profile_words.TWO_QUESTIONS)
    for part, chart in zip(view.parts, drawn, strict=True):
        paper.h2(part.heading)
        for words in (profile_words.known_on(part), *part.sentences):
            paper.p(words)
        for place, table in enumerate(profile_words.tables_of(part)):
            if place == 1:  # everybody stands first, then the areas
                paper.chart(chart)
            widths = _PROFILE_WIDTHS[len(table.head)]
            paper.table(table.caption, table.head, table.rows, widths, numbers=(1, 2, 3, 4))
        paper.h2(f"What may not be concluded: {part.title.lower()}")
        paper.bullets(part.cannot)
    paper.h2("How this is counted")
    paper.facts("The terms and what they mean here", [(each.term, each.meaning) for each in contents.terms])
    paper.note(profile_words.SMALL)
    return paper.pdf()


def own_services_paper(view: OwnView, edition: Edition, *, made_at: datetime, made_by: str) -> bytes:
    """A provider's own figures beside the rest, as a marked, tagged PDF. The same figures give the same bytes."""
    paper = _begun(by_service_words.OWN_TITLE, edition.days.words, edition.as_at, made_at, made_by)
    if view.compared:
        paper.lead(view.compared)
    if view.rows:
        numbers = tuple(range(1, len(by_service_words.OWN_HEAD)))
        caption = by_service_words.OWN_CAPTION
        paper.table(caption, by_service_words.OWN_HEAD, view.lines, _OWN_SERVICE_WIDTHS, numbers=numbers)
        for words in by_service_words.own_notes(view):
            paper.note(words)
    paper.h2("What may not be concluded")
    paper.bullets(by_service_words.OWN_CANNOT)
    _how_counted(paper, by_service_words.TERMS)
    return paper.pdf()


def treatment_paper(report: Treatment, drawn: Chart, *, made_at: datetime, made_by: str) -> bytes:
    """The report on treatment as a marked, tagged PDF. The same report, time and name give the same bytes."""
    return _of_a_year(treatment_words.TITLE, report, {report.contacts.name: drawn}, made_at, made_by)


def recovery_paper(report: Recovery, *, made_at: datetime, made_by: str) -> bytes:
    """The report on recovery as a marked, tagged PDF. The same report, time and name give the same bytes."""
    return _of_a_year(recovery_words.TITLE, report, {}, made_at, made_by)


def _of_a_year(title: str, report: OfAYear, charts: Mapping[str, Chart], made_at: datetime, made_by: str) -> bytes:
    """A report by its sections, each with its chart where it has one."""
    period = report.period
    paper = _begun(title, treatment_parts.months_of(period), period.as_at, made_at, made_by)
    paper.lead(treatment_parts.lead_of(period))
    for section in report.sections:
        paper.h2(section.heading)
        paper.p(section.sentence)
        if section.is_shown:
            if (chart := charts.get(section.name)) and chart.drawing:
                paper.chart(chart)
            if rates := tuple(rate.cells for rate in section.rates):
                caption = f"{section.title}: rates"
                paper.table(caption, treatment_parts.RATES_HEAD, rates, _RATE_WIDTHS, numbers=(1, 2, 3, 4))
            classes = tuple(tally.cells for tally in section.classes)
            caption = f"{section.title}: everybody by class"
            paper.table(caption, section.head, classes, _CLASS_WIDTHS, numbers=(1,))
        paper.h2(f"What may not be concluded: {section.title.lower()}")
        paper.bullets(section.cannot)
        for each, terms in section.metrics:
            paper.facts(each.name, terms)
    paper.note(treatment_parts.SMALL)
    return paper.pdf()


def testing_paper(report: DrugTestingReturn, beside: PublishedBeside, *, made_at: datetime, made_by: str) -> bytes:
    """The return on drug testing on arrest as a marked, tagged PDF. The same return, time and name give the same bytes.

    `beside` are the published figures of the nation, which stand after the county's own.
    """
    period = report.period
    paper = _begun(testing_words.TITLE, period.words, period.as_at, made_at, made_by)
    paper.lead(testing_words.lead(report))
    if own := testing_words.tables_of(report):
        for each in own:
            _add_table(paper, each)
        paper.note(testing_words.NOTE)
        for place, each in enumerate(beside.tables):
            _add_table(paper, each)
            for words in beside.sentences if not place else ():
                paper.p(words)
        paper.note(f"{beside.source} ({beside.mark.label})")
        paper.h2("What may not be concluded")
        paper.bullets(testing_published.CANNOT)
    _how_counted(paper, testing_words.TERMS)
    return paper.pdf()


def _add_table(paper: Paper, each: ReportTable) -> None:
    """A table of a return, below its heading where it begins a part."""
    if each.heading:
        paper.h2(each.heading)
    columns = len(each.head)
    widths = _TESTED_WIDTHS.get(columns, _SIX_TESTED_WIDTHS)
    paper.table(each.caption, each.head, each.rows, widths, numbers=tuple(range(1, columns)))


def overview_paper(
    seen: Overview,
    edition: Edition,
    pair: Sequence[str],
    areas: Chart,
    trend: Chart,
    funnels: Sequence[tuple[FunnelView, Chart]],
    *,
    made_at: datetime,
    made_by: str,
) -> bytes:
    """The overview as a marked, tagged PDF. The same figures, areas, time and name give the same bytes.

    `pair` says how two areas compare; nothing where none do.
    """
    contents = overview_words.contents_of_overview(seen, edition, pair)
    paper = _begun(contents.title, edition.days.words, edition.as_at, made_at, made_by)
    paper.lead(f"Figures of {edition.days.words}, as known on {day_in_words(edition.as_at)}.")
    if seen.sentences:
        paper.h2(f"How many by {day_in_words(edition.as_at)}")
    for words in seen.sentences:
        paper.p(words)
    if not seen.compares_areas:
        paper.p(overview_words.NOT_COMPARED)
    elif overview_words.shows_areas(seen):
        paper.h2(overview_words.heading_of_areas(seen))
        for words in (overview_words.who_is_compared(seen), *pair):
            paper.p(words)
        paper.chart(areas)
        table = overview_words.table_of_areas(seen)
        paper.table(table.caption, table.head, table.rows, _AREA_WIDTHS, numbers=tuple(range(1, len(table.head) - 1)))
    if overview_words.shows_trend(seen):
        paper.h2(overview_words.heading_of_trend(seen))
        paper.p(" ".join(each for each in (seen.trend.finding, seen.trend.lately) if each))
        paper.chart(trend)
        table, numbers = overview_words.table_of_trend(seen), tuple(range(1, len(TREND_HEAD) - 1))
        paper.table(table.caption, table.head, table.rows, _QUARTER_WIDTHS, numbers=numbers)
    for view, chart in funnels:
        if view.is_empty:
            paper.h2(view.title)
        else:
            paper.chart(chart)
        paper.p(view.sentence)
        if not view.is_empty:
            table = overview_words.table_of_funnel(view)
            paper.table(table.caption, table.head, table.rows, _FUNNEL_WIDTHS, numbers=tuple(range(1, len(table.head))))
        if view.beside:
            paper.note(view.beside)
    _ended(paper, contents)
    paper.note(overview_words.NOT_HERE)
    return paper.pdf()


def _ended(paper: Paper, contents: ReportContents) -> None:
    """What may not be concluded, and how it is counted."""
    paper.h2("What may not be concluded")
    paper.bullets(contents.cannot)
    paper.h2("How this is counted")
    paper.facts("The terms and what they mean here", [(each.term, each.meaning) for each in contents.terms])


def register_paper(contents: ReportContents, as_at: date, *, made_at: datetime, made_by: str) -> bytes:
    """All figures that were made as known on a day, as a marked, tagged PDF. The same gives the same bytes."""
    paper = _begun(contents.title, f"as known on {day_in_words(as_at)}", as_at, made_at, made_by)
    for words in contents.sentences:
        paper.p(words)
    for table in contents.tables:
        paper.table(table.caption, table.head, table.rows, _REGISTER_WIDTHS)
    return paper.pdf()
