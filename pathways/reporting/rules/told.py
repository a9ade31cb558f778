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
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_tables import HEAD, TOTALS_HEAD, Fairness
from pathways.reporting.rules.recovery_words import Recovery
from pathways.reporting.rules.tabled import Row, Tabled, Told, metrics_as, terms_as
from pathways.reporting.rules.testing import DrugTestingReturn
from pathways.reporting.rules.testing_published import Beside
from pathways.reporting.rules.treatment_parts import OfAYear
from pathways.reporting.rules.treatment_words import Treatment

USE: Final = "People assessed, by number of substances"
SUBSTANCES: Final = "Substances used; people may be in several rows"
OUTCOMES: Final = "What became of the people assessed"
OUTCOME: Final = "Outcome"
SECTION: Final = "Part of the report"


def told_of_arc(report: ArcReport, use: Sequence[Row], substances: Sequence[Row]) -> Told:
    """The ARC report. `use` and `substances` are the tables of its charts, head first; empty where nothing is drawn."""
    tables: list[Tabled] = []
    said = [arc_words.lead(report)]
    if use and substances:
        tables = [
            Tabled(tab="Who was assessed", caption=USE, head=use[0], rows=use[1:]),
            Tabled(tab="Substances used", caption=SUBSTANCES, head=substances[0], rows=substances[1:]),
            Tabled(
                tab="Engaged in treatment",
                caption=OUTCOMES,
                head=arc_words.OUTCOME_HEAD,
                rows=arc_words.outcome_rows(report),
            ),
        ]
        said += [arc_words.groups_check(report), arc_words.substances_sentence(report), arc_words.outcome_check(report)]
    return Told(
        title=arc_words.TITLE,
        tables=tables,
        said=said,
        cannot=arc_words.cares(report) if tables else (),
        terms=tuple(terms_as(arc_words.definitions(report))),
    )


def told_of_testing(report: DrugTestingReturn, beside: Beside) -> Told:
    """The return on drug testing, and what was published of the nation where there is something to lay beside it."""
    own = testing_words.tables_of(report)
    source = f"Source of what was published: {beside.source} ({beside.mark.label})."
    return Told(
        title=testing_words.TITLE,
        tables=(*own, *(beside.tables if own else ())),
        said=(testing_words.lead(report), *((testing_words.NOTE, *beside.said, source) if own else ())),
        cannot=testing_published.CANNOT if own else (),
        terms=tuple(terms_as(testing_words.TERMS)),
    )


def told_of_fairness(report: Fairness) -> Told:
    """Every outcome, of everybody and by each breakdown: the page has one outcome at a time."""
    tables: list[Tabled] = []
    if report.people and not report.is_not_shown:
        tables = [
            Tabled(
                tab="Every outcome",
                caption="Each outcome of everybody, whatever their group",
                head=TOTALS_HEAD,
                rows=tuple(report.totals.values()),
            ),
            *(_by(report, breakdown) for breakdown in Breakdown),
        ]
    notes = [fairness_words.totals_note(report)] if tables else []
    return Told(
        title=fairness_words.FAIRNESS_TITLE,
        tables=tables,
        said=(fairness_words.fairness_lead(report), *notes),
        cannot=fairness_words.CANNOT,
        terms=tuple(terms_as(fairness_words.how_counted(report))),
    )


def _by(report: Fairness, breakdown: Breakdown) -> Tabled:
    rows = [(outcome.label, *row.cells) for outcome in DeskOutcome for row in report.tables[breakdown, outcome]]
    caption = f"Every outcome by {breakdown.label.lower()}, people"
    return Tabled(tab=f"By {breakdown.label.lower()}", caption=caption, head=(OUTCOME, *HEAD), rows=rows)


def told_of_services(view: ServicesView, head: Row, rows: Sequence[Row], note: str) -> Told:
    """Services beside each other. `head`, `rows` and `note` are those of the chart, which are the page's."""
    tables = [Tabled(tab="Services", caption="Services, by size", head=head, rows=rows)] if view.rows else []
    said: Iterable[str] = ()
    if view.rows:
        said = (by_service_words.finding(view), *by_service_words.differences(view), note, by_service_words.SMALL)
    return Told(
        title=by_service_words.TITLE,
        tables=tables,
        said=(view.lead, *said),
        cannot=by_service_words.CANNOT,
        terms=tuple(terms_as(by_service_words.TERMS)),
    )


def told_of_own_services(view: OwnView) -> Told:
    """A provider's own services, and the rest."""
    own = Tabled(
        tab="Your services",
        caption=by_service_words.OWN_CAPTION,
        head=by_service_words.OWN_HEAD,
        rows=view.lines,
    )
    notes = tuple(by_service_words.own_notes(view)) if view.rows else ()
    return Told(
        title=by_service_words.OWN_TITLE,
        tables=(own,) if view.rows else (),
        said=tuple(each for each in (view.compared, *notes) if each),
        cannot=by_service_words.OWN_CANNOT,
        terms=tuple(terms_as(by_service_words.TERMS)),
    )


def told_of_treatment(report: Treatment) -> Told:
    """The report on treatment."""
    return _of_a_year(treatment_words.TITLE, report)


def told_of_recovery(report: Recovery) -> Told:
    """The report on recovery."""
    return _of_a_year(recovery_words.TITLE, report)


def _of_a_year(title: str, report: OfAYear) -> Told:
    """Every rate of a report under one head, and everybody by class under another."""
    shown = [section for section in report.sections if section.is_shown]
    rates = Tabled(
        tab="Rates",
        caption="Rates",
        head=(SECTION, *treatment_parts.RATES_HEAD),
        rows=[(section.heading, *rate.cells) for section in shown for rate in section.rates],
    )
    heads = dict.fromkeys(section.head for section in shown)
    classes = [
        Tabled(
            tab="By class" if head == treatment_parts.CLASSES_HEAD else head[0],
            caption="Everybody by class",
            head=(SECTION, *head),
            rows=[(each.heading, *tally.cells) for each in shown if each.head == head for tally in each.classes],
        )
        for head in heads
    ]
    return Told(
        title=title,
        tables=(rates, *classes) if shown else (),
        said=(*(f"{each.heading}. {each.sentence}" for each in report.sections), treatment_parts.SMALL),
        cannot=tuple(f"{each.title}: {words}" for each in report.sections for words in each.cannot),
        terms=tuple(metrics_as(metric for section in report.sections for metric in section.metrics)),
    )


def told_of_board(page: Board) -> Told:
    """The five measures, what is said of areas, and how the page is found again."""
    measures = Tabled(tab="Five measures", caption="Five measures of the quarter", head=board.HEAD, rows=page.rows)
    return Told(
        title=board.TITLE,
        tables=(measures,),
        said=(f"Areas. {page.areas}", board.PROOF, board.HIDES),
        cannot=board.CANNOT,
    )
