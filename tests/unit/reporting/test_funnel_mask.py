"""No reader of both funnels, with everything their page prints, narrows a small number of people."""

from dataclasses import replace
from datetime import date
from itertools import count, pairwise, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways.reporting.rules.funnels import BY_ANY_ROUTE, ON_ARREST, parts_of
from pathways.reporting.rules.overview import shown
from pathways.reporting.rules.overview_counts import overview_counts
from pathways.reporting.rules.proportions import Period
from pathways.small_numbers.published import HIDDEN, THRESHOLD, TOO_FEW_BASE, WIDTH
from tests.unit.reporting import persons_journeys
from tests.unit.reporting.alone import funnels_alone, overview_alone, rows_alone
from tests.unit.reporting.persons_journeys import PersonsJourney, funnel_of

START = date(2026, 1, 5)
AS_AT = date(2026, 3, 1)


def journeys(*lost_and_pending, stages=ON_ARREST):
    """People by their furthest stage: (who went no further for good, who still may) at each."""
    numbers = count()
    return tuple(
        PersonsJourney(
            person_id=next(numbers),
            started_on=START,
            reached=tuple(START if later < depth else None for later in range(len(stages) - 1)),
            is_settled=settled,
        )
        for depth, both in enumerate(lost_and_pending)
        for people, settled in zip(both, (True, False), strict=True)
        for _ in range(people)
    )


def a_funnel(*lost_and_pending, stages=ON_ARREST):
    return funnel_of(journeys(*lost_and_pending, stages=stages), stages=stages, as_at=AS_AT)


def final(*lost):
    return [(people, 0) for people in lost]


def people_of(funnel, mask=None):
    return [row.people for row in shown(funnel, mask or funnels_alone(funnel)[0])]


def test_a_stage_between_53_and_49_is_hidden_and_so_is_the_one_that_narrows_it():
    assert people_of(a_funnel(*final(100, 2, 2, 9, 10, 10, 20))) == ["153", "53", "*", "*", "40", "30", "20"]


def test_stages_that_lose_nobody_or_five_are_shown():
    assert people_of(a_funnel(*final(5, 0, 5, 0, 5, 5, 5))) == ["25", "20", "20", "15", "15", "10", "5"]


def test_a_loss_that_shows_only_beside_who_is_pending_hides_who_is_pending():
    row = rows_alone(a_funnel((0, 0), (0, 0), (3, 20), (0, 0), (0, 0), (0, 0), (30, 0)))[3]
    assert (row.people, row.pending, row.waiting) == ("30", HIDDEN, None)


def test_few_negatives_hide_how_many_the_laboratory_overturned_and_few_confirmed_how_many_wait():
    overturned = tuple(
        replace(journey, person_id=journey.person_id + 100, is_overturned=True) for journey in journeys((12, 0))
    )
    waiting = tuple(
        replace(journey, person_id=journey.person_id + 200, is_unconfirmed=True)
        for journey in journeys((0, 0), (27, 0))
    )
    for others, hides in ((3, True), (8, False)):
        whole = (*journeys((others, 0), (others, 0)), *overturned, *waiting)
        (mask,) = funnels_alone(funnel_of(whole, stages=ON_ARREST, as_at=AS_AT))
        assert (mask.overturned, mask.unconfirmed) == (hides, hides)


def test_below_ten_people_no_figure_of_the_funnel_is_shown():
    small_funnel = a_funnel(*final(5, 0, 0, 0, 0, 0, TOO_FEW_BASE - 6))
    (mask,) = funnels_alone(small_funnel)
    assert mask.is_dropped
    assert {cell for row in shown(small_funnel, mask) for cell in row.cells[1:]} == {HIDDEN, ""}


def test_both_funnels_beside_each_other_do_not_tell_who_was_referred_some_other_way():
    tested = a_funnel(*final(30, 0, 0, 10, 10, 10, 10))
    referred = a_funnel(*final(13, 10, 10, 10), stages=BY_ANY_ROUTE)
    alone = [people_of(tested), people_of(referred)]
    assert alone == [["70", "40", "40", "40", "30", "20", "10"], ["43", "30", "20", "10"]]
    together = funnels_alone(tested, referred, nested=True)
    assert people_of(referred, together[1]) != alone[1] or people_of(tested, together[0]) != alone[0]


def test_the_page_masks_together_only_where_its_period_is_not_over():
    tested = journeys(*final(30, 0, 0, 10, 10, 10, 10))
    referred = journeys(*final(13, 10, 10, 10), stages=BY_ANY_ROUTE)
    for to_on, is_joined in ((AS_AT, True), (date(2026, 2, 1), False)):
        counts = overview_counts(
            *(persons_journeys.people_of(each, AS_AT) for each in (tested, referred)),
            includes_who_was_tested=is_joined,
        )
        views = overview_alone(counts, Period(from_on=START, to_on=to_on, as_at=AS_AT)).funnels
        stars = sum(row.people == HIDDEN for view in views for row in view.rows)
        assert bool(stars) is is_joined


def reader(funnel, mask):
    """Every way the people may be spread that fits what is printed, as the counts it gives."""
    total, steps = funnel.rows[0].people, len(funnel.rows) - 1
    for spread in product(range(total + 1), repeat=2 * steps):
        last = total - sum(spread)
        if last < 0:
            continue
        losses = [spread[2 * step] + spread[2 * step + 1] for step in range(steps)]
        people = [total - sum(losses[:step]) for step in range(steps + 1)]
        waiting = [0, *(spread[2 * step + 1] for step in range(steps))]
        if all(
            (here >= 1 if hides else here == row.people) and (waits >= 1 if hides_waiting else waits == row.pending)
            for here, waits, row, hides, hides_waiting in zip(
                people, waiting, funnel.rows, mask.people, mask.pending, strict=True
            )
        ):
            yield (
                *people,
                *waiting,
                *(spread[2 * step] for step in range(steps)),
                *losses,
                *(total - here for here in people),
            )


FEW = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=3, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(FEW.filter(lambda depths: TOO_FEW_BASE <= sum(map(sum, depths)) <= 15))
def test_a_reader_who_tries_every_spread_of_people_never_narrows_a_small_number(lost_and_pending):
    stages = BY_ANY_ROUTE[:3]
    short_funnel = a_funnel(*lost_and_pending, stages=stages)
    (mask,) = funnels_alone(short_funnel)
    if mask.is_dropped:
        return
    rows = short_funnel.rows
    losses = [before.people - here.people for before, here in pairwise(rows)]
    truth = (
        *(row.people for row in rows),
        *(row.pending for row in rows),
        *(loss - row.pending for loss, row in zip(losses, rows[1:], strict=True)),
        *losses,
        *(rows[0].people - row.people for row in rows),
    )
    may_be = list(zip(*reader(short_funnel, mask), strict=True))
    for true, values in zip(truth, may_be, strict=True):
        assert true in values
        if 0 < true < THRESHOLD:
            assert max(values) >= THRESHOLD
            assert max(values) - min(values) >= WIDTH


PEOPLE = st.tuples(st.integers(0, 40), st.integers(0, 12))


@settings(max_examples=100, deadline=None)
@given(st.lists(PEOPLE, min_size=7, max_size=7), st.lists(PEOPLE, min_size=4, max_size=4))
def test_every_figure_printed_is_a_nought_or_five_and_none_printed_gives_away_fewer(tested, referred):
    first, second = a_funnel(*tested), a_funnel(*referred, stages=BY_ANY_ROUTE)
    for each_funnel, mask in zip((first, second), funnels_alone(first, second, nested=True), strict=True):
        figures = [row.count for row in shown(each_funnel, mask)] + [row.waiting for row in shown(each_funnel, mask)]
        assert not [figure for figure in figures if figure and figure < THRESHOLD]
        counts = {figure.name: figure.people for figure in parts_of(each_funnel)[0]}
        for step in range(1, len(each_funnel.rows)):
            if not mask.people[step] and not mask.people[step - 1]:
                assert not 0 < counts[f"0 not so far {step}"] < THRESHOLD
