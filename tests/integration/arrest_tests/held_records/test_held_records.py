"""A truth that went wrong is saved first, flagged and held; an inspector who had no part in it decides."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.queries import AssessmentProgress
from pathways.arrest_tests.assessment.rules import may_assessment_be_required
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records import queries as held_records_queries
from pathways.arrest_tests.held_records.rules import (
    IS_HELD_APART,
    IS_VOID,
    NOTHING_HELD,
    Difference,
    HoldDecision,
    HoldState,
)
from pathways.arrest_tests.models.testing import DrugTest, Hold, HoldRule
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.results import OverallResult, ResultPurpose, SampleOutcome
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Rank, Role
from pathways.disposals.facts.queries import sample_id_of
from pathways.law.rules.findings import HELD, SampleRoute, stops
from pathways.people import actions as holding
from pathways.people.custody import queries as people
from pathways.people.identity.actions import record_death
from pathways.people.rules import DeathSource
from pathways.refusals import OutOfSight
from pathways.reporting.queries import counting
from pathways.reporting.rules.journeys import requests
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    a_test,
    again,
    arrested_for,
    in_custody,
    refusal,
    refused,
    require,
)
from tests.integration.arrest_tests.held_scenes import (
    BECAUSE,
    WORDS,
    as_it_happened,
    decide,
    hold_on,
    inspector,
    rules_met,
)
from tests.integration.arrest_tests.law_scenes import approved, the_regime_of_2026
from tests.integration.reporting.records import units_of


def may_require(officer, view):
    return may_assessment_be_required(assessment_queries.assessment_facts(again(officer, view), clock.now()))


def counted(period=None):
    """How many tests on arrest the overview counts today, with and without a valid result."""
    manager = county.viewer_of(county.user(Role.MG))
    today = clock.today()
    month = period or Period(from_on=today.replace(day=1), to_on=today, as_at=today)
    people = counting.counted(manager, month, UnitKind.TESTED, UnitKind.REQUESTED)
    return units_of(people[UnitKind.TESTED]) + requests(people[UnitKind.REQUESTED], is_held=False)


def test_what_happened_is_saved_as_it_was_and_held_with_each_rule(officer, view):
    test = as_it_happened(officer, view)
    assert (test.outcome, test.overall_result) == (SampleOutcome.SAMPLE_GIVEN, OverallResult.POSITIVE)
    assert hold_on(test).state is HoldState.QUARANTINED
    (rule,) = held_records_queries.rules_of(hold_on(test).id)
    assert (rule.rule, rule.what_happened, rule.noticed_by_id) == ("V-024", WORDS, officer.user_id)
    assert rule.message == HELD + stops("V-024").message


@pytest.mark.parametrize(
    ("record", "differences", "rules"),
    [
        ({"warned_at": timedelta(minutes=14)}, (), ["V-014"]),
        ({"warned_at": None}, (), ["V-014"]),
        ({}, (Difference.NOT_WARNED,), ["V-014"]),
        ({}, (Difference.NO_ADULT,), ["V-007"]),
        ({}, (Difference.EXPIRED_LOT,), ["V-023"]),
        ({}, (Difference.NOT_PRESCRIBED, Difference.FORCE), ["V-022", "V-024"]),
        ({}, (Difference.KEPT_WITHOUT_BAIL,), ["V-019a"]),
    ],
)
def test_each_thing_done_differently_is_held_under_its_rule(officer, view, record, differences, rules):
    times = {name: clock.now() - ago if ago else None for name, ago in record.items()}
    facts = {"differences": frozenset(differences)}
    assert rules_met(as_it_happened(officer, view, a_test(**times), **facts)) == rules


def test_a_lot_that_expired_yesterday_is_found_by_its_date(officer, view):
    yesterday = clock.today() - timedelta(days=1)
    test = as_it_happened(officer, view, None, lot="L-114", lot_expires_on=yesterday, differences=frozenset())
    assert rules_met(test) == ["V-023"]
    assert "L-114" in held_records_queries.rules_of(hold_on(test).id)[0].message


def test_a_rule_is_held_however_long_the_source_of_its_law(officer):
    approved(replace(the_regime_of_2026(clock.today()), source="Order " * 50))
    view = in_custody(officer)
    arrested_for(officer, view, "MDA71-5-2", drug="cannabis")
    test = as_it_happened(officer, view, differences=frozenset())
    assert (test.route, set(rules_met(test))) == (SampleRoute.ARREST, {"V-010", "V-017"})


def test_a_refusal_without_a_warning_is_held_and_is_no_offence(officer, view):
    test = as_it_happened(officer, view, refused(warned_at=None), differences=frozenset())
    assert test.outcome is SampleOutcome.REFUSED
    assert rules_met(test) == ["V-014", "V-025"]


def test_somebody_who_came_by_themselves_and_was_tested_is_recorded(officer):
    view = people.episode(officer, county.episode(by=officer).id)
    test = as_it_happened(officer, view, differences=frozenset())
    assert "V-001" in rules_met(test)


def test_what_went_otherwise_and_lost_its_hold_is_still_no_test_to_rest_on(officer, view):
    test = as_it_happened(officer, view)
    for table in (HoldRule, Hold):
        db.session.execute(delete(table))
    assert testing_queries.is_held(test)
    assert sample_id_of(view.episode.id) is None
    assert not db.session.scalar(select(DrugTest.id).where(DrugTest.id == test.id, held_records_queries.usable()))


@pytest.mark.database
def test_what_is_in_order_is_not_held_and_says_where_to_record_it(officer, view):
    what_happened = held_records_actions.WhatHappened(words=WORDS)
    reasons = refusal(
        held_records_actions.record_as_it_happened, by=officer, view=view, record=a_test(), what_happened=what_happened
    )
    assert reasons == [NOTHING_HELD]
    assert testing_queries.deciding_test(view.episode.id) is None


def test_a_plan_is_still_stopped_while_the_truth_is_kept(officer, view):
    unwarned = a_test(warned_at=None)
    assert refusal(testing_actions.record_test, by=officer, view=view, record=unwarned) != []
    assert as_it_happened(officer, view, unwarned, differences=frozenset()).warned_at is None


def test_a_held_positive_test_opens_no_required_assessment(officer, view):
    as_it_happened(officer, view)
    answer = may_require(officer, view)
    assert [bar.rule for bar in answer.bars] == ["V-055"]
    assert assessment_queries.progress(view.episode.id).assessment is AssessmentProgress.HELD
    assert refusal(require, by=officer, view=again(officer, view)) == [answer.bars[0].message]


def test_no_notice_is_handed_over_while_the_test_it_rests_on_is_held(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    require(officer, again(officer, view))
    as_it_happened(officer, view)
    facts = {"by": officer, "view": again(officer, view), "all_said": True, "served_at": clock.now()}
    assert refusal(assessment_actions.serve_notice, **facts) == [may_require(officer, view).bars[0].message]


def test_a_held_test_is_told_to_nobody_and_counted_nowhere(officer, view):
    before = counted()
    as_it_happened(officer, view)
    decider = county.viewer_of(county.user(Role.DM))
    assert testing_queries.result_for(decider, view.episode.id, ResultPurpose.CONDITIONAL_CAUTION) is None
    assert sample_id_of(view.episode.id) is None
    assert counted() == before


def test_a_released_test_may_be_used_like_any_other(officer, view):
    before = counted()
    test = as_it_happened(officer, view)
    hold = decide(inspector(), test)
    assert (hold.state, hold.decided_at) == (HoldState.RELEASED, clock.now())
    assert may_require(officer, view).may_be_required
    assert sample_id_of(view.episode.id) == test.id
    assert counted() == before + 1
    assert [rule.reason for rule in held_records_queries.rules_of(hold.id)] == [BECAUSE]


def test_a_voided_test_stays_and_is_never_used(officer, view):
    before = counted()
    test = as_it_happened(officer, view)
    assert decide(inspector(), test, HoldDecision.VOID).state is HoldState.VOIDED
    assert [bar.rule for bar in may_require(officer, view).bars] == ["V-055"]
    assert counted() == before
    assert testing_queries.deciding_test(view.episode.id) == test
    what_happened = held_records_actions.WhatHappened(words=WORDS, differences=frozenset({Difference.FORCE}))
    assert refusal(
        held_records_actions.record_as_it_happened,
        by=officer,
        view=again(officer, view),
        record=a_test(),
        what_happened=what_happened,
    ) == [IS_VOID]


@pytest.mark.parametrize("decision", [None, HoldDecision.RELEASE, HoldDecision.VOID])
def test_a_correction_takes_no_record_out_of_the_inspectors_hands(officer, view, decision):
    test = as_it_happened(officer, view)
    if decision:
        decide(inspector(), test, decision)
    facts = {"by": officer, "view": again(officer, view), "record": a_test(medicine="Codeine", has_medicine=True)}
    assert refusal(testing_actions.correct_test, reason="It was in order", **facts) == [IS_HELD_APART]
    assert testing_queries.deciding_test(view.episode.id) == test


def test_a_held_sample_that_is_not_read_gets_its_result_on_the_page_of_what_happened(officer, view):
    unread = {"result_at": None, "analytes": {}, "has_medicine": None, "told_answer": None}
    hold = hold_on(as_it_happened(officer, view, a_test(**unread)))
    assert refusal(testing_actions.record_test, by=officer, view=again(officer, view), record=a_test()) == [
        IS_HELD_APART
    ]
    read = held_records_actions.record_as_it_happened(
        by=officer,
        view=again(officer, view),
        record=a_test(),
        what_happened=held_records_actions.WhatHappened(words=WORDS),
    )
    assert (hold_on(read), read.overall_result) == (hold, OverallResult.POSITIVE)
    assert rules_met(read) == ["V-024"]


def test_voiding_ends_a_requirement_that_rested_on_it(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    require(officer, again(officer, view))
    test = as_it_happened(officer, view)
    assert assessment_queries.required_assessment_of(view.episode.id) is not None
    decide(inspector(), test, HoldDecision.VOID)
    assert assessment_queries.required_assessment_of(view.episode.id) is None


def test_a_decision_needs_a_reason_for_each_rule_and_a_void_what_became_of_the_sample(officer, view):
    test = as_it_happened(officer, view, None, Difference.FORCE, Difference.NOT_WARNED)
    by = inspector()
    assert len(refusal(decide, by=by, test=test, reasons={})) == 2
    reasons = refusal(decide, by=by, test=test, decision=HoldDecision.VOID, sample_is=None, is_person_told=None)
    assert reasons == ["Select what became of the sample", "Select whether the person has been told"]


@pytest.mark.database
def test_a_record_that_another_inspector_decided_while_this_one_waited_is_not_decided_again(officer, view, monkeypatch):
    test, first, second = as_it_happened(officer, view), inspector(), inspector()
    lock_the_person = holding.lock

    def after_another(*facts):
        lock_the_person(*facts)
        decided = {"state": HoldState.RELEASED, "decided_at": clock.now(), "decided_by_id": first.user_id}
        released = update(Hold).where(Hold.drug_test_id == test.id).values(decided)
        db.session.execute(released.execution_options(synchronize_session=False))

    monkeypatch.setattr(holding, "lock", after_another)
    assert refusal(decide, by=second, test=test) == ["This record is decided already"]


@pytest.mark.parametrize("rank", [Rank.CONSTABLE, Rank.SERGEANT])
def test_below_inspector_nobody_sees_or_decides(officer, view, rank):
    test = as_it_happened(officer, view)
    with pytest.raises(OutOfSight):
        decide(inspector(rank), test)
    with pytest.raises(OutOfSight):
        held_records_queries.held_records(inspector(rank))


def test_an_inspector_who_had_a_part_in_it_does_not_decide(app):
    by = county.officer(rank=Rank.INSPECTOR)
    view = in_custody(by)
    test = as_it_happened(by, view)
    with pytest.raises(OutOfSight):
        decide(by, test)
    assert [held_record.was_involved for held_record in held_records_queries.held_records(by).rows] == [True]
    assert [held_record.was_involved for held_record in held_records_queries.held_records(inspector()).rows] == [False]


def test_an_inspector_of_another_force_decides_nothing(officer, view):
    test = as_it_happened(officer, view)
    elsewhere = county.force("Nottinghamshire Police")
    other = county.viewer_of(county.user(Role.DM, of=elsewhere, rank=Rank.INSPECTOR))
    with pytest.raises(OutOfSight):
        decide(other, test)
    assert held_records_queries.held_records(other).rows == ()


def test_a_further_rule_holds_a_released_record_again_and_the_first_decision_stays(officer, view):
    decide(inspector(), as_it_happened(officer, view))
    test = as_it_happened(officer, view, None, Difference.FORCE, Difference.NOT_PRESCRIBED)
    hold = hold_on(test)
    assert (hold.state, hold.decided_at) == (HoldState.QUARANTINED, None)
    assert [(rule.rule, rule.decision) for rule in held_records_queries.rules_of(hold.id)] == [
        ("V-024", HoldDecision.RELEASE), ("V-022", None), ("V-024", None)
    ]  # fmt: skip
    assert [bar.rule for bar in may_require(officer, view).bars] == ["V-055"]


def test_a_rule_noticed_twice_while_it_waits_is_held_once(officer, view):
    as_it_happened(officer, view)
    test = as_it_happened(officer, view, None, Difference.FORCE, Difference.NOT_PRESCRIBED)
    assert sorted(rules_met(test)) == ["V-022", "V-024"]


def test_a_held_record_of_somebody_who_died_is_still_decided(officer, view):
    test = as_it_happened(officer, view)
    record_death(by=officer, person=view.person, died_at=clock.now(), source=DeathSource.HOSPITAL)
    assert decide(inspector(), test, HoldDecision.VOID).state is HoldState.VOIDED


def test_every_step_is_in_the_log_with_the_rules_and_never_the_result(officer, view):
    test = as_it_happened(officer, view)
    decide(inspector(), test)
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[-3:]
    assert [event.action for event in events] == ["test.happened.recorded", "test.held", "test.released"]
    assert "V-024" in (events[1].payload or "")
    assert "positive" not in "".join(event.payload or "" for event in events)
