"""What each report tells, as a workbook has it: every table of its page in order, and the words around them."""

from collections.abc import Iterable, Sequence
from typing import Final

from pathways.reporting.rules import (
    arc_words,
    board,
    by_service_words,
    fairness_words,
    recovery_words,
    testing_published,
    testing_words,
    treatment_parts,
    treatment_words,
)
from pathways.reporting.rules.arc import ArcReport
from pathways.reporting.rules.board import Board
from pathways.reporting.rules.by_service_words import OwnView, ServicesView
from pathways.reporting.rules.contents import ReportContents, ReportTable, Row, metrics_as, terms_as
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_tables import HEAD, TOTALS_HEAD, Fairness
from pathways.reporting.rules.recovery_words import Recovery
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.testing_published import PublishedBeside
from pathways.reporting.rules.treatment_parts import OfAYear
from pathways.reporting.rules.treatment_words import Treatment

USE: Final = "People assessed, by number of substances"
SUBSTANCES: Final = "Substances used; people may be in several rows"
OUTCOMES: Final = "What became of the people assessed"
OUTCOME: Final = "Outcome"
SECTION: Final = "Part of the report"


def contents_of_arc(report: ArcReport, use: Sequence[Row], substances: Sequence[Row]) -> ReportContents:
    """The ARC report. `use` and `substances` are the tables of its charts, head first; empty where nothing is drawn."""
    tables: list[ReportTable] = []
    sentences = [arc_words.lead(report)]
    if use and substances:
        tables = [
            ReportTable(tab="Who was assessed", caption=USE, head=use[0], rows=use[1:]),
            ReportTable(tab="Substances used", caption=SUBSTANCES, head=substances[0], rows=substances[1:]),
            ReportTable(
                tab="Engaged in treatment",
                caption=OUTCOMES,
                head=arc_words.OUTCOME_HEAD,
                rows=arc_words.outcome_rows(report),
            ),
        ]
        sentences += [
            arc_words.groups_check(report),
            arc_words.substances_sentence(report),
            arc_words.outcome_check(report),
        ]
    return ReportContents(
        title=arc_words.TITLE,
        tables=tables,
        sentences=sentences,
        cannot=arc_words.cares(report) if tables else (),
        terms=tuple(terms_as(arc_words.definitions(report))),
    )


def contents_of_testing(report: DrugTestingReturn, beside: PublishedBeside) -> ReportContents:
    """The return on drug testing, and what was published of the nation where there is something to lay beside it."""
    own = testing_words.tables_of(report)
    source = f"Source of what was published: {beside.source} ({beside.mark.label})."
    return ReportContents(
        title=testing_words.TITLE,
        tables=(*own, *(beside.tables if own else ())),
        sentences=(testing_words.lead(report), *((testing_words.NOTE, *beside.sentences, source) if own else ())),
        cannot=testing_published.CANNOT if own else (),
        terms=tuple(terms_as(testing_words.TERMS)),
    )


def contents_of_fairness(report: Fairness) -> ReportContents:
    """Every outcome, of everybody and by each breakdown: the page has one outcome at a time."""
    tables: list[ReportTable] = []
    if report.people and not report.is_not_shown:
        tables = [
            ReportTable(
                tab="Every outcome",
                caption="Each outcome of everybody, whatever their group",
                head=TOTALS_HEAD,
                rows=tuple(report.totals.values()),
            ),
            *(_by(report, breakdown) for breakdown in Breakdown),
        ]
    notes = [fairness_words.totals_note(report)] if tables else []
    return ReportContents(
        title=fairness_words.FAIRNESS_TITLE,
        tables=tables,
        sentences=(fairness_words.fairness_lead(report), *notes),
        cannot=fairness_words.CANNOT,
        terms=tuple(terms_as(fairness_words.how_counted(report))),
    )


def _by(report: Fairness, breakdown: Breakdown) -> ReportTable:
    rows = [(outcome.label, *row.cells) for outcome in DeskOutcome for row in report.tables[breakdown, outcome]]
    caption = f"Every outcome by {breakdown.label.lower()}, people"
    return ReportTable(tab=f"By {breakdown.label.lower()}", caption=caption, head=(OUTCOME, *HEAD), rows=rows)


def contents_of_services(view: ServicesView, head: Row, rows: Sequence[Row], note: str) -> ReportContents:
    """Services beside each other. `head`, `rows` and `note` are those of the chart, which are the page's."""
    tables = [ReportTable(tab="Services", caption="Services, by size", head=head, rows=rows)] if view.rows else []
    sentences: Iterable[str] = ()
    if view.rows:
        sentences = (by_service_words.finding(view), *by_service_words.differences(view), note, by_service_words.SMALL)
    return ReportContents(
        title=by_service_words.TITLE,
        tables=tables,
        sentences=(view.lead, *sentences),
        cannot=by_service_words.CANNOT,
        terms=tuple(terms_as(by_service_words.TERMS)),
    )


def contents_of_own_services(view: OwnView) -> ReportContents:
    """A provider's own services, and the rest."""
    own = ReportTable(
        tab="Your services",
        caption=by_service_words.OWN_CAPTION,
        head=by_service_words.OWN_HEAD,
        rows=view.lines,
    )
    notes = tuple(by_service_words.own_notes(view)) if view.rows else ()
    return ReportContents(
        title=by_service_words.OWN_TITLE,
        tables=(own,) if view.rows else (),
        sentences=tuple(each for each in (view.compared, *notes) if each),
        cannot=by_service_words.OWN_CANNOT,
        terms=tuple(terms_as(by_service_words.TERMS)),
    )


def contents_of_treatment(report: Treatment) -> ReportContents:
    """The report on treatment."""
    return _of_a_year(treatment_words.TITLE, report)


def contents_of_recovery(report: Recovery) -> ReportContents:
    """The report on recovery."""
    return _of_a_year(recovery_words.TITLE, report)


def _of_a_year(title: str, report: OfAYear) -> ReportContents:
    """Every rate of a report under one head, and everybody by class under another."""
    shown = [section for section in report.sections if section.is_shown]
    rates = ReportTable(
        tab="Rates",
        caption="Rates",
        head=(SECTION, *treatment_parts.RATES_HEAD),
        rows=[(section.heading, *rate.cells) for section in shown for rate in section.rates],
    )
    heads = dict.fromkeys(section.head for section in shown)
    classes = [
        ReportTable(
            tab="By class" if head == treatment_parts.CLASSES_HEAD else head[0],
            caption="Everybody by class",
            head=(SECTION, *head),
            rows=[(each.heading, *tally.cells) for each in shown if each.head == head for tally in each.classes],
        )
        for head in heads
    ]
    return ReportContents(
        title=title,
        tables=(rates, *classes) if shown else (),
        sentences=(*(f"{each.heading}. {each.sentence}" for each in report.sections), treatment_parts.SMALL),
        cannot=tuple(f"{each.title}: {words}" for each in report.sections for words in each.cannot),
        terms=tuple(metrics_as(metric for section in report.sections for metric in section.metrics)),
    )


def contents_of_board(page: Board) -> ReportContents:
    """The five measures, what is said of areas, and how the page is found again."""
    measures = ReportTable(tab="Five measures", caption="Five measures of the quarter", head=board.HEAD, rows=page.rows)
    return ReportContents(
        title=board.TITLE,
        tables=(measures,),
        sentences=(f"Areas. {page.areas}", board.PROOF, *filter(None, (page.of_others,)), board.HIDES),
        cannot=board.CANNOT,
    )
