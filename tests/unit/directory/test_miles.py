"""How far a town is: said where both are known, and never guessed."""

from pathways.directory.rules.miles import miles_between
from pathways.vocabulary import Area


def test_miles_are_the_same_both_ways_and_none_within_one_town():
    assert miles_between("Lincoln", "Boston") == miles_between("Boston", "Lincoln") == 27
    assert miles_between("Lincoln", "Lincoln") == 0


def test_every_named_area_of_the_county_is_on_the_map_and_a_town_that_is_not_has_no_miles():
    assert all(miles_between(each.label, "Lincoln") is not None for each in Area if each is not Area.ELSEWHERE)
    assert miles_between("Lincoln", "Atlantis") is None
    assert miles_between(Area.ELSEWHERE.label, "Lincoln") is None
