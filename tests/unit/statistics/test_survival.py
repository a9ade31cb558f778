"""How long it takes: the published vectors, deaths beside, and whether groups wait alike."""

from fractions import Fraction

import pytest

from pathways.statistics.survival import (
    Ending,
    Wait,
    chi_squared_beyond,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
    longest_known,
    median,
    share_happened,
    share_waiting,
)

# Freireich 1963, in weeks: with the medicine (+ for whoever is still in remission), and without.
MEDICINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
# Vector 3 of the treatment reference 3.8: † for whoever died, + for whoever had not been seen on the last day known.
TEN = "2 5 9 14 20 60+ 50+ 40+ 12† 11+"
ENDINGS = {"+": Ending.WAITING, "†": Ending.DIED}


def waits(words: str) -> list[Wait]:
    return [Wait(days=int(each.rstrip("+†")), ending=ENDINGS.get(each[-1], Ending.EVENT)) for each in words.split()]


def test_those_still_waiting_are_those_of_freireich_with_greenwoods_errors():
    steps = kaplan_meier(waits(MEDICINE))
    assert [step.day for step in steps] == [6, 7, 10, 13, 16, 22, 23]
    assert [step.at_risk for step in steps] == [21, 17, 15, 12, 11, 7, 6]
    shares = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert [step.share for step in steps] == pytest.approx(shares, abs=5e-5)
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert [step.standard_error for step in steps] == pytest.approx(errors, abs=5e-5)
    assert median(steps) == 23
    assert [share_waiting(steps, day) for day in (0, 5, 6, 9, 100)] == pytest.approx(
        [1, 1, 0.8571, 0.8067, 0.4482], abs=5e-5
    )


def test_ties_count_before_those_still_waiting_and_the_median_may_never_be_reached():
    steps = kaplan_meier(waits("1 2 2 3+ 5 7 7+ 14 21+ 30+"))
    assert [step.share for step in steps] == pytest.approx([0.9, 0.7, 0.5833, 0.4667, 0.3111], abs=5e-5)
    assert median(steps) == 7
    assert share_waiting(steps, 21) == pytest.approx(14 / 45)
    assert median(kaplan_meier(waits("1 5+ 5+ 5+"))) is None
    assert (kaplan_meier([]), kaplan_meier(waits("4+ 5†"))) == ([], [])


def test_a_death_takes_nobody_for_contacted_and_nobody_for_waiting_for_ever():
    steps = cumulative_incidence(waits(TEN))
    happened = [Fraction(1, 10), Fraction(1, 5), Fraction(3, 10), Fraction(3, 10), Fraction(5, 12), Fraction(8, 15)]
    died = [0, 0, 0, *[Fraction(7, 60)] * 3]
    assert [step.day for step in steps] == [2, 5, 9, 12, 14, 20]
    assert [step.happened for step in steps] == pytest.approx([float(each) for each in happened])
    assert [step.died for step in steps] == pytest.approx([float(each) for each in died])
    assert [share_happened(steps, day) for day in (1, 2, 21)] == pytest.approx([0, 0.1, 8 / 15])
    alive = kaplan_meier(waits(TEN))
    assert [(step.day, step.at_risk) for step in alive] == [(2, 10), (5, 9), (9, 8), (14, 5), (20, 4)]
    assert [step.share for step in alive] == pytest.approx([0.9, 0.8, 0.7, 0.56, 0.42])
    assert (median(alive), longest_known(waits(TEN)), longest_known([])) == (20, 60, 0)


def test_without_a_death_both_say_the_same():
    alone = waits(MEDICINE)
    assert [step.happened for step in cumulative_incidence(alone)] == pytest.approx(
        [1 - step.share for step in kaplan_meier(alone)]
    )


def test_contact_and_death_on_one_day_are_contact_first():
    (step,) = cumulative_incidence(waits("3 3† 3+ 3+"))
    assert (step.at_risk, step.happened, step.died) == (4, 0.25, 0.25)
    (alive,) = kaplan_meier(waits("3 3† 3+ 3+"))
    assert (alive.at_risk, alive.share) == (4, 0.75)


def test_an_interval_lies_between_0_and_1_and_nobody_and_everybody_have_no_width():
    steps = kaplan_meier(waits(MEDICINE))
    low, high = steps[0].interval()
    assert (low, high) == pytest.approx((0.6197180, 0.9515517), abs=1e-6)
    assert steps[0].interval(0.998)[0] < low
    (last,) = kaplan_meier(waits("1 1"))
    assert (last.share, last.standard_error, last.interval()) == (0, 0, (0, 0))


def test_groups_that_wait_alike_and_groups_that_do_not():
    medicine_and_placebo = log_rank([waits(MEDICINE), waits(PLACEBO)])
    assert (medicine_and_placebo.chi_squared, medicine_and_placebo.degrees) == (pytest.approx(16.79294, abs=1e-5), 1)
    assert medicine_and_placebo.probability == pytest.approx(4.168809e-05, rel=1e-5)
    assert log_rank([waits("1 2 3 4+"), waits("1 2 3 4+")]).probability == pytest.approx(1)
    assert log_rank([waits(MEDICINE), waits(PLACEBO), waits(TEN)]).degrees == 2
    as_waiting = [waits(TEN.replace("†", "+")), waits(PLACEBO)]
    assert log_rank([waits(TEN), waits(PLACEBO)]) == log_rank(as_waiting)


def test_chi_squared_is_that_of_the_tables():
    tables = [(3.841459, 1), (5.991465, 2), (7.814728, 3), (9.487729, 4), (11.070498, 5), (12.591587, 6)]
    assert [chi_squared_beyond(value, degrees) for value, degrees in tables] == pytest.approx([0.05] * 6, abs=1e-7)
    assert chi_squared_beyond(0, 3) == 1


@pytest.mark.parametrize(
    "asked",
    [
        lambda: Wait(days=-1, ending=Ending.EVENT),
        lambda: log_rank([waits("1 2")]),
        lambda: log_rank([waits("1 2"), []]),
        lambda: log_rank([waits("1+ 2+"), waits("3+")]),
        lambda: chi_squared_beyond(1, 0),
        lambda: chi_squared_beyond(-1, 1),
    ],
)
def test_what_nobody_waited_for_is_refused(asked):
    with pytest.raises(ValueError, match=r"\w"):
        asked()
