"""A paper that is turned over is still read: no signature and no heading is cut off from what it belongs to."""

from datetime import UTC, datetime

import pytest

from pathways.documents.chart import width_of
from pathways.documents.models import Copy
from pathways.documents.paper import Paper
from tests.papers import placed

FILLED = range(36, 45, 2)
"""So many lines above it, that what is tested falls on the end of the first page, from before to past it."""


def a_paper(lines=0):
    paper = Paper("Agreement", ref="RA-1", made_at=datetime(2026, 7, 1, 8, 5, tzinfo=UTC))
    paper.h1("Agreement")
    paper.p("\n".join("Line." for _ in range(lines)))
    return paper


def page_of(paper, words):
    lines, _ = placed(paper.pdf())
    return next(line.page for line in lines if words in line.words)


@pytest.mark.parametrize("lines", FILLED)
def test_signatures_stand_together_on_the_page_of_the_words_that_are_signed(lines):
    paper = a_paper(lines)
    paper.h2("What I agree to")
    paper.p("I agree to go.")
    paper.h2("Signed")
    paper.sign_here("Signature of the person", "Signature of the officer", "Date and time")
    paper.note("Drugs Act 2005 section 15.")
    whole = ("What I agree to", "I agree to go", "Signed", "of the person", "of the officer", "Date and", "Drugs Act")
    assert len({page_of(paper, words) for words in whole}) == 1


@pytest.mark.parametrize("lines", FILLED)
def test_what_was_signed_and_when_stands_on_the_page_of_the_words_that_were_signed(lines):
    paper = a_paper(lines)
    paper.h2("Agreement")
    paper.p("I agree to go.")
    paper.signed("Signature", (("Signed on screen by", "Dean Rawcliffe"), ("Recorded", "1 July 2026")))
    whole = ("I agree to go", "Signed on screen by", "Dean Rawcliffe", "1 July 2026")
    assert len({page_of(paper, words) for words in whole}) == 1


@pytest.mark.parametrize("lines", FILLED)
@pytest.mark.parametrize("below", ["table", "facts", "bullets", "text"])
def test_a_heading_stands_on_the_page_of_the_first_line_below_it(lines, below):
    paper = a_paper(lines)
    paper.h2("The offences")
    if below == "table":
        paper.table("On the list", ("Offence", "Since"), [("First of them", "2001 " * 60), ("Second", "2002")])
    elif below == "facts":
        paper.facts("On the list", [("First of them", "2001"), ("Second", "2002")])
    elif below == "bullets":
        paper.p("For these purposes:")
        paper.bullets(["First of them", "Second"])
    else:
        paper.p("First of them. " * 40)
    assert page_of(paper, "The offences") == page_of(paper, "First of them")


def test_every_line_of_a_bullet_begins_below_the_first_word_of_it():
    paper = a_paper()
    paper.bullets(
        ["If you do not go to the assessment at that time, or leave before it ends, without good cause, " * 2]
    )
    first, *others = [line for line in placed(paper.pdf())[0] if line.size < 12]
    begins = first.x + width_of(first.words[: first.words.index("If")], first.size)
    assert others
    assert {round(line.x - begins, 1) for line in others} == {0.0}


def test_a_form_to_write_on_has_boxes_to_tick_and_lines_that_no_word_stands_on():
    paper = a_paper()
    paper.form(
        "Person", [("Name", (), 1), ("Why they were in the cells, and since when", ("On arrest", "After charge"), 1)]
    )
    lines, strokes = placed(paper.pdf())
    rules, boxes = [each for each in strokes if not each.height], [each for each in strokes if each.height]
    assert len(boxes) == 2
    assert len(rules) == 2
    for rule in rules:
        assert [
            line.words
            for line in lines
            if line.page == rule.page and line.x + 1 > rule.x and rule.y - 2 < line.y < rule.y + 15
        ] == []
    for words, box in zip(("On arrest", "After charge"), boxes, strict=True):
        choice = next(line for line in lines if line.words == words)
        assert 0 < choice.x - (box.x + box.width) < 8
        assert box.y < choice.y + choice.size / 3 < box.y + box.height


def test_the_history_of_a_copy_stands_at_the_foot_where_the_paper_asks_for_it():
    copy = Copy(number=2, made_at=datetime(2026, 7, 1, 8, 5, tzinfo=UTC), replaced_at=datetime(2026, 6, 1, tzinfo=UTC))
    paper = Paper.of_copy(copy, "Where to go next")
    paper.h1("Where to go next", says_copy=False)
    paper.p("Ring us.")
    paper.copy_history()
    lines, _ = placed(paper.pdf())
    assert [line.words.split(",")[0] for line in lines[:3]] == [
        "Where to go next", "Ring us.", "Copy 2. It takes the place of copy 1",
    ]  # fmt: skip
