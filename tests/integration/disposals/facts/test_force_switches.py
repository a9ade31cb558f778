"""What a force has said on a day, and what holds until it has."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.disposals import actions
from pathways.disposals.facts import queries
from pathways.people.custody import queries as people
from pathways.refusals import Refused
from tests import county
from tests.integration.disposals.plain_disposal import scene


def say(value, *, name="cfg_o22_enabled", **dates):
    by = county.officer()
    given = {"valid_from": clock.today(), "source": "made up for the demonstration", "is_demonstration": True} | dates
    return actions.set_switch(by=by, organisation_id=county.force().id, name=name, value=value, **given)


def on(day):
    return queries.settings_on(county.force().id, day)["cfg_o22_enabled"]


def test_a_switch_holds_from_its_first_day_until_the_day_before_its_last(app):
    today = clock.today()
    say(True, valid_to=today + timedelta(days=10))
    assert on(today - timedelta(days=1)).value is None
    assert on(today).value is True
    assert on(today + timedelta(days=10)).value is None


def test_a_switch_of_the_demonstration_says_that_it_is_made_up(app):
    say(True)
    assert (on(clock.today()).source, on(clock.today()).is_demonstration) == ("made up for the demonstration", True)


def test_what_one_force_says_holds_for_no_other(app):
    say(True)
    other = county.force("Humberside Police")
    assert queries.settings_on(other.id, clock.today())["cfg_o22_enabled"].value is None


def test_a_list_is_kept_as_a_list(app):
    say(("cannabis",), name="cfg_pnd_families")
    assert queries.settings_on(county.force().id, clock.today())["cfg_pnd_families"].value == ("cannabis",)


def test_a_name_that_no_rule_reads_is_refused(app):
    with pytest.raises(Refused, match="No rule uses"):
        say(True, name="cfg_anything")


def test_the_case_of_an_episode_reads_the_switches_of_its_force(app):
    where = scene()
    say(True)
    case = queries.case_of(people.episode(where.officer, where.episode.id))
    assert case.settings["cfg_o22_enabled"].value is True
