"""An ARC report gives no few people away: on the page, in its charts, its paper and its file alike."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.reporting import charts, documents
from pathways.reporting.rules.arc import Counted, cells_of_groups, cells_of_outcomes, hidden_in_arc, published
from pathways.reporting.rules.arc_words import (
    SMALL,
    groups_check,
    lead,
    outcome_check,
    outcome_rows,
    substances_sentence,
)
from pathways.reporting.rules.proportions import ClassTally
from pathways.small_numbers import HIDDEN, THRESHOLD, TOO_FEW_BASE, WIDTH, ranges
from pathways.vocabulary import Substance
from tests.unit.reporting.cohorts import a_person, report_of
from tests.unit.reporting.cohorts import published as the_published_people


def report(heroin=20, cannabis=20, both=20, nothing=20, engaged=20, died=0):
    """So many people on each, the first of them engaged, the last of them died."""
    uses = [(Substance.HEROIN,)] * heroin + [(Substance.CANNABIS,)] * cannabis
    uses += [(Substance.HEROIN, Substance.CANNABIS)] * both + [()] * nothing
    marks = [{"engaged_on": (date(2018, 6, 1),)}] * engaged
    deaths = [{"died_on": date(2019, 1, 1)}] * died
    facts = [*marks, *({} for _ in range(len(uses) - engaged - died)), *deaths]
    people = zip(uses, facts, strict=True)
    return report_of(*(a_person(number, *used, **fact) for number, (used, fact) in enumerate(people)))


def everything_said(arc_report):
    """Every sentence, table, alternative text and line of the file."""
    use, dots = charts.both_of_arc(arc_report)
    cells = [cell for table in (use.rows, dots.rows, outcome_rows(arc_report)) for row in table for cell in row[1:]]
    words = [lead(arc_report), groups_check(arc_report), outcome_check(arc_report), substances_sentence(arc_report)]
    return cells, [*words, use.alt, use.note, dots.alt, dots.note, *documents.arc_lines(arc_report)]


def test_the_published_table_has_nothing_to_hide():
    assert report_of(*the_published_people()).hidden == frozenset()


def test_few_in_a_group_are_hidden_with_the_group_that_gives_them_away_and_all_lines():
    arc_report = report(nothing=3)
    assert dict(published(arc_report))["no_use"] == HIDDEN
    assert groups_check(arc_report) == SMALL
    assert {"no_use", "users", "mentions", "heroin", "engaged_of_users"} <= arc_report.hidden
    assert arc_report.hidden & {"multiple_use", "single_use"}
    assert "most common" not in charts.both_of_arc(arc_report)[0].alt


def test_few_who_died_are_hidden_with_every_share_that_leaves_them_out():
    arc_report = report(died=2)
    rows = {row[0]: row[1:] for row in outcome_rows(arc_report)}
    assert rows["Died before engaging (left out of the shares)"] == (HIDDEN, "", "")
    assert rows["Engaged, of all assessed"][1:] == (HIDDEN, HIDDEN)
    assert "%" not in lead(arc_report)


def test_a_hidden_substance_stands_last_with_no_dot_and_no_substance_leads():
    arc_report = report(heroin=0, both=3, cannabis=60)
    drawn = charts.both_of_arc(arc_report)[1]
    assert drawn.rows[-1][1] == HIDDEN
    assert "used by most" not in drawn.alt + substances_sentence(arc_report)


@settings(max_examples=40, deadline=None)
@given(*[st.integers(0, 12)] * 4, st.integers(0, 9), st.integers(0, 4))
def test_no_figure_said_anywhere_is_one_to_four(heroin, cannabis, both, nothing, engaged, died):
    assessed = heroin + cannabis + both + nothing
    if assessed < TOO_FEW_BASE or engaged + died > assessed:
        return
    arc_report = report(heroin, cannabis, both, nothing, engaged, died)
    cells, words = everything_said(arc_report)
    few = {str(number) for number in range(1, THRESHOLD)}
    assert not few & set(cells)
    assert not [line for line in words[8:] if line.strip().rpartition(",")[2] in few]
    for name in arc_report.hidden & {name for name, _ in published(arc_report)}:
        assert f"{name},{HIDDEN}\r\n" in words


def narrows_nothing(cells, known, hidden):
    for name, (low, high) in ranges(cells, hidden, known).items():
        (cell,) = [cell for cell in cells if cell.name == name]
        guarded = [(low, high)] if 0 < cell.people < THRESHOLD else []
        guarded += [(whole - high, whole - low) for whole in cell.wholes if 0 < whole - cell.people < THRESHOLD]
        assert all(most >= THRESHOLD and most - least >= WIDTH for least, most in guarded)


counts = st.integers(0, 12)


@settings(max_examples=100, deadline=None)
@given(st.tuples(counts, counts, counts), st.tuples(counts, counts, counts, counts))
def test_groups_and_outcomes_are_never_narrowed_by_what_stands_beside_them(groups, outcome):
    assessed = max(sum(groups), sum(outcome), TOO_FEW_BASE)
    groups = (groups[0], groups[1], groups[2] + assessed - sum(groups))
    no, pending, yes, died = (outcome[0] + assessed - sum(outcome), *outcome[1:])
    figures = Counted(assessed, groups, ClassTally(no=no, pending=pending, yes=yes, died=died), {}, None)
    hidden = hidden_in_arc(figures)
    for cells, known in (cells_of_groups(figures), cells_of_outcomes(figures)):
        narrows_nothing(cells, known, hidden)


@pytest.mark.parametrize("multiple", [0, 5])
@settings(max_examples=25, deadline=None)
@given(st.integers(5, 9), st.data())
def test_a_reader_who_tries_every_number_on_every_line_narrows_none(multiple, single, data):
    users, most = single + multiple, single + 3 * multiple
    total = data.draw(st.integers(users, most), label="mentions")
    first = data.draw(st.integers(max(0, total - 2 * users), min(users, total)), label="a")
    second = data.draw(st.integers(max(0, total - first - users), min(users, total - first)), label="b")
    lines = (first, second, total - first - second)
    figures = Counted(
        users + 20, (multiple, single, 20), ClassTally(no=users + 20), dict(zip("abc", lines, strict=True)), None
    )
    hidden = hidden_in_arc(figures)
    # A table without a safe mask hides its noughts too, so that stars on every line may stand for them.
    least = 0 if hidden >= set(figures.lines) else 1
    fits = [
        spread
        for spread in product(range(users + 1), repeat=3)
        if users <= sum(spread) <= most
        and ("mentions" in hidden or sum(spread) == sum(lines))
        and all(
            (it >= least if name in hidden else it == true) for name, it, true in zip("abc", spread, lines, strict=True)
        )
    ]
    for true, values in zip(lines, zip(*fits, strict=True), strict=True):
        for whole in (0, users):
            if 0 < abs(whole - true) < THRESHOLD:
                differences = {abs(whole - value) for value in values}
                assert max(differences) >= THRESHOLD
                assert max(differences) - min(differences) >= WIDTH
