"""What police may see as time goes: withdrawal, consent given anew, lapse, the end of a disposal, silence."""

from dataclasses import replace
from datetime import timedelta

from pathways.casefile.rules.who_may_see import (
    FactKind,
    PoliceView,
    RunningCondition,
    SharingColumn,
    WhyHidden,
    police_may_see,
)
from tests.unit.casefile.sight_cases import (
    CONDITION,
    CONSENTED,
    HAPPENED,
    LAPSED,
    NOTHING,
    NOW,
    SIGNED,
    a_fact,
    answer,
    ends,
)


def test_a_withdrawal_hides_at_once_whatever_the_date_of_the_fact() -> None:
    withdrawn = PoliceView(answers=(answer(CONSENTED, signed=True), ends(NOW - timedelta(seconds=1))))
    for kind in (
        FactKind.ATTENDED,
        FactKind.APPOINTMENT_OFFERED,
        FactKind.ENGAGED,
        FactKind.COMPLETED,
        FactKind.CLOSED,
    ):
        sight = police_may_see(a_fact(kind), withdrawn, NOW)
        assert sight.hidden is WhyHidden.NO_CONSENT


def test_a_withdrawal_takes_effect_in_its_own_second() -> None:
    withdrawn = PoliceView(answers=(answer(CONSENTED), ends(NOW)))
    assert not police_may_see(a_fact(FactKind.ENGAGED), withdrawn, NOW).visible


def test_consent_given_anew_shows_facts_from_its_own_moment_only() -> None:
    again = PoliceView(
        answers=(answer(CONSENTED), ends(HAPPENED + timedelta(days=1)), answer(HAPPENED + timedelta(days=3)))
    )
    assert police_may_see(a_fact(FactKind.ATTENDED), again, NOW).hidden is WhyHidden.BEFORE_CONSENT
    later = a_fact(FactKind.ENGAGED, at=HAPPENED + timedelta(days=3))
    assert police_may_see(later, again, NOW).by is SharingColumn.CONSENT


def test_a_signature_shows_what_comes_from_a_required_assessment_from_the_signature_on() -> None:
    signed_later = PoliceView(answers=(answer(CONSENTED), answer(HAPPENED + timedelta(days=1), signed=True)))
    before = a_fact(FactKind.ASSESSMENT_ATTENDED, from_required_assessment=True)
    after = replace(before, at=HAPPENED + timedelta(days=2))
    assert police_may_see(before, signed_later, NOW).hidden is WhyHidden.NOT_IN_WRITING
    assert police_may_see(after, signed_later, NOW).visible
    assert police_may_see(a_fact(FactKind.ATTENDED), signed_later, NOW).visible


def test_a_lapsed_consent_shows_nothing_that_rested_on_it() -> None:
    assert not police_may_see(a_fact(FactKind.ENGAGED), SIGNED, LAPSED).visible
    assert police_may_see(a_fact(FactKind.ENGAGED), SIGNED, LAPSED - timedelta(seconds=1)).visible


def test_what_has_only_a_day_is_not_told_where_it_may_have_been_before_the_agreement_or_the_signature() -> None:
    began, noon = HAPPENED.replace(hour=0, minute=0), HAPPENED.replace(hour=12)
    engaged = a_fact(FactKind.ENGAGED, at=noon, earliest_at=began)
    again = PoliceView(answers=(answer(CONSENTED), ends(began), answer(HAPPENED)))
    assert police_may_see(engaged, again, NOW).hidden is WhyHidden.BEFORE_CONSENT
    assert police_may_see(replace(engaged, earliest_at=HAPPENED), again, NOW).by is SharingColumn.CONSENT
    signed = PoliceView(answers=(answer(CONSENTED), answer(HAPPENED, signed=True)))
    came = replace(engaged, kind=FactKind.ATTENDED, from_required_assessment=True)
    assert police_may_see(came, signed, NOW).hidden is WhyHidden.NOT_IN_WRITING
    assert police_may_see(replace(came, from_required_assessment=False), signed, NOW).visible


def test_a_condition_shows_only_while_its_signed_disposal_runs() -> None:
    reported = a_fact(FactKind.CONDITION_REPORTED, condition_id=7)
    unsigned = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=None),))
    ended = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=CONSENTED, ended_at=NOW),))
    still = PoliceView(
        conditions=(RunningCondition(condition_id=7, signed_at=CONSENTED, ended_at=NOW + timedelta(days=1)),)
    )
    not_yet_signed = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=NOW + timedelta(days=1)),))
    assert police_may_see(reported, unsigned, NOW).hidden is WhyHidden.NO_RUNNING_CONDITION
    assert not police_may_see(reported, ended, NOW).visible
    assert not police_may_see(reported, not_yet_signed, NOW).visible
    assert police_may_see(reported, still, NOW).by is SharingColumn.CONDITION


def test_withdrawing_consent_does_not_end_the_condition_column() -> None:
    view = replace(CONDITION, answers=(answer(CONSENTED), ends(HAPPENED)))
    assert police_may_see(a_fact(FactKind.CONDITION_REPORTED, condition_id=7), view, NOW).visible


def test_a_failure_shows_by_statute_even_after_consent_is_refused() -> None:
    failed = a_fact(FactKind.ASSESSMENT_FAILED, was_reported=True)
    assert police_may_see(failed, NOTHING, NOW).by is SharingColumn.STATUTE


def test_what_has_not_happened_yet_does_not_show() -> None:
    tomorrow = a_fact(FactKind.SENT, at=NOW + timedelta(days=1))
    assert police_may_see(tomorrow, SIGNED, NOW).hidden is WhyHidden.NOT_YET


def test_clinical_facts_never_show_even_with_every_column_at_once() -> None:
    everything = replace(SIGNED, conditions=CONDITION.conditions, holds_open_step=True)
    clinical = a_fact(
        FactKind.CLINICAL, condition_id=7, was_reported=True, police_are_recipient=True, note="ZZ-CLINICAL-1"
    )
    assert police_may_see(clinical, everything, NOW).hidden is WhyHidden.NEVER


def test_silence_tells_nothing_because_one_fact_never_changes_the_sight_of_another() -> None:
    base = [a_fact(kind) for kind in (FactKind.SENT, FactKind.ACCEPTED, FactKind.ASSESSMENT_ON_NOTICE)]
    before = [police_may_see(fact, NOTHING, HAPPENED) for fact in base]
    after = [
        police_may_see(fact, NOTHING, NOW)
        for fact in (*base, a_fact(FactKind.ATTENDED))
        if police_may_see(fact, NOTHING, NOW).visible
    ]
    assert before == after
