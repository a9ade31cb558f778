"""An authority that came after the sample is recorded as what happened, and the sample is held for it (V-013)."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.held_records import queries as held_records_queries
from pathways.arrest_tests.held_records.rules import Difference, HoldDecision, HoldState
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.auth.roles import Rank, Role
from pathways.refusals import Refused
from tests import county
from tests.integration.arrest_tests.custody_scenes import GROUNDS, a_test, again, arrested_for, boxes, in_custody
from tests.integration.arrest_tests.held_scenes import as_it_happened, decide, hold_on, inspector, rules_met

SAYS = "The authority was given after the request. It must be given first."
NOTHING_ELSE = frozenset[Difference]()


@pytest.fixture
def senior(app):
    return county.viewer_of(county.user(Role.CO, rank=Rank.INSPECTOR))


@pytest.fixture
def sampled(officer):
    """Somebody sampled for an offence that is no trigger, without an authority: held for it."""
    view = in_custody(officer)
    arrested_for(officer, view, "TA78-3")
    test = as_it_happened(officer, view, a_test(), differences=NOTHING_ELSE)
    assert rules_met(test) == ["V-010"]
    return again(officer, view), test


def authorise(by, view, at, code="TA78-3", mode=AuthorityMode.WRITTEN):
    (offence,) = [row for row in offences_queries.offence_rows(view.episode.id) if row.code == code]
    return authority_actions.give_authority(
        by=by, view=view, offence_id=offence.id, given_by_id=by.user_id, mode=mode,
        grounds=GROUNDS, given_at=at, told_at=at,
    )  # fmt: skip


def test_it_is_recorded_and_holds_the_sample_that_it_came_after(senior, sampled):
    view, test = sampled
    made = authorise(senior, view, clock.now())
    assert made.given_at > test.requested_at
    assert rules_met(test) == ["V-010", "V-013"]
    assert SAYS in held_records_queries.rules_of(hold_on(test).id)[-1].message


def test_one_said_before_the_request_and_recorded_after_it_adds_nothing_to_the_hold(senior, sampled):
    view, test = sampled
    authorise(senior, view, test.warned_at - timedelta(minutes=1), mode=AuthorityMode.ORAL)
    assert rules_met(test) == ["V-010"]
    assert hold_on(test).state is HoldState.QUARANTINED


def test_one_written_after_the_sample_makes_it_lawful_under_no_time_that_is_typed(senior, sampled):
    view, test = sampled
    made = authorise(senior, view, test.warned_at - timedelta(minutes=1))
    assert made.confirmed_in_writing_at == made.recorded_at
    assert rules_met(test) == ["V-010", "V-013"]
    assert "written here" in held_records_queries.rules_of(hold_on(test).id)[-1].what_happened


def test_a_sample_that_is_recorded_later_is_held_where_the_authority_was_written_after_it(officer, senior):
    view = in_custody(officer)
    arrested_for(officer, view, "TA78-3")
    sample = a_test()
    authorise(senior, again(senior, view), sample.requested_at - timedelta(minutes=1))
    test = as_it_happened(officer, again(officer, view), sample, differences=NOTHING_ELSE)
    assert rules_met(test) == ["V-013"]


@pytest.mark.parametrize(
    ("decision", "state"), [(HoldDecision.RELEASE, HoldState.QUARANTINED), (HoldDecision.VOID, HoldState.VOIDED)]
)
def test_a_released_sample_is_held_anew_and_a_voided_one_stays_void(senior, sampled, decision, state):
    view, test = sampled
    decide(inspector(), test, decision)
    authorise(senior, again(senior, view), clock.now())
    assert hold_on(test).state is state


def test_a_sample_that_rests_on_a_trigger_offence_is_not_held_for_it(senior, officer):
    view = in_custody(officer)
    arrested_for(officer, view)
    (theft,) = [offences_actions.entered(row) for row in offences_queries.offence_rows(view.episode.id)]
    away = offences_rules.EnteredOffence(code="TA78-3", arrested_at=view.detention.arrested_at)
    offences_actions.record_offences(by=officer, view=again(officer, view), offences=(theft, away))
    test = testing_actions.record_test(by=officer, view=again(officer, view), record=a_test())
    authorise(senior, again(senior, view), clock.now())
    assert testing_queries.hold_of(test.id) is None


def held_later(senior, officer):
    """A sample that was recorded in order; the theft was none, and the authority for the other offence came after it."""
    view = in_custody(officer)
    arrested_for(officer, view)
    test = testing_actions.record_test(by=officer, view=again(officer, view), record=a_test())
    other = offences_rules.EnteredOffence(code="TA78-3", arrested_at=view.detention.arrested_at)
    offences_actions.record_offences(by=officer, view=again(officer, view), offences=(other,), reason="It was no theft")
    authorise(senior, again(senior, view), clock.now() - timedelta(minutes=3))
    assert rules_met(test) == ["V-013"]
    assert not test.is_irregular
    return view, test


@pytest.mark.parametrize("decision", [None, HoldDecision.VOID])
def test_a_correction_takes_no_held_or_voided_sample_out_of_the_inspectors_hands(senior, officer, decision):
    view, test = held_later(senior, officer)
    if decision:
        decide(inspector(), test, decision)
    asked = clock.now() - timedelta(minutes=2)
    moved = a_test(requested_at=asked, taken_at=asked, warned_at=asked, result_at=asked)
    with pytest.raises(Refused, match="an inspector decides about it"):
        testing_actions.correct_test(
            by=officer, view=again(officer, view), record=moved, reason="Read off the wrong clock"
        )
    assert testing_queries.is_held(testing_queries.deciding_test(view.episode.id))


def test_the_page_records_it_and_the_test_says_that_it_is_held(client_of, sampled):
    view, _ = sampled
    someone = county.user(Role.CO, rank=Rank.INSPECTOR)
    client = client_of(someone, Role.CO)
    (offence,) = offences_queries.offence_rows(view.episode.id)
    typed = {"offence_id": str(offence.id), "given_by_id": str(someone.id), "mode": "written", "decision": "given"}
    now = boxes("given_at", clock.now()) | boxes("told_at", clock.now())
    saved = client.post(f"/episodes/{view.episode.id}/authority", typed | now | {"grounds": GROUNDS})
    assert saved.status_code == 302
    assert SAYS in client.get(f"/episodes/{view.episode.id}/test").text
