"""Every figure of the Tactical pack, and every line of its lists, equals a count apart over the rows."""

import pytest

from pathways import clock
from tests.integration.deadlines.by_hand_tactical import Tactical
from tests.integration.deadlines.tactical_county import NIGHTS, a_tactical_county
from tests.integration.deadlines.tactical_printed import differences, never_counted
from tests.rounds import rounds


@pytest.mark.database
@pytest.mark.rounds
@pytest.mark.parametrize("seed", list(NIGHTS)[: rounds(1, 5)])
def test_every_figure_of_every_reader_of_a_drawn_county_is_that_of_a_count_apart(built_once, app, the_clock, seed):
    """Each with a last night of its own, on both sides of the moments on which deadlines hang."""
    people = rounds(34, 110)
    readers = built_once(f"tactical_county_{seed}", lambda: a_tactical_county(seed, the_clock, people))
    apart = Tactical(clock.now())
    assert {user.name: differ for user in readers if (differ := differences(apart, user))} == {}
    assert never_counted(apart, readers) == set()
