"""A reader with another solver: what can be worked out of everything that is published, in whole numbers, by SciPy."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pathways.small_numbers.published import THRESHOLD, WIDTH, Published

BEYOND = 10_000
"""More people than any figure of a test has."""


class Attacker:
    """Somebody who has all that is shown. Each table of whole people that fits it, once met, says what figures may be."""

    def __init__(self, published: Published, hidden: frozenset[str]) -> None:
        self.places = places = {figure.name: place for place, figure in enumerate(published.figures)}
        self.low, self.high = low, high = np.zeros(len(places)), np.full(len(places), float(BEYOND))
        for known in published.known:
            low[places[known.name]], high[places[known.name]] = known.low, known.high
        for figure in published.figures:
            place = places[figure.name]
            if figure.printed and figure.name not in hidden:
                low[place] = high[place] = figure.people
            elif figure.printed:
                low[place] = max(low[place], figure.star)
        terms = [
            (number, places[name], times)
            for number, each in enumerate(published.sums)
            for name, times in ((each.whole, 1), *((part, -1) for part in each.parts))
        ]
        at, of, times = zip(*terms, strict=True) if terms else ((), (), ())
        self.rows = csr_array((times, (at, of)), shape=(len(published.sums), len(places)), dtype=float)
        self.holds = [LinearConstraint(self.rows, 0, 0)] if terms else []
        self.least, self.most = np.full(len(places), BEYOND), np.zeros(len(places), dtype=int)
        self._meet(np.array([figure.people for figure in published.figures], dtype=int))

    def may_be(self, name: str) -> tuple[int, int]:
        """The least and the most that a figure may be."""
        return self._edge(name, 1), self._edge(name, -1)

    def is_safe_in_those_met(self, name: str) -> bool:
        """Whether two tables that fit show that it may be any of five values, the most at least five."""
        least, most = self.least[self.places[name]], self.most[self.places[name]]
        return bool(most - least >= WIDTH and most >= THRESHOLD)

    def _edge(self, name: str, sign: int) -> int:
        cost = np.zeros(len(self.places))
        cost[self.places[name]] = sign
        every = np.ones(len(self.places))
        solved = milp(cost, integrality=every, bounds=Bounds(self.low, self.high), constraints=self.holds)
        assert solved.success, solved.message
        self._meet(np.rint(solved.x).astype(int))
        return round(sign * solved.fun)

    def _meet(self, table: np.ndarray) -> None:
        """Note what the figures are in a table, if it fits to the last person whatever the solver says of it."""
        if (self.low <= table).all() and (table <= self.high).all() and not (self.rows @ table).any():
            self.least, self.most = np.minimum(self.least, table), np.maximum(self.most, table)


def may_be(published: Published, hidden: frozenset[str], name: str) -> tuple[int, int]:
    """The least and the most that a figure may be for somebody who has all that is shown."""
    return Attacker(published, hidden).may_be(name)


def worked_out(published: Published, hidden: frozenset[str]) -> dict[str, tuple[int, int]]:
    """The counts of 1 to 4 people, printed or not, that are narrowed to fewer than five values or to below five."""
    narrowed, attacker = {}, Attacker(published, hidden)
    for figure in published.figures:
        if figure.of_people and 0 < figure.people < THRESHOLD and not attacker.is_safe_in_those_met(figure.name):
            least, most = attacker.may_be(figure.name)
            if most - least < WIDTH or most < THRESHOLD:
                narrowed[figure.name] = (least, most)
    return narrowed
