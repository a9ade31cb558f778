"""A switch is proposed by one policy lead and decided by another; what nobody has set is said first."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.auth.models import RoleHeld
from pathways.auth.roles import Role
from pathways.disposals import actions as disposals
from pathways.disposals.facts import queries
from pathways.policy import actions
from pathways.policy.queries import said_of
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store.base import db
from tests import county
from tests.integration.hostile.typed import filled_in
from tests.integration.policy.policy_scenes import CHECKED, SAID, a_lead, decided, on, proposed, tomorrow

O22 = "cfg_o22_enabled"


def setting(day, name=O22):
    return queries.settings_on(county.force().id, day)[name]


def test_on_the_pages_one_proposes_and_another_approves_and_it_holds_from_its_first_day(app, client_of):
    first, second = (client_of(county.user(Role.PL, name=name), Role.PL) for name in ("H. Astley", "K. Adeyemi"))
    asked = first.get("/policy/switches").text
    assert asked.index("Not set") < asked.index("Safe default")
    assert "Outcome 22: diversionary activity (whether Outcome 22 is used)" in " ".join(asked.split())
    made = first.post(f"/policy/switches/{O22}", {"value": "true", **SAID, **on("starts_on", tomorrow())})
    assert made.status_code == 302
    asked = first.get(made.location).text
    assert "Another policy lead decides" in asked
    assert "Proposed, in your name" in asked
    mine, theirs = (
        each.get("/policy/waiting").text.split("You proposed, another decides", 1) for each in (first, second)
    )
    assert ("Nothing is waiting for your decision." in mine[0], made.location.split("?")[0] in mine[1]) == (True, True)
    assert (made.location.split("?")[0] in theirs[0], "Nothing that you proposed is waiting" in theirs[1]) == (
        True,
        True,
    )
    assert "1 change waits for a second person" in second.get("/policy/switches").text
    answer = second.post(made.location, {"checked": CHECKED, "read_source": "yes", "then": ""})
    assert "Approved, in your name." in second.get(answer.location).text
    assert (setting(clock.today()).value, setting(tomorrow()).value) == (None, True)
    assert "Another value from 26 November 2026" in second.get("/policy/switches").text


def test_a_made_up_change_asks_nobody_whether_they_read_its_source(app, client_of):
    made = actions.propose_switch(
        by=a_lead(), name=O22, value=True, starts_on=tomorrow(), until_on=None, is_demonstration=True, **SAID
    )
    real = proposed(a_lead(), "cfg_cr_repeat_limit", 2)
    db.session.commit()
    second = client_of(county.user(Role.PL, name="K. Adeyemi"), Role.PL)
    asked = second.get(f"/policy/changes/{real.id}").text
    assert 'name="read_source"' in asked
    assert "No address was given with it: ask Helen Astley" in asked
    asked = second.get(f"/policy/changes/{made.id}").text
    assert 'name="checked"' in asked
    assert 'name="read_source"' not in asked
    assert "No address was given" not in asked
    answer = second.post(f"/policy/changes/{made.id}", {"checked": CHECKED, "then": ""})
    assert "Approved, in your name." in second.get(answer.location).text


def test_nothing_holds_while_it_waits_or_after_it_was_sent_back_or_withdrawn(app):
    first, second = a_lead(), a_lead("K. Adeyemi")
    decided(second, proposed(first), approves=False)
    mine = proposed(first)
    actions.withdraw_change(by=first, change_id=mine.id, why="Typed twice", seen=actions.seen_of(mine))
    proposed(first)
    assert said_of(county.force().id) == {}


def test_whoever_proposed_it_never_approves_it(app):
    first = a_lead()
    made = proposed(first)
    with pytest.raises(Refused, match="You proposed this: another policy lead decides"):
        decided(first, made)


def test_somebody_who_lost_the_role_a_minute_ago_decides_nothing(app, client_of, the_clock):
    lead = county.user(Role.PL, name="K. Adeyemi")
    client, made = client_of(lead, Role.PL), proposed(a_lead())
    db.session.commit()
    address = f"/policy/changes/{made.id}"
    opened = filled_in(client, address, address)
    db.session.query(RoleHeld).filter_by(user_id=lead.id).delete()
    db.session.commit()
    answer = client.send(address, {**opened, "checked": CHECKED, "read_source": "yes"})
    assert opened["seen"]
    assert answer.status_code in (302, 404)
    assert setting(tomorrow()).value is None


def test_the_second_of_two_who_decide_at_once_is_told(app):
    first, second, third = a_lead(), a_lead("K. Adeyemi"), a_lead("J. Sutterby")
    proposal, other = proposed(first), proposed(first, starts_on=tomorrow() + timedelta(days=7), value=False)
    seen = actions.seen_of(other)
    decided(second, proposal)
    with pytest.raises(Stale):
        decided(third, other, seen=seen)
    with pytest.raises(Refused, match="no longer waiting"):
        decided(third, proposal)


def test_an_approved_value_ends_the_one_before_it_and_both_stay_in_the_history(app):
    first, second = a_lead(), a_lead("K. Adeyemi")
    disposals.set_switch(
        by=first, organisation_id=county.force().id, name=O22, value=False, valid_from=clock.today(), source="Order 1"
    )
    decided(second, proposed(first))
    assert [(period.value, period.since, period.until) for period in said_of(county.force().id)[O22]] == [
        (False, clock.today(), clock.today()),
        (True, tomorrow(), None),
    ]


def test_a_value_before_one_that_is_set_already_ends_where_that_begins(app):
    first, second = a_lead(), a_lead("K. Adeyemi")
    later = tomorrow() + timedelta(days=30)
    decided(second, proposed(first, starts_on=later))
    decided(second, proposed(first, value=False))
    assert [(setting(day).value) for day in (tomorrow(), later - timedelta(days=1), later)] == [False, False, True]


@pytest.mark.parametrize(
    ("name", "value", "changes", "words"),
    [
        (O22, True, {"starts_on": -1}, "The first day is past"),
        (O22, True, {"until_on": -1}, "The last day cannot be before the first day"),
        (O22, 1, {}, "That is not a value of this switch"),
        (O22, None, {}, "Say what it will be"),
        (O22, True, {"source": " "}, "Enter the source"),
        (O22, True, {"why": "so"}, "Say why, in a sentence"),
        ("cfg_cc_max_weeks", 500, {}, "That is not a value of this switch"),
        ("cfg_pnd_families", ("cannabis", "cheese"), {}, "That is not a value of this switch"),
        ("cfg_four_eyes", False, {}, "Whoever proposes never authorises"),
    ],
)
def test_what_cannot_be_proposed_is_refused_in_words(app, name, value, changes, words):
    days = {key: clock.today() + timedelta(days=days) for key, days in changes.items() if key.endswith("_on")}
    with pytest.raises(Refused, match=words):
        proposed(a_lead(), name, value, **(changes | days))


def test_a_switch_does_not_change_twice_on_one_day(app):
    first, second = a_lead(), a_lead("K. Adeyemi")
    decided(second, proposed(first))
    with pytest.raises(Refused, match="already changes on that day"):
        proposed(first, value=False)


def test_a_change_of_another_force_is_not_there(app):
    made = proposed(a_lead())
    stranger = county.viewer_of(county.user(Role.PL, of=county.force("Humberside Police")))
    with pytest.raises(OutOfSight):
        decided(stranger, made)
