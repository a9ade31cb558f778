"""What police may see, every fact against every column of the table in treatment reference 2.4."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pathways.casefile.rules import (
    Column,
    Consent,
    Fact,
    Hidden,
    Kind,
    PoliceView,
    RunningCondition,
    police_may_see,
)

CONSENTED = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
HAPPENED = datetime(2026, 12, 2, 10, 30, tzinfo=UTC)
NOW = datetime(2026, 12, 18, 22, 5, tzinfo=UTC)

NOTHING = PoliceView()
SAID_ALOUD = PoliceView(consents=(Consent(given_at=CONSENTED, ended_at=CONSENTED + timedelta(days=365)),))
SIGNED = PoliceView(
    consents=(Consent(given_at=CONSENTED, ended_at=CONSENTED + timedelta(days=365), in_writing_from=CONSENTED),)
)
CONDITION = PoliceView(conditions=(RunningCondition(condition_id=7, signed_at=CONSENTED),))
OPEN_STEP = PoliceView(holds_open_step=True)

COLUMNS = {
    "no consent": NOTHING,
    "said aloud": SAID_ALOUD,
    "signed": SIGNED,
    "condition": CONDITION,
    "open step": OPEN_STEP,
}
EVERYWHERE = frozenset(COLUMNS)
UNDER_CONSENT = frozenset({"said aloud", "signed"})
NOWHERE: frozenset[str] = frozenset()


def a_fact(kind: Kind, **values: object) -> Fact:
    return replace(Fact(kind=kind, at=HAPPENED), **values)  # type: ignore[arg-type]  # one helper for every field


# The table of 2.4 by hand: what the row is, and the columns that say yes.
TABLE: list[tuple[Fact, frozenset[str]]] = [
    (a_fact(Kind.SENT), EVERYWHERE),
    (a_fact(Kind.RECEIVED), EVERYWHERE),
    (a_fact(Kind.ACCEPTED), EVERYWHERE),
    (a_fact(Kind.DECLINED), EVERYWHERE),
    (a_fact(Kind.NEEDS_A_PLACE), EVERYWHERE),
    (a_fact(Kind.WITHDRAWN_BY_REFERRER), EVERYWHERE),
    (a_fact(Kind.CONSENT_ANSWER), EVERYWHERE),
    (a_fact(Kind.ASSESSMENT_ON_NOTICE), EVERYWHERE),
    (a_fact(Kind.ASSESSMENT_FAILED, was_reported=True), EVERYWHERE),
    (a_fact(Kind.ASSESSMENT_FAILED, was_reported=False), NOWHERE),
    (a_fact(Kind.ASSESSMENT_FAILURE_CORRECTED, was_reported=True), EVERYWHERE),
    (a_fact(Kind.ASSESSMENT_FAILURE_CORRECTED, was_reported=False), NOWHERE),
    (a_fact(Kind.ASSESSMENT_ATTENDED, from_required_assessment=True), frozenset({"signed"})),
    (a_fact(Kind.APPOINTMENT_OFFERED), UNDER_CONSENT),
    (a_fact(Kind.APPOINTMENT_OFFERED, from_required_assessment=True), frozenset({"signed"})),
    (a_fact(Kind.ATTENDED), UNDER_CONSENT),
    (a_fact(Kind.ATTENDED, from_required_assessment=True), frozenset({"signed"})),
    (a_fact(Kind.DID_NOT_ATTEND), UNDER_CONSENT),
    (a_fact(Kind.ENGAGED), UNDER_CONSENT),
    (a_fact(Kind.COMPLETED), UNDER_CONSENT),
    (a_fact(Kind.CLOSED), UNDER_CONSENT),
    (a_fact(Kind.CONDITION_REPORTED, condition_id=7), frozenset({"condition"})),
    (a_fact(Kind.CONDITION_REPORTED, condition_id=8), NOWHERE),
    (a_fact(Kind.CONDITION_REPORTED, condition_id=None), NOWHERE),
    (a_fact(Kind.DIED), frozenset({"open step"})),
    (a_fact(Kind.SAFEGUARDING_ACTION, police_are_recipient=True), EVERYWHERE),
    (a_fact(Kind.SAFEGUARDING_ACTION), NOWHERE),
    (a_fact(Kind.CLINICAL), NOWHERE),
]


@pytest.mark.parametrize("column", sorted(COLUMNS))
@pytest.mark.parametrize(("fact", "seen_in"), TABLE, ids=[f"{f.kind.value}-{i}" for i, (f, _) in enumerate(TABLE)])
def test_every_fact_shows_in_exactly_the_columns_of_the_table(fact: Fact, seen_in: frozenset[str], column: str) -> None:
    assert police_may_see(fact, COLUMNS[column], NOW).visible == (column in seen_in)


def test_the_table_covers_every_kind_of_fact() -> None:
    assert {fact.kind for fact, _ in TABLE} == set(Kind)


def test_an_answer_always_names_its_column_or_its_reason_and_never_both() -> None:
    for fact, _ in TABLE:
        for view in COLUMNS.values():
            sight = police_may_see(fact, view, NOW)
            assert (sight.by is not None) == sight.visible
            assert (sight.hidden is None) == sight.visible


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
