"""The pack as a paper: a section for each case, and nothing in it or about it that says who anybody is."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from pathways.dates import day_in_words
from pathways.documents.paper import Paper
from pathways.scrutiny.queries.cases import CasePart
from pathways.scrutiny.queries.rounds import CaseLine, entries_of
from pathways.scrutiny.rules.rounds import NO_APPEAL


def pack_paper(
    round_id: int,
    from_on: date,
    to_on: date,
    lines: Collection[CaseLine],
    *,
    made_at: datetime,
    not_shown: Iterable[int],
) -> bytes:
    """The pack as a marked, tagged PDF. It names nobody as its maker, so the same cases give the same bytes to
    everybody.

    `not_shown` are the numbers of the cases that the reader stands aside from.
    """
    paper = Paper(f"Scrutiny pack, round {round_id}", ref=f"Round {round_id}", made_at=made_at)
    paper.h1(f"Scrutiny pack, round {round_id}")
    paper.lead(f"Cases decided from {day_in_words(from_on)} to {day_in_words(to_on)}, redacted. {NO_APPEAL}.")
    paper.p(
        "A mark in square brackets stands where something was taken out. If you know, or may know, who a case is "
        "about, stop reading it and declare the link on its page."
    )
    if missing := tuple(not_shown):
        paper.p(f"Not in your copy, because of a link: case {', '.join(map(str, missing))}.")
    entries_by_case = entries_of(lines)
    for line in lines:
        paper.h2(f"Case {line.case.number}")
        entries = entries_by_case[line.case.id]
        for part in CasePart:
            if rows := [(entry.label, entry.text) for entry in entries if entry.part is part]:
                paper.facts(part.label, rows)
    return paper.pdf()
