"""Small numbers: a mask is solved over everything published together, and no reader can narrow a small count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.small_numbers import THRESHOLD, WIDTH, Cell, KnownDistance, hidden_of, ranges


def a_row(*counts, total):
    """Counts side by side under a total that is always shown."""
    cells = [
        Cell(name=str(place), start=str(place), end=str(place + 1), people=people)
        for place, people in enumerate(counts)
    ]
    return cells, [KnownDistance(start="0", end=str(len(counts)), low=total, high=total)]


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
    cells, known = a_row(*counts, total=sum(counts))
    masked = hidden_of(cells, known)
    assert masked == hidden
    assert all(ranges(cells, masked, known)[name] == widest for name in hidden)


def test_a_row_that_no_mask_makes_safe_has_to_go():
    cells, known = a_row(2, 2, total=4)
    assert hidden_of(cells, known) is None


def test_what_is_left_of_a_shown_whole_is_guarded_too():
    cells = [Cell(name="x", start="0", end="1", people=18, wholes=(20,))]
    assert hidden_of(cells) == {"x"}


def test_a_count_that_nobody_prints_is_guarded_by_hiding_what_gives_it_away():
    cells = [
        Cell(name="before", start="a", end="end", people=53),
        Cell(name="after", start="b", end="end", people=50),
        Cell(name="lost", start="a", end="b", people=3, printed=False),
    ]
    masked = hidden_of(cells)
    assert masked == {"after"}
    assert ranges(cells, masked)["lost"] == (0, 52)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=5))
def test_no_reader_of_a_row_narrows_a_small_count(counts):
    """Against every row that fits what is shown, one by one, and not against the rule's own reckoning."""
    cells, known = a_row(*counts, total=sum(counts))
    hidden = hidden_of(cells, known)
    if hidden is None:
        return
    unknown = [place for place in range(len(counts)) if str(place) in hidden]
    rest = sum(counts[place] for place in unknown)
    for place in unknown:
        if 0 < counts[place] < THRESHOLD:
            may_be = range(1, rest - (len(unknown) - 1) + 1)
            assert len(unknown) > 1
            assert max(may_be) >= THRESHOLD
            assert max(may_be) - min(may_be) >= WIDTH
