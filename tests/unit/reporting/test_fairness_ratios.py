"""Koopman's interval of a ratio of two rates, against published vectors."""

from math import inf

import pytest

from pathways.reporting.rules.fairness_tables import Ratio, koopman
from pathways.reporting.rules.proportions import Share


@pytest.mark.parametrize(
    ("one", "other", "low", "high", "within"),
    [
        # Fagerland, Lydersen and Laake 2015, the crossover trial: 1.21 to 43; to six places by R's PropCIs.
        ((7, 34), (1, 34), 1.220853, 42.575718, 1e-6),
        # Koopman 1984, as Nam 1995 prints it.
        ((36, 40), (16, 80), 2.940, 7.152, 6e-4),
        # Agresti, Categorical Data Analysis: the placebo and aspirin groups of the physicians' health study.
        ((189, 11034), (104, 11037), 1.43, 2.30, 6e-3),
    ],
)
def test_the_interval_is_the_published_one(one, other, low, high, within):
    interval = koopman(Share(*one), Share(*other))
    assert interval == pytest.approx((low, high), abs=within)


def test_turned_round_it_is_the_interval_turned_round():
    low, high = koopman(Share(7, 34), Share(1, 34))
    assert koopman(Share(1, 34), Share(7, 34)) == pytest.approx((1 / high, 1 / low), rel=1e-6)


def test_a_nought_has_an_answer_and_two_noughts_have_none():
    low, high = koopman(Share(0, 20), Share(5, 20))
    assert low == 0
    assert 0 < high < 1
    assert koopman(Share(5, 20), Share(0, 20))[1] == inf
    with pytest.raises(ValueError, match="nought"):
        koopman(Share(0, 20), Share(0, 20))
    with pytest.raises(ValueError, match="no cases"):
        koopman(Share(0, 0), Share(1, 20))


def test_everybody_in_both_groups_is_alike():
    low, high = koopman(Share(20, 20), Share(20, 20))
    assert low < 1 < high


def test_nothing_is_said_of_a_ratio_whose_reference_has_no_case():
    assert Ratio(Share(5, 20), Share(0, 20)).words == "cannot be said"
    assert Ratio(Share(5, 20), Share(10, 20)).words == "0.50"
