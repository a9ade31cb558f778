"""Small numbers: a mask is solved over everything published together, no reader narrows a small count, and no figure is
hidden that could have been shown."""

from itertools import chain, combinations
from random import Random

import pytest

from pathways.small_numbers.masking import cost_of, hidden_of
from pathways.small_numbers.published import Figure, Known, Published, Rank, Sum, is_small
from tests.rounds import rounds
from tests.unit.small_numbers.attacker import may_be, worked_out


def a_row(*counts):
    """Counts side by side under a total that is always shown."""
    figures = [Figure(name=str(place), people=people) for place, people in enumerate(counts)]
    total = Figure(name="all", people=sum(counts), rank=Rank.TOTAL, stays=True)
    return Published(figures=[*figures, total], sums=[Sum("all", tuple(figure.name for figure in figures))])


def a_table(rows, *, stays=()):
    """Rows of counts with the totals of rows and columns, and of all of them; those of `stays` are always shown."""
    columns = [str(place) for place in range(len(next(iter(rows.values()))))]
    figures, sums = [], []

    def add(name, people, parts, rank=Rank.SUBTOTAL):
        figures.append(Figure(name=name, people=people, rank=rank, stays=name in stays))
        sums.append(Sum(name, tuple(parts)))

    for row, counts in rows.items():
        figures += [Figure(name=row + column, people=count) for column, count in zip(columns, counts, strict=True)]
        add(row, sum(counts), (row + column for column in columns))
    for column, counts in zip(columns, zip(*rows.values(), strict=True), strict=True):
        add(column, sum(counts), (row + column for row in rows))
    add("all", sum(map(sum, rows.values())), rows, Rank.TOTAL)
    sums.append(Sum("all", tuple(columns)))
    return Published(figures=figures, sums=sums)


@pytest.mark.parametrize(
    ("counts", "hidden", "widest"),
    [
        ((3, 12, 40, 70), {"0", "1"}, (1, 14)),
        ((2, 2, 9, 50), {"0", "1", "2"}, (1, 11)),
        ((1, 1, 9), {"0", "1", "2"}, (1, 9)),
        ((5, 12, 40), set(), None),
        ((0, 12, 40), set(), None),
    ],
)
def test_the_rows_worked_out_by_hand_are_hidden_as_far_as_said_there(counts, hidden, widest):
    row = a_row(*counts)
    masked = hidden_of(row)
    assert masked == hidden
    assert all(may_be(row, masked, name) == widest for name in hidden)


def test_the_table_worked_out_by_hand_hides_two_areas_in_both_columns_and_no_total():
    table = a_table({"A": (20, 30), "B": (3, 17), "C": (15, 25)})
    hidden = hidden_of(table)
    assert hidden == {"B0", "B1", "C0", "C1"}
    assert [may_be(table, hidden, name) for name in sorted(hidden)] == [(1, 17), (3, 19), (1, 17), (23, 39)]


def test_what_is_published_already_stays_so_the_figure_that_would_give_the_new_one_away_is_hidden():
    figures = [
        Figure(name="first quarter", people=12, stays=True),
        Figure(name="second quarter", people=3),
        Figure(name="half-year", people=15, rank=Rank.SUBTOTAL),
    ]
    year_to_date = Published(figures=figures, sums=[Sum("half-year", ("first quarter", "second quarter"))])
    assert hidden_of(year_to_date) == {"second quarter", "half-year"}


def test_a_row_that_no_mask_makes_safe_has_to_go():
    assert hidden_of(a_row(2, 2)) is None


def test_what_is_left_of_a_shown_whole_and_of_nobody_s_printing_is_guarded_too():
    stages = [
        Figure(name="before", people=53, rank=Rank.SUBTOTAL),
        Figure(name="after", people=50, rank=Rank.SUBTOTAL),
        Figure(name="lost", people=3, printed=False),
    ]
    published = Published(figures=stages, sums=[Sum("before", ("after", "lost"))])
    hidden = hidden_of(published)
    assert hidden == {"after"}
    assert may_be(published, hidden, "lost") == (0, 52)


def test_a_row_is_hidden_whole_and_what_a_reader_knows_besides_is_reckoned_with():
    figures = [
        Figure(name="could", people=40, row="Black", star=0, rank=Rank.SUBTOTAL),
        Figure(name="had", people=2, row="Black", star=0),
        Figure(name="had not", people=38, printed=False),
    ]
    sums = [Sum("could", ("had", "had not"))]
    assert hidden_of(Published(figures=figures, sums=sums)) == {"could", "had"}
    at_most_three = Published(figures=figures, sums=sums, known=[Known(name="had", high=3)])
    assert hidden_of(at_most_three) is None


def test_a_table_of_halves_of_people_is_no_table():
    """Three times what is hidden, and the rest: 9 less a multiple of 3 is 3 or 6, whatever lies between."""
    figures = [
        Figure(name="all", people=9, rank=Rank.TOTAL),
        Figure(name="few", people=3),
        Figure(name="third", people=2, printed=False, of_people=False),
    ]
    published = Published(
        figures=figures, sums=[Sum("all", ("few", "third", "third", "third"))], known=[Known(name="few", high=8)]
    )
    assert may_be(published, frozenset({"few"}), "few") == (3, 6)
    assert hidden_of(published) == {"few", "all"}


def test_where_the_solver_gives_no_answer_nothing_small_is_shown(monkeypatch):
    row = a_row(4, 13, 41, 71)
    assert hidden_of(row) == {"0", "1"}
    monkeypatch.setattr("pathways.small_numbers.readers.Model.solved", lambda *_args, **_options: None)
    assert hidden_of(row, looks=9) is None


def test_what_says_that_a_figure_is_no_less_is_hidden_where_nothing_says_that_it_is_no_more():
    figures = [
        Figure(name="always shown", people=9, stays=True, rank=Rank.TOTAL),
        Figure(name="shown", people=8, rank=Rank.SUBTOTAL),
        Figure(name="few", people=4),
        Figure(name="others", people=5, printed=False),
        Figure(name="further", people=4, printed=False, of_people=False),
    ]
    published = Published(
        figures=figures,
        sums=[Sum("always shown", ("few", "others")), Sum("shown", ("few", "further"))],
        known=[Known(name="others", low=3, high=9), Known(name="further", high=5)],
    )
    assert hidden_of(published) == {"few", "shown"}


@pytest.mark.parametrize(
    ("figures", "sums", "known"),
    [
        ([Figure(name="a", people=1), Figure(name="a", people=2)], [], []),
        ([Figure(name="a", people=1)], [Sum("a", ("b",))], []),
        ([Figure(name="a", people=1), Figure(name="b", people=2)], [Sum("a", ("b",))], []),
        ([Figure(name="a", people=1)], [], [Known(name="a", low=2, high=3)]),
        ([Figure(name="a", people=-1, printed=False)], [], []),
    ],
)
def test_what_contradicts_itself_is_not_published(figures, sums, known):
    with pytest.raises(ValueError, match=r"called|sum|between|nobody"):
        Published(figures=figures, sums=sums, known=known)


COUNTS = (0, 1, 2, 3, 4, 5, 6, 8, 11, 20, 45)


def a_made_up_table(chance, rows, columns):
    """With some of its totals always shown."""
    counts = {chr(ord("A") + row): tuple(chance.choice(COUNTS) for _ in range(columns)) for row in range(rows)}
    totals = [*counts, *(str(column) for column in range(columns)), "all"]
    return a_table(counts, stays=chance.sample(totals, chance.randrange(len(totals))))


def overlapping(chance):
    """Lines of which people may be on several, their sum, and what is left of everybody without each."""
    everybody = chance.randint(10, 60)
    lines = [chance.randint(0, everybody) for _ in range(chance.randint(2, 4))]
    figures, sums = [Figure(name="everybody", people=everybody, rank=Rank.TOTAL, stays=True)], []
    for place, people in enumerate(lines):
        figures += [
            Figure(name=str(place), people=people),
            Figure(name=f"not {place}", people=everybody - people, printed=False),
        ]
        sums.append(Sum("everybody", (str(place), f"not {place}")))
    figures.append(Figure(name="mentions", people=sum(lines), rank=Rank.SUBTOTAL, of_people=False))
    sums.append(Sum("mentions", tuple(str(place) for place in range(len(lines)))))
    return Published(figures=figures, sums=sums)


def made_up(chance):
    if chance.random() < 0.4:
        return overlapping(chance)
    return a_made_up_table(chance, chance.randint(2, 3), chance.randint(1, 2))


def cost(published, units):
    return sum(cost_of(published, unit) for unit in units)


@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(12, 40)))
def test_no_other_hiding_that_is_safe_costs_less(seed):
    """Every choice of figures is tried, cheapest first, and the first that this reader cannot break is ours."""
    published = made_up(Random(f"every choice {seed}"))
    hidden = hidden_of(published)
    more = [unit for unit in published.units if unit not in published.primary]
    choices = chain.from_iterable(combinations(more, number) for number in range(len(more) + 1))
    for choice in sorted(choices, key=lambda units: cost(published, units)):
        safe = published.names_in({*published.primary, *choice})
        if not worked_out(published, safe):
            assert hidden is not None
            assert cost(published, {published.by_name[name].unit for name in hidden}) == pytest.approx(
                cost(published, {*published.primary, *choice})
            )
            return
    assert hidden is None


@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(4, 12)))
def test_no_reader_of_a_large_table_works_out_a_small_number(seed):
    published = a_made_up_table(Random(f"large {seed}"), 12, 4)
    hidden = hidden_of(published)
    if hidden is not None:
        assert worked_out(published, hidden) == {}
        assert all(figure.name in hidden for figure in published.figures if is_small(figure.people))


@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(4, 12)))
def test_where_the_least_is_not_sought_to_the_end_it_is_safe_all_the_same_and_not_much_more(seed):
    published = a_made_up_table(Random(f"one by one {seed}"), 6, 3)
    least = hidden_of(published)
    soon = hidden_of(published, looks=1)
    if least is None or soon is None:
        assert least is soon is None
        return
    assert worked_out(published, soon) == {}
    for unit in {published.by_name[name].unit for name in soon} - published.primary:
        assert worked_out(published, soon - published.names_in([unit])) != {}, "it could have been shown"
