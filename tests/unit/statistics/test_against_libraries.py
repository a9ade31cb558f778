"""Every method beside another library's, on made-up cases: both sides are counted here, to nine places."""

from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from pathways.statistics.comparison import quantile
from pathways.statistics.intervals import EXACT_BELOW, difference, rate_interval, wilson, z_of
from pathways.statistics.survival import (
    Ending,
    Wait,
    chi_squared_beyond,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
)

CASES = 200
CONFIDENCES = (0.9, 0.95, 0.99, 0.998)
CLOSE = {"rel": 1e-9, "abs": 1e-9}


def drawn(words: str) -> Random:
    return Random(f"Lincolnshire {words}")


def waits_of(chance: Random, people: int, endings=tuple(Ending)) -> list[Wait]:
    """Of so many people, many of them on the same days."""
    return [Wait(days=chance.randint(0, 60), ending=chance.choice(endings)) for _ in range(people)]


def arrays(waits: list[Wait], **codes: int) -> tuple[np.ndarray, np.ndarray]:
    days = np.array([wait.days for wait in waits], dtype=float)
    return days, np.array([codes.get(wait.ending.name, 0) for wait in waits])


def test_wilsons_interval_is_that_of_statsmodels():
    chance = drawn("Wilson")
    for _ in range(CASES):
        n = chance.randint(1, 5000)
        x, confidence = chance.randint(0, n), chance.choice(CONFIDENCES)
        theirs = proportion_confint(x, n, alpha=1 - confidence, method="wilson")
        assert wilson(x, n, confidence) == pytest.approx(theirs, **CLOSE), (x, n, confidence)


def test_newcombes_difference_is_that_of_statsmodels():
    chance = drawn("Newcombe")
    for _ in range(CASES):
        n1, n2 = chance.randint(1, 800), chance.randint(1, 800)
        x1, x2, confidence = chance.randint(0, n1), chance.randint(0, n2), chance.choice(CONFIDENCES)
        theirs = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - confidence)
        ours = difference((x1, n1), (x2, n2), confidence)
        assert (ours.low, ours.high) == pytest.approx(theirs, **CLOSE), (x1, n1, x2, n2, confidence)


def test_the_exact_interval_of_a_rate_is_that_of_scipys_chi_squared():
    chance = drawn("rate")
    for _ in range(CASES):
        events, confidence = chance.randrange(EXACT_BELOW), chance.choice(CONFIDENCES)
        exposure, tail = chance.uniform(0.1, 10_000), (1 - confidence) / 2
        low = stats.chi2.ppf(tail, 2 * events) / 2 if events else 0.0
        high = stats.chi2.ppf(1 - tail, 2 * (events + 1)) / 2
        assert rate_interval(events, exposure, confidence) == pytest.approx(
            (low / exposure, high / exposure), **CLOSE
        ), (events, exposure, confidence)


def test_the_quantiles_are_those_of_scipy_and_numpy():
    chance = drawn("quantiles")
    for _ in range(CASES):
        confidence = chance.uniform(0.9, 0.9999)
        assert z_of(confidence) == pytest.approx(stats.norm.ppf((1 + confidence) / 2), **CLOSE)
        values, part = [chance.gauss(0, 3) for _ in range(chance.randint(1, 30))], chance.random()
        assert quantile(values, part) == pytest.approx(np.quantile(values, part), **CLOSE)
        value, degrees = chance.uniform(0, 60), chance.randint(1, 12)
        assert chi_squared_beyond(value, degrees) == pytest.approx(stats.chi2.sf(value, degrees), **CLOSE)


def test_those_still_waiting_their_errors_and_how_many_are_at_risk_are_those_of_statsmodels():
    chance = drawn("Kaplan and Meier")
    for _ in range(CASES):
        waits = waits_of(chance, chance.randint(1, 120))
        days, status = arrays(waits, EVENT=1)
        steps = kaplan_meier(waits)
        if not status.any():
            assert steps == []
            continue
        theirs = SurvfuncRight(days, status)
        assert [step.day for step in steps] == list(theirs.surv_times)
        assert [step.at_risk for step in steps] == list(theirs.n_risk)
        assert [step.events for step in steps] == list(theirs.n_events)
        assert [step.share for step in steps] == pytest.approx(theirs.surv_prob, **CLOSE)
        for step, error in zip(steps, theirs.surv_prob_se, strict=True):
            # Where nobody is left, theirs is no number, and ours is none.
            assert step.standard_error == (pytest.approx(error, **CLOSE) if step.share else 0)


def test_how_many_had_it_and_how_many_died_first_are_those_of_statsmodels():
    chance = drawn("Aalen and Johansen")
    for _ in range(CASES):
        waits = waits_of(chance, chance.randint(2, 120))
        days, status = arrays(waits, EVENT=1, DIED=2)
        if set(status) < {1, 2}:
            waits += [Wait(days=7, ending=Ending.EVENT), Wait(days=7, ending=Ending.DIED)]
            days, status = arrays(waits, EVENT=1, DIED=2)
        steps = {step.day: step for step in cumulative_incidence(waits)}
        with np.errstate(divide="ignore", invalid="ignore"):  # their errors, where nobody is left
            theirs = CumIncidenceRight(days, status)
        for day, happened, died in zip(theirs.times, *theirs.cinc, strict=True):
            step = steps.get(int(day)) or max(
                (each for each in steps.values() if each.day <= day), key=lambda each: each.day, default=None
            )
            ours = (step.happened, step.died) if step else (0, 0)
            assert ours == pytest.approx((happened, died), **CLOSE)


@pytest.mark.parametrize("groups", [2, 3, 4])
def test_whether_groups_wait_alike_is_said_as_by_statsmodels(groups):
    chance = drawn(f"log-rank {groups}")
    for _ in range(CASES // 2):
        people = [waits_of(chance, chance.randint(5, 60)) for _ in range(groups)]
        days, status = arrays([wait for group in people for wait in group], EVENT=1)
        of = np.repeat(np.arange(groups), [len(group) for group in people])
        chi_squared, probability = survdiff(days, status, of)
        ours = log_rank(people)
        assert (ours.chi_squared, ours.probability) == pytest.approx((chi_squared, probability), **CLOSE)


def test_the_normal_distribution_of_python_is_that_of_scipy():
    for number in range(-60, 61):
        assert NormalDist().cdf(number / 10) == pytest.approx(stats.norm.cdf(number / 10), **CLOSE)
