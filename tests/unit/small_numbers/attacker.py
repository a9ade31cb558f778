"""A reader with another solver: what can be worked out of everything that is published, in whole numbers, by SciPy."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from pathways.small_numbers.published import THRESHOLD, WIDTH, Published

BEYOND = 10_000
"""More people than any figure of a test has."""


def may_be(published: Published, hidden: frozenset[str], name: str) -> tuple[int, int]:
    """The least and the most that a figure may be for somebody who has all that is shown."""
    places = {figure.name: place for place, figure in enumerate(published.figures)}
    low, high = np.zeros(len(places)), np.full(len(places), float(BEYOND))
    for known in published.known:
        low[places[known.name]], high[places[known.name]] = known.low, known.high
    for figure in published.figures:
        place = places[figure.name]
        if figure.printed and figure.name not in hidden:
            low[place] = high[place] = figure.people
        elif figure.printed:
            low[place] = max(low[place], figure.star)
    rows = np.zeros((len(published.sums), len(places)))
    for number, each in enumerate(published.sums):
        rows[number, places[each.whole]] += 1
        for part in each.parts:
            rows[number, places[part]] -= 1
    holds = [LinearConstraint(rows, 0, 0)] if len(rows) else []
    edges = []
    for sign in (1, -1):
        cost = np.zeros(len(places))
        cost[places[name]] = sign
        solved = milp(cost, integrality=np.ones(len(places)), bounds=Bounds(low, high), constraints=holds)
        assert solved.success, solved.message
        edges.append(round(sign * solved.fun))
    return edges[0], edges[1]


def worked_out(published: Published, hidden: frozenset[str]) -> dict[str, tuple[int, int]]:
    """The counts of 1 to 4 people, printed or not, that are narrowed to fewer than five values or to below five."""
    narrowed = {}
    for figure in published.figures:
        if figure.of_people and 0 < figure.people < THRESHOLD:
            least, most = may_be(published, hidden, figure.name)
            if most - least < WIDTH or most < THRESHOLD:
                narrowed[figure.name] = (least, most)
    return narrowed
