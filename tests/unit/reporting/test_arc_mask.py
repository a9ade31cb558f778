"""An ARC report gives no few people away: on the page, in its charts, its paper and its file alike."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.reporting.charts import arc as charts
from pathways.reporting.documents import files
from pathways.reporting.rules.arc import ASSESSED, ArcCounts, published, published_of
from pathways.reporting.rules.arc_units import ArcLine
from pathways.reporting.rules.arc_words import (
    SMALL,
    groups_check,
    lead,
    outcome_check,
    outcome_rows,
    substances_sentence,
)
from pathways.reporting.rules.proportions import ClassTally, possible_range
from pathways.small_numbers.beside import hidden_alone
from pathways.small_numbers.published import HIDDEN, THRESHOLD, TOO_FEW_BASE, WIDTH
from pathways.vocabulary import Substance
from tests.unit.reporting.cohorts import a_person, report_of
from tests.unit.reporting.cohorts import published as the_published_people
from tests.unit.small_numbers.attacker import worked_out


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
    return cells, [*words, use.alt, use.note, dots.alt, dots.note, *files.arc_lines(arc_report)]


def test_the_published_table_has_nothing_to_hide():
    assert report_of(*the_published_people()).hidden == frozenset()


def test_few_in_a_group_are_hidden_with_the_group_that_gives_them_away_and_the_line_or_sum_that_would():
    arc_report = report(nothing=3)
    assert dict(published(arc_report))["no_use"] == HIDDEN
    assert groups_check(arc_report) == SMALL
    assert {"no_use", "users", "engaged_of_users"} <= arc_report.hidden
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
    assert "named most often" not in drawn.alt + substances_sentence(arc_report)


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


counts = st.integers(0, 12)


@settings(max_examples=100, deadline=None)
@given(st.tuples(counts, counts, counts), st.tuples(counts, counts, counts, counts))
def test_groups_and_outcomes_are_never_narrowed_by_what_stands_beside_them(groups, outcome):
    assessed = max(sum(groups), sum(outcome), TOO_FEW_BASE)
    groups = (groups[0], groups[1], groups[2] + assessed - sum(groups))
    no, pending, yes, died = (outcome[0] + assessed - sum(outcome), *outcome[1:])
    table = decided(groups, ClassTally(no=no, pending=pending, yes=yes, died=died), {})
    assert worked_out(table.published, table.hidden) == {}


def decided(groups, outcome, lines):
    """Counts of no people in particular, as they are hidden alone."""
    counts = ArcCounts(
        assessed=sum(groups),
        lines=lines,
        multiple=groups[0],
        single=groups[1],
        none=groups[2],
        outcome=outcome,
        engaged_of_users=None,
        range_of_users=possible_range(outcome.yes, sum(groups), groups[0] + groups[1]),
        earlier_marks=0,
        unnamed=0,
        merged=0,
        recorded_under=(),
    )
    return hidden_alone("arc", published_of(counts))


@pytest.mark.parametrize("multiple", [0, 3, 5])
@settings(max_examples=25, deadline=None)
@given(st.integers(5, 8), st.integers(0, 6), st.data())
def test_a_reader_who_tries_every_number_on_every_line_and_in_every_group_narrows_none(multiple, single, nothing, data):
    users, assessed = single + multiple, max(single + multiple + nothing, TOO_FEW_BASE)
    groups = (multiple, single, assessed - users)
    first = data.draw(st.integers(0, users), label="a")
    second = data.draw(st.integers(users - first, min(users, single + 2 * multiple - first)), label="b")
    table = decided(groups, ClassTally(no=assessed), {ArcLine.HEROIN: first, ArcLine.COCAINE: second})
    hidden, stars = table.hidden, {each.name: each.star for each in table.published.figures}
    if ASSESSED in hidden:
        assert hidden >= {each.name for each in table.published.figures if each.printed}
        return

    def fits(name, value, true):
        return value >= stars[name] if name in hidden else value == true

    def told_by(several, one, on_first, on_second):
        """Everything that may be a few people: the groups, the lines, and who is not on each."""
        use = several + one
        of_lines = [of - line for line in (on_first, on_second) for of in (use, assessed)]
        return (several, one, assessed - use, use, assessed - several, assessed - one, on_first, on_second, *of_lines)

    possible = [
        told_by(several, one, *lines)
        for several in range(assessed + 1)
        for one in range(assessed + 1 - several)
        if fits("multiple_use", several, multiple)
        and fits("single_use", one, single)
        and fits("no_use", assessed - several - one, assessed - users)
        and fits("users", several + one, users)
        for lines in product(range(several + one + 1), repeat=2)
        if several + one <= sum(lines) <= one + 2 * several
        and fits("mentions", sum(lines), first + second)
        and all(
            fits(name, it, true) for name, it, true in zip(("heroin", "cocaine"), lines, (first, second), strict=True)
        )
    ]
    for true, values in zip(told_by(multiple, single, first, second), zip(*possible, strict=True), strict=True):
        assert true in values
        if 0 < true < THRESHOLD:
            assert max(values) >= THRESHOLD
            assert max(values) - min(values) >= WIDTH
