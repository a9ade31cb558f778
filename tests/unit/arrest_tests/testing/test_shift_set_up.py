"""What is set up once a shift, and what it bars before a sample is asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pathways.arrest_tests.testing.rules.record import (
    ShiftFacts,
    TakerCategory,
    before_the_sample,
    is_of_this_shift,
    set_up_reasons,
)
from pathways.law.rules.findings import Bearing

EVENING = datetime(2026, 11, 24, 22, 10, tzinfo=UTC)
TONIGHT, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
PLAIN = ShiftFacts(
    device="Custody saliva device",
    serial="SN-20417",
    lot="88C",
    lot_expires_on=TONIGHT,
    check_passed_at=EVENING,
    taker="PC Ellery",
    category=TakerCategory.FORCE_STAFF,
    trained_until=TONIGHT,
)


def refused(**changes):
    reasons = set_up_reasons(replace(PLAIN, **changes), now=EVENING, today=TONIGHT)
    return [(reason.field, reason.message) for reason in reasons]


def bars(facts, day):
    return [(finding.rule, finding.message) for finding in before_the_sample(facts, day)]


def test_a_lot_is_used_until_midnight_of_its_last_day_and_refused_in_words_after_it():
    lot = replace(PLAIN, trained_until=TOMORROW)
    assert bars(lot, TONIGHT) == []
    assert bars(lot, TOMORROW) == [("V-023", "Cartridge lot 88C expired on 24 November 2026. Do not use it.")]


def test_only_somebody_prescribed_whose_training_runs_takes_a_sample():
    unlapsed = replace(PLAIN, lot_expires_on=TOMORROW)
    assert bars(unlapsed, TOMORROW) == [("V-022", "PC Ellery is not authorised to take drug test samples.")]
    assert refused(category=None)[0][0] == "category"
    assert refused(trained_until=TONIGHT - timedelta(days=1))[0][0] == "trained_until"


def test_nothing_is_set_up_with_an_expired_lot_or_a_check_that_failed_or_lies_ahead():
    assert refused() == []
    assert refused(lot_expires_on=TONIGHT - timedelta(days=1))[0][0] == "lot_expires_on"
    assert [field for field, _ in refused(check_passed_at=None)] == ["has_passed"]
    assert [field for field, _ in refused(check_passed_at=EVENING + timedelta(minutes=1))] == ["check_passed_at"]


def test_without_a_set_up_a_fact_is_missing_and_it_counts_for_twelve_hours():
    (missing,) = before_the_sample(None, TONIGHT)
    assert (missing.rule, missing.bearing) == ("SET-UP", Bearing.MISSING)
    assert is_of_this_shift(EVENING, EVENING + timedelta(hours=11, minutes=59))
    assert not is_of_this_shift(EVENING, EVENING + timedelta(hours=12))
