"""Who may go on which list of a record, and who decides about it: with every reason."""

from datetime import date, timedelta

import pytest

from pathways.approvals.rules import decision_bars
from pathways.people.restrictions.rules import (
    TO_KEEP_LISTS,
    ListStanding,
    Proposal,
    RestrictionList,
    bars_to_proposing,
    bars_to_reviewing,
    is_own_conflict,
    review_due_on,
)

TODAY = date(2026, 11, 25)
ALLOWED, EXCLUDED = RestrictionList.RESTRICTED_TO, RestrictionList.EXCLUDED_FROM
OFFICER, INSPECTOR, COLLEAGUE = 1, 2, 3
LISTS = ListStanding(keepers=frozenset({INSPECTOR}))


def proposal(**changed):
    plain = {
        "which": EXCLUDED,
        "reason": "She is the sister of somebody in this office.",
        "named": {"m.ellery": COLLEAGUE},
        "until_on": None,
        "proposed_by_id": OFFICER,
        "only_own_conflict": False,
        "today": TODAY,
    }
    return Proposal(**{**plain, **changed})


def why_not(standing=LISTS, **changed):
    return [each.message for each in bars_to_proposing(proposal(**changed), standing)]


def test_somebody_may_be_kept_from_a_record_with_a_reason():
    assert why_not() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"named": {}}, "Enter at least one sign-in name"),
        ({"named": {"nobody": None}}, "Nobody of your organisation signs in as nobody"),
        ({"reason": "Her sister."}, "Say why, in at least 20 letters"),
        ({"until_on": TODAY}, "The last day must be after today"),
        ({"only_own_conflict": True}, "You can only say that you yourself"),
        ({"which": ALLOWED, "only_own_conflict": True, "named": {"me": OFFICER}}, "You can only say that you yourself"),
    ],
)
def test_a_proposal_says_who_and_why_and_ends_after_today(changed, said):
    assert any(each.startswith(said) for each in why_not(**changed))


def test_a_worker_says_of_nobody_but_themselves_that_they_must_not_see_it():
    assert why_not(only_own_conflict=True, named={"me": OFFICER}) == []
    assert is_own_conflict(EXCLUDED, frozenset({OFFICER}), OFFICER)
    assert not is_own_conflict(EXCLUDED, frozenset({OFFICER, COLLEAGUE}), OFFICER)
    assert not is_own_conflict(ALLOWED, frozenset({OFFICER}), OFFICER)


def test_a_list_of_those_allowed_names_somebody_who_keeps_the_lists():
    assert why_not(which=ALLOWED) == ["Name at least one person who keeps the lists, or nobody could add anybody later"]
    assert why_not(which=ALLOWED, named={"m.ellery": COLLEAGUE, "r.okoye": INSPECTOR}) == []
    standing = ListStanding(allowed=frozenset({INSPECTOR}), keepers=frozenset({INSPECTOR}))
    assert why_not(standing, which=ALLOWED) == []


def test_nobody_is_put_on_a_list_twice_nor_let_in_who_is_kept_out():
    on_it = ListStanding(excluded=frozenset({COLLEAGUE}), keepers=frozenset({COLLEAGUE}))
    assert why_not(on_it) == ["One of these people is on this list already"]
    assert why_not(on_it, which=ALLOWED) == ["One of these people may not see the record: they are on the other list"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"by_id": OFFICER}, ["You proposed this. Somebody else has to decide it"]),
        ({"by_id": COLLEAGUE}, ["It names you. Somebody else has to decide it"]),
        ({"is_decided": True}, ["Somebody has decided this already"]),
    ],
)
def test_proposer_and_decider_are_two_and_nobody_lets_themselves_in(changed, said):
    plain = {"by_id": INSPECTOR, "proposed_by_id": OFFICER, "named": frozenset({COLLEAGUE}), "is_decided": False}
    assert [each.message for each in decision_bars(**{**plain, **changed}, words=TO_KEEP_LISTS)] == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"removes": True, "reason": "Her brother has left the force."}, []),
        ({"removes": True}, ["Say why it ends, in at least 20 letters"]),
        ({"is_in_force": False}, ["This is not in force"]),
        ({"by_id": OFFICER}, ["You had a part in it. Somebody else reviews it"]),
    ],
)
def test_an_auditor_without_a_part_in_it_reviews_a_list_and_ends_it_with_a_reason(changed, said):
    plain = {"by_id": 9, "had_a_part": frozenset({OFFICER, INSPECTOR}), "is_in_force": True}
    bars = bars_to_reviewing(**{**plain, "removes": False, "reason": "", **changed})
    assert [each.message for each in bars] == said


def test_a_list_is_looked_at_again_after_a_quarter_of_a_year():
    assert review_due_on(TODAY) == TODAY + timedelta(days=91)
