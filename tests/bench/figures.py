"""A figure beside its target, and the table that is printed."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

WIDTH = 58


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measure: a value a round, in `unit`. A target is `at_least` or `at_most`; neither: it is only told.

    Without `is_wanted` the target is none here, and says only which way is worse.
    """

    what: str
    values: tuple[float, ...]
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    is_wanted: bool = True

    @property
    def has_target(self) -> bool:
        """Whether one is set at all, here or elsewhere."""
        return self.at_least is not None or self.at_most is not None

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def verdict(self) -> str:
        """ "met", "MISSED", or "" where there is no target."""
        if not self.has_target or not self.is_wanted:
            return ""
        low, high = self.at_least or 0.0, self.at_most or float("inf")
        return "met" if low <= self.median <= high else "MISSED"

    @property
    def target(self) -> str:
        if not self.has_target or not self.is_wanted:
            return "none set"
        if self.at_least is not None:
            return f"at least {self.at_least:g} {self.unit}"
        return f"at most {self.at_most:g} {self.unit}"


def seconds(job: Callable[[], object]) -> float:
    """How long one call took."""
    began = perf_counter()
    job()
    return perf_counter() - began


def percent(of: Sequence[float], whole: Sequence[float]) -> float:
    """The median of `of` in hundredths of the median of `whole`: 50 where `whole` takes twice as long."""
    return 100 * statistics.median(of) / statistics.median(whole)


def times(longer: Sequence[float], shorter: Sequence[float]) -> float:
    """How many times as long as the median of `shorter` the median of `longer` is."""
    return statistics.median(longer) / statistics.median(shorter)


def of_another(
    whole: tuple[str, Sequence[float]], plain: tuple[str, Sequence[float]], unit: str, at_most: float
) -> tuple[Figure, ...]:
    """What two jobs took, each with its name, and how many times as long as the plain one the whole one may take."""
    took = [Figure(what=name, values=tuple(values), unit=unit) for name, values in (whole, plain)]
    ratio = times(whole[1], plain[1])
    return (*took, Figure(what=f"{whole[0]}: of {plain[0]}", values=(ratio,), unit="x", at_most=at_most))


def rounds(at_most: int, within_seconds: float) -> Iterator[int]:
    """Numbers of rounds; none is begun once the time is up, but one there always is."""
    began = perf_counter()
    for number in range(at_most):
        if number and perf_counter() - began > within_seconds:
            return
        yield number


def table(title: str, figures: Iterable[Figure]) -> str:
    """The figures of one database, a line each, with the target beside each."""
    head = f"{'':{WIDTH}} {'median':>8} {'min':>8} {'max':>8}      target"
    lines = [title, "-" * len(head), head]
    for each in figures:
        shown = " ".join(f"{value:8.1f}" for value in (each.median, min(each.values), max(each.values)))
        lines.append(f"{each.what:{WIDTH}} {shown} {each.unit:3}  {each.target:17} {each.verdict}".rstrip())
    return "\n".join(lines)
