"""How far a town is: said where both are known, and never guessed."""

from pathways.directory.matching.rules.weights import miles_between
from tests.areas import AREAS, CENTRES, ELSEWHERE


def test_miles_are_the_same_both_ways_and_none_within_one_town():
    assert miles_between(CENTRES, "Lincoln", "Boston") == miles_between(CENTRES, "Boston", "Lincoln") == 27
    assert miles_between(CENTRES, "Lincoln", "Lincoln") == 0


def test_a_town_without_a_centre_has_no_miles():
    assert all(miles_between(CENTRES, each.label, "Lincoln") is not None for each in AREAS)
    assert miles_between(CENTRES, "Lincoln", "Atlantis") is None
    assert miles_between(CENTRES, ELSEWHERE.label, "Lincoln") is None
    assert miles_between((), "Lincoln", "Boston") is None
