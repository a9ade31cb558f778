"""The measures of a strategy as a paper: the page, part by part."""

from datetime import datetime
from typing import Final

from pathways.dates import day_in_words
from pathways.documents.paper import Paper
from pathways.reporting.rules import strategy as words
from pathways.reporting.rules.strategy import StrategyView

_GLANCE_WIDTHS: Final = (110.0, 190.0, 180.0)
_OWN_WIDTHS: Final = (112.0, 42.0, 42.0, 48.0, 66.0, 52.0, 118.0)
_CONTEXT_WIDTHS: Final = (102.0, 52.0, 62.0, 68.0, 50.0, 58.0, 88.0)


def strategy_paper(view: StrategyView, *, made_at: datetime, made_by: str) -> bytes:
    """The page as a marked, tagged PDF. The same figures, time and name give the same bytes."""
    paper = Paper(
        f"{words.TITLE}, {view.of}",
        ref=f"Figures as known on {day_in_words(view.as_at)}",
        made_at=made_at,
        made_by=made_by,
    )
    paper.h1(words.TITLE)
    paper.lead(view.of)
    for each in view.sentences:
        paper.p(each)
    glance = [each.at_a_glance for each in view.measures]
    paper.table(words.GLANCE, words.GLANCE_HEAD, glance, _GLANCE_WIDTHS)
    paper.note(f"{words.TAKEN} {words.HIDES}")
    paper.h2("What may not be concluded")
    paper.bullets(words.CANNOT)
    for part in view.measures:
        paper.h2(part.row.name)
        paper.p(part.wants)
        if part.own:
            rows = [each.cells for each in part.own]
            paper.table(part.caption_of_own, words.OWN_HEAD, rows, _OWN_WIDTHS, numbers=(1, 2, 3, 4, 5))
        else:
            paper.p(f"{words.WITHOUT} {part.row.why_none}")
        for each in part.sentences:
            paper.p(each)
        if part.beside:
            paper.table(part.caption_of_beside, words.CONTEXT_HEAD, part.context_rows, _CONTEXT_WIDTHS)
            paper.bullets(part.cannot)
        else:
            paper.note(words.NOTHING_BESIDE)
    paper.h2("Where the figures are from")
    paper.p(words.FOUND_AGAIN)
    paper.bullets((*view.fingerprints, f"What the strategy wants: {words.source_of(view.strategy)}."))
    return paper.pdf()
