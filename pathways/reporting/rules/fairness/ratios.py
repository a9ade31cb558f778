"""The ratio of two rates with its interval.

Source: Koopman's score interval (Koopman, Biometrics 1984; advised by Fagerland, Lydersen and Laake 2015, whose worked
examples are our tests); verified. Unlike Katz's logarithm it has an answer where one of the counts is nought.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist

from pathways.reporting.rules.proportions import Share

_STEPS = 200


def koopman(one: Share, other: Share, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of `one`'s rate over `other`'s. Without a case in `other` it has no upper end.

    Raises ValueError for a share of nobody, and where neither has a case: then nothing can be said.
    """
    if not one.of or not other.of:
        raise ValueError("no cases have no ratio")
    if not one.count and not other.count:
        raise ValueError("two rates of nought have no ratio")
    limit = NormalDist().inv_cdf(0.5 + confidence / 2) ** 2
    estimate = _ratio(one, other)

    def is_outside(ratio: float) -> bool:
        return _score(one, other, ratio) > limit

    low = 0.0 if one.count == 0 else _edge(is_outside, inside=min(estimate, 1e9), outside=0.0)
    if other.count == 0:
        return low, inf
    reach = max(estimate, 1e-9)
    while not is_outside(reach) and reach < 1e12:
        reach *= 2
    return low, _edge(is_outside, inside=max(estimate, 0.0), outside=reach)


def _ratio(one: Share, other: Share) -> float:
    return inf if other.count == 0 else (one.count / one.of) / (other.count / other.of)


def _score(one: Share, other: Share, ratio: float) -> float:
    """The squared distance of the two rates from those most likely if their ratio were `ratio`."""
    if ratio <= 0:
        return inf if one.count else 0.0
    x, n, y, m = one.count, one.of, other.count, other.of
    a = ratio * (n + m)
    b = -(ratio * (n + y) + x + m)
    c = x + y
    other_rate = (-b - sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
    rate = min(1.0, ratio * other_rate)
    spread = rate * (1 - rate) / n + ratio * ratio * other_rate * (1 - other_rate) / m
    apart = x / n - ratio * y / m
    if spread <= 0:
        return 0.0 if abs(apart) < 1e-12 else inf
    return apart * apart / spread


def _edge(is_outside: Callable[[float], bool], *, inside: float, outside: float) -> float:
    """Where the score crosses its limit, by halving."""
    for _ in range(_STEPS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if is_outside(middle) else (middle, outside)
    return (inside + outside) / 2


@dataclass(frozen=True)
class Ratio:
    """How a group's rate compares with the reference group's."""

    one: Share
    other: Share

    @property
    def value(self) -> float | None:
        """None where the reference has no case, or either is nobody."""
        return _ratio(self.one, self.other) if self.one.of and self.other.of and self.other.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return None if self.value is None else koopman(self.one, self.other)

    @property
    def words(self) -> str:
        """As "0.82"."""
        return "cannot be said" if self.value is None else f"{self.value:.2f}"

    @property
    def interval_words(self) -> str:
        """As "0.61 to 1.10" (95%)."""
        return "cannot be said" if self.interval is None else f"{self.interval[0]:.2f} to {self.interval[1]:.2f}"
