"""The ARC report as a paper: the sentences, charts and tables of the page, in the same order."""

from datetime import datetime

from pathways.documents import Chart, Paper
from pathways.reporting.rules import (
    OUTCOME_HEAD,
    TITLE,
    ArcReport,
    cares,
    definitions,
    groups_check,
    lead,
    long_date,
    outcome_check,
    outcome_rows,
    substances_sentence,
)

_WIDTHS = (200.0, 80.0, 90.0, 110.0)
_OUTCOME_WIDTHS = (190.0, 120.0, 80.0, 90.0)


def arc_paper(
    report: ArcReport, *, use: Chart | None, substances: Chart | None, made_at: datetime, made_by: str
) -> bytes:
    """The report as a marked, tagged PDF. The same report, charts, time and name give the same bytes.

    `use` and `substances` are the page's two charts; without them (nobody, or too few) the paper says only that.
    """
    period = report.period
    paper = Paper(
        f"{TITLE}, {period.words}",
        ref=f"Figures as known on {long_date(period.as_at)}",
        made_at=made_at,
        made_by=made_by,
    )
    paper.h1(TITLE)
    paper.lead(lead(report))
    if use and substances:
        paper.chart(use)
        paper.table("People assessed, by number of substances", use.head, use.rows, _WIDTHS, numbers=(1, 2, 3))
        paper.note(groups_check(report))
        paper.chart(substances)
        paper.p(substances_sentence(report))
        caption = "Substances used; people may be in several rows"
        paper.table(caption, substances.head, substances.rows, _WIDTHS, numbers=(1, 2, 3))
        paper.h2("Engaged in treatment")
        rows = outcome_rows(report)
        paper.table("What became of the people assessed", OUTCOME_HEAD, rows, _OUTCOME_WIDTHS, numbers=(1, 2, 3))
        paper.note(outcome_check(report))
        paper.h2("Read with care")
        paper.bullets(cares(report))
    paper.h2("How this is counted")
    meanings = [(each.term, f"{each.meaning} ({each.mark.label})") for each in definitions(report)]
    paper.facts("The terms and what they mean here", meanings)
    return paper.pdf()
