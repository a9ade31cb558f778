"""Two funnels of people: each stage a part of the one before, by the furthest stage of each person."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pathways.reporting.rules.funnels import BY_ANY_ROUTE, ON_ARREST, FunnelMask
from pathways.reporting.rules.overview import head_of, largest_loss
from pathways.small_numbers.published import HIDDEN
from tests.unit.reporting.alone import funnels_alone, rows_alone
from tests.unit.reporting.persons_journeys import PersonsJourney, funnel_of

TESTED = date(2026, 1, 5)
AS_AT = date(2026, 12, 31)


def after(days):
    return TESTED + timedelta(days=days)


def a_journey(person_id=1, steps=6, **changed):
    """A person tested on arrest who reached so many of the six later steps, one day after the other."""
    reached = tuple(after(step) if step < steps else None for step in range(6))
    return PersonsJourney(**{"person_id": person_id, "started_on": TESTED, "reached": reached} | changed)


def counts(journeys, as_at=AS_AT):
    return [row.people for row in funnel_of(journeys, stages=ON_ARREST, as_at=as_at).rows]


def test_a_whole_journey_is_one_person_at_every_stage():
    assert counts([a_journey()]) == [1] * 7


def test_a_person_tested_three_times_is_one_person_by_the_furthest_stage():
    arrest_funnel = funnel_of(
        [a_journey(steps=1), a_journey(steps=4), a_journey(steps=0)], stages=ON_ARREST, as_at=AS_AT
    )
    assert [row.people for row in arrest_funnel.rows] == [1, 1, 1, 1, 1, 0, 0]
    assert arrest_funnel.journeys == 3


def test_a_stage_counts_only_if_the_one_before_it_does():
    skipped = a_journey(reached=(after(0), None, after(1), after(2), after(3), after(4)))
    assert counts([skipped]) == [1, 1, 0, 0, 0, 0, 0]


def test_a_stage_reached_after_day_168_or_after_the_as_at_date_is_not_seen():
    assert counts([a_journey(reached=(after(168), None, None, None, None, None))])[1] == 1
    assert counts([a_journey(reached=(after(169), None, None, None, None, None))])[1] == 0
    assert counts([a_journey()], as_at=after(2)) == [1, 1, 1, 1, 0, 0, 0]


def test_a_step_dated_before_the_journey_began_is_listed_and_does_not_count():
    arrest_funnel = funnel_of(
        [a_journey(reached=(after(-1), None, None, None, None, None))], stages=ON_ARREST, as_at=AS_AT
    )
    assert (arrest_funnel.rows[1].people, arrest_funnel.out_of_order) == (0, 1)


def test_who_may_still_reach_the_next_step_is_pending_there_and_the_rest_is_not_final():
    rows = funnel_of([a_journey(1, steps=3), a_journey(2, steps=6)], stages=ON_ARREST, as_at=after(30)).rows
    assert [row.pending for row in rows] == [0, 0, 0, 0, 1, 0, 0]
    assert [row.is_final for row in rows] == [True] * 4 + [False] * 3


def test_nobody_is_pending_once_the_time_is_over_or_the_journey_is_settled():
    assert not funnel_of([a_journey(steps=3)], stages=ON_ARREST, as_at=after(168)).pending
    assert funnel_of([a_journey(steps=3)], stages=ON_ARREST, as_at=after(167)).pending == 1
    assert not funnel_of([a_journey(steps=0, is_settled=True)], stages=ON_ARREST, as_at=after(1)).pending


def test_a_journey_left_out_is_counted_beside():
    arrest_funnel = funnel_of([a_journey(1), a_journey(2, left_out=True)], stages=ON_ARREST, as_at=AS_AT)
    assert (arrest_funnel.rows[0].people, arrest_funnel.left_out, arrest_funnel.journeys) == (1, 1, 1)


def test_an_overturned_test_counts_as_tested_and_in_no_later_stage_even_if_the_assessment_was_attended():
    journeys = [a_journey(1, steps=6, is_overturned=True), a_journey(2, steps=6)]
    counted = funnel_of(journeys, stages=ON_ARREST, as_at=after(30))
    assert [row.people for row in counted.rows] == [2, 1, 1, 1, 1, 1, 1]
    assert [row.pending for row in counted.rows] == [0] * 7
    assert (counted.overturned, counted.overturned_people) == (1, 1)


def test_who_had_another_positive_test_stays_positive_beside_the_overturned_one():
    journeys = [a_journey(1, steps=6, is_overturned=True), a_journey(1, steps=2)]
    counted = funnel_of(journeys, stages=ON_ARREST, as_at=AS_AT)
    assert [row.people for row in counted.rows] == [1, 1, 1, 0, 0, 0, 0]
    assert (counted.overturned, counted.overturned_people) == (1, 0)


def test_a_test_the_laboratory_has_not_confirmed_stays_positive_and_is_counted_beside():
    counted = funnel_of([a_journey(1, steps=3, is_unconfirmed=True)], stages=ON_ARREST, as_at=AS_AT)
    assert [row.people for row in counted.rows] == [1, 1, 1, 1, 0, 0, 0]
    assert (counted.unconfirmed, counted.unconfirmed_people) == (1, 1)


def test_shares_are_of_the_stage_before_and_of_the_first():
    rows = funnel_of([a_journey(n, steps=min(n, 6)) for n in range(8)], stages=ON_ARREST, as_at=AS_AT).rows
    assert (rows[1].of_previous.count, rows[1].of_previous.of) == (7, 8)
    assert (rows[6].of_first.count, rows[6].of_first.of) == (2, 8)
    assert rows[0].of_previous is None


def journeys_of(*people_by_depth, **changed):
    """So many people who reached exactly 0, 1, 2 ... of the later steps."""
    numbers = iter(range(1000))
    return [
        a_journey(next(numbers), steps=depth, **changed)
        for depth, people in enumerate(people_by_depth)
        for _ in range(people)
    ]


def test_the_shown_table_is_in_words_with_intervals():
    rows = rows_alone(funnel_of(journeys_of(20, 0, 0, 10, 0, 0, 10), stages=ON_ARREST, as_at=AS_AT))
    assert rows[0].cells == ("Tested", "40", "", "", "", "0", "100.0%")
    assert rows[1].cells == ("Positive", "20", "40", "50.0%", "35.2 to 64.8", "0", "50.0%")
    assert rows[2].share == "100.0%"


def test_a_table_with_people_pending_says_so_far_and_prints_no_interval():
    rows = rows_alone(funnel_of(journeys_of(0, 0, 0, 10, 0, 0, 10), stages=ON_ARREST, as_at=after(30)))
    assert rows[3].interval != "not yet final"
    assert (rows[4].share, rows[4].interval, rows[4].pending) == ("50.0%, not yet final", "not yet final", "10")
    assert rows[6].interval == "not yet final"


def test_one_to_four_people_are_hidden_with_all_that_is_made_from_them():
    rows = rows_alone(funnel_of(journeys_of(20, 0, 0, 0, 0, 0, 3), stages=ON_ARREST, as_at=AS_AT))
    assert rows[0].people == "23"
    assert {rows[6].people, rows[6].share, rows[6].interval, rows[6].of_first} == {HIDDEN}
    assert rows[6].count is None


def test_a_count_that_leaves_one_to_four_of_the_stage_before_is_hidden_too():
    rows = rows_alone(funnel_of(journeys_of(3, 0, 0, 0, 0, 0, 20), stages=ON_ARREST, as_at=AS_AT))
    assert [row.people for row in rows] == ["23", *[HIDDEN] * 6]


def test_a_true_nought_is_shown():
    rows = rows_alone(funnel_of(journeys_of(20, 0, 0, 0, 0, 0, 0), stages=ON_ARREST, as_at=AS_AT))
    assert [row.people for row in rows] == ["20", "0", "0", "0", "0", "0", "0"]
    assert rows[2].share == "no cases"


def test_few_pending_are_hidden_and_leave_the_people_shown():
    rows = rows_alone(funnel_of(journeys_of(0, 0, 0, 30, 0, 0, 30), stages=ON_ARREST, as_at=AS_AT))
    assert rows[4].pending == "0"
    young = [
        a_journey(900 + n, steps=3, started_on=after(330), reached=(after(330),) * 3 + (None,) * 3) for n in range(2)
    ]
    rows = rows_alone(funnel_of([*journeys_of(0, 0, 0, 30, 0, 0, 30), *young], stages=ON_ARREST, as_at=AS_AT))
    assert (rows[4].people, rows[4].pending, rows[4].waiting) == ("30", HIDDEN, None)


def test_the_sentence_names_the_largest_loss_without_those_pending():
    arrest_funnel = funnel_of(journeys_of(0, 0, 50, 10, 0, 0, 20), stages=ON_ARREST, as_at=AS_AT)
    assert (
        largest_loss(arrest_funnel, *funnels_alone(arrest_funnel))
        == "The largest loss is between assessment required and referred: 50 people."
    )
    nobody = funnel_of([], stages=ON_ARREST, as_at=AS_AT)
    assert largest_loss(nobody, *funnels_alone(nobody)) == ""


def test_a_negative_test_is_no_loss():
    negative = funnel_of(journeys_of(50, 0, 0, 0, 0, 0, 20), stages=ON_ARREST, as_at=AS_AT)
    assert largest_loss(negative, *funnels_alone(negative)) == ""


def test_the_sentence_tells_pending_apart():
    old = journeys_of(0, 0, 0, 30, 0, 0, 30)
    young = [
        a_journey(900 + n, steps=3, started_on=after(330), reached=(after(330),) * 3 + (None,) * 3) for n in range(9)
    ]
    both = funnel_of([*old, *young], stages=ON_ARREST, as_at=AS_AT)
    sentence = largest_loss(both, *funnels_alone(both))
    assert sentence == "The largest loss is between referred and accepted: 30 people, and 9 more are pending."


def test_a_loss_that_is_hidden_may_be_larger_so_the_largest_is_not_claimed():
    arrest_funnel = funnel_of(journeys_of(0, 0, 50, 10, 0, 0, 20), stages=ON_ARREST, as_at=AS_AT)
    last_is_hidden = FunnelMask(people=(False,) * 6 + (True,), pending=(False,) * 7)
    sentence = largest_loss(arrest_funnel, last_is_hidden)
    assert sentence == (
        "Of the losses that are shown the largest is between assessment required and referred: 50 people."
    )


def test_the_second_funnel_begins_with_the_referral():
    referred = PersonsJourney(person_id=1, started_on=TESTED, reached=(after(1), None, None))
    referral_funnel = funnel_of([referred], stages=BY_ANY_ROUTE, as_at=AS_AT)
    assert [row.people for row in referral_funnel.rows] == [1, 1, 0, 0]
    assert head_of(referral_funnel)[-1] == "Of referred"


@given(
    st.lists(
        st.builds(
            PersonsJourney,
            person_id=st.integers(1, 5),
            started_on=st.just(TESTED),
            reached=st.tuples(*[st.none() | st.integers(-2, 200).map(after)] * 6),
            is_settled=st.booleans(),
            left_out=st.booleans(),
        )
    ),
    st.integers(0, 300).map(after),
)
def test_every_stage_is_a_part_of_the_one_before_and_pending_fits(journeys, as_at):
    rows = funnel_of(journeys, stages=ON_ARREST, as_at=as_at).rows
    for before, row in pairwise(rows):
        assert row.people + row.pending <= before.people
