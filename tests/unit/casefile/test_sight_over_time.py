"""What police may see as time goes: withdrawal, consent given anew, lapse, the end of a disposal, silence."""

from dataclasses import replace
from datetime import timedelta

from pathways.casefile.rules import (
    Column,
    Consent,
    Hidden,
    Kind,
    PoliceView,
    RunningCondition,
    police_may_see,
)
from tests.unit.casefile.sight_cases import (
    CONDITION,
    CONSENTED,
    HAPPENED,
    NOTHING,
    NOW,
    SIGNED,
    a_fact,
)


def test_a_withdrawal_hides_at_once_whatever_the_date_of_the_fact() -> None:
    withdrawn = PoliceView(
        consents=(Consent(given_at=CONSENTED, ended_at=NOW - timedelta(seconds=1), in_writing_from=CONSENTED),)
    )
    for kind in (Kind.ATTENDED, Kind.APPOINTMENT_OFFERED, Kind.ENGAGED, Kind.COMPLETED, Kind.CLOSED):
        sight = police_may_see(a_fact(kind), withdrawn, NOW)
        assert sight.hidden is Hidden.NO_CONSENT


def test_a_withdrawal_takes_effect_in_its_own_second() -> None:
    withdrawn = PoliceView(consents=(Consent(given_at=CONSENTED, ended_at=NOW),))
    assert not police_may_see(a_fact(Kind.ENGAGED), withdrawn, NOW).visible


def test_consent_given_anew_shows_facts_from_its_own_moment_only() -> None:
    again = PoliceView(
        consents=(
            Consent(given_at=CONSENTED, ended_at=HAPPENED + timedelta(days=1)),
            Consent(given_at=HAPPENED + timedelta(days=3), ended_at=HAPPENED + timedelta(days=368)),
        )
    )
    assert police_may_see(a_fact(Kind.ATTENDED), again, NOW).hidden is Hidden.BEFORE_CONSENT
    later = a_fact(Kind.ENGAGED, at=HAPPENED + timedelta(days=3))
    assert police_may_see(later, again, NOW).by is Column.CONSENT


def test_a_signature_shows_what_comes_from_a_required_assessment_from_the_signature_on() -> None:
    signed_later = PoliceView(
        consents=(
            Consent(
                given_at=CONSENTED,
                ended_at=CONSENTED + timedelta(days=365),
                in_writing_from=HAPPENED + timedelta(days=1),
            ),
        )
    )
    before = a_fact(Kind.ASSESSMENT_ATTENDED, from_required_assessment=True)
    after = replace(before, at=HAPPENED + timedelta(days=2))
    assert police_may_see(before, signed_later, NOW).hidden is Hidden.NOT_IN_WRITING
    assert police_may_see(after, signed_later, NOW).visible
    assert police_may_see(a_fact(Kind.ATTENDED), signed_later, NOW).visible


def test_a_lapsed_consent_shows_nothing_that_rested_on_it() -> None:
    late = CONSENTED + timedelta(days=365)
    assert not police_may_see(a_fact(Kind.ENGAGED), SIGNED, late).visible
    assert police_may_see(a_fact(Kind.ENGAGED), SIGNED, late - timedelta(seconds=1)).visible


def test_a_condition_shows_only_while_its_signed_disposal_runs() -> None:
    reported = a_fact(Kind.CONDITION_REPORTED, condition_id=7)
    unsigned = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=None),))
    ended = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=CONSENTED, ended_at=NOW),))
    still = PoliceView(
        conditions=(RunningCondition(condition_id=7, signed_at=CONSENTED, ended_at=NOW + timedelta(days=1)),)
    )
    not_yet_signed = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=NOW + timedelta(days=1)),))
    assert police_may_see(reported, unsigned, NOW).hidden is Hidden.NO_RUNNING_CONDITION
    assert not police_may_see(reported, ended, NOW).visible
    assert not police_may_see(reported, not_yet_signed, NOW).visible
    assert police_may_see(reported, still, NOW).by is Column.CONDITION


def test_withdrawing_consent_does_not_end_the_condition_column() -> None:
    view = replace(CONDITION, consents=(Consent(given_at=CONSENTED, ended_at=HAPPENED),))
    assert police_may_see(a_fact(Kind.CONDITION_REPORTED, condition_id=7), view, NOW).visible


def test_a_failure_shows_by_statute_even_after_consent_is_refused() -> None:
    failed = a_fact(Kind.ASSESSMENT_FAILED, was_reported=True)
    assert police_may_see(failed, NOTHING, NOW).by is Column.STATUTE


def test_what_has_not_happened_yet_does_not_show() -> None:
    tomorrow = a_fact(Kind.SENT, at=NOW + timedelta(days=1))
    assert police_may_see(tomorrow, SIGNED, NOW).hidden is Hidden.NOT_YET


def test_clinical_facts_never_show_even_with_every_column_at_once() -> None:
    everything = replace(SIGNED, conditions=CONDITION.conditions, holds_open_step=True)
    clinical = a_fact(Kind.CLINICAL, condition_id=7, was_reported=True, police_are_recipient=True, note="ZZ-CLINICAL-1")
    assert police_may_see(clinical, everything, NOW).hidden is Hidden.NEVER


def test_silence_tells_nothing_because_one_fact_never_changes_the_sight_of_another() -> None:
    base = [a_fact(kind) for kind in (Kind.SENT, Kind.ACCEPTED, Kind.ASSESSMENT_ON_NOTICE)]
    before = [police_may_see(fact, NOTHING, HAPPENED) for fact in base]
    after = [
        police_may_see(fact, NOTHING, NOW)
        for fact in (*base, a_fact(Kind.ATTENDED))
        if police_may_see(fact, NOTHING, NOW).visible
    ]
    assert before == after
