"""What a reader can work out of a figure who has everything that is published beside it.

What is published is a set of linear equations in whole numbers, so the least and the most that a figure may be are two
linear programmes. HiGHS solves them: a solver is no work of ours. It is read at the first table with a small number in
it, by the process that makes the report; a service that makes none never reads it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor
from random import Random
from typing import Any, Final

from pathways.small_numbers.published import THRESHOLD, WIDTH, Published, Sum

SLACK: Final = 1e-6
"""How far a number of the solver may lie from what it stands for."""
NODES: Final = 100
"""After so many steps whole numbers are no longer sought: a figure for which none were found counts as worked out."""
TRIES: Final = 6
"""So many corners of what fits are looked at before whole numbers are sought step by step: most are of whole people."""
FEW: Final = 3
WORTH_IT: Final = 0.8
"""Tables are sought for many figures at once while more than `FEW` are left, and each two leave fewer than so many."""
OPTIONS: Final[Mapping[str, Any]] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-9,
    "mip_max_nodes": NODES,
}
"""Nothing in the log, no thread of its own, and the same answer to the same question each time, to the end."""
Bounds = tuple[float, float]


@dataclass(frozen=True)
class WorkedOut:
    """What a figure may be, and the units that, as long as all of them are shown, are why it can be nothing else."""

    least: int
    most: int
    because: frozenset[str]

    @property
    def is_safe(self) -> bool:
        """Whether it may be any of five values, the most at least five."""
        return self.most - self.least >= WIDTH and self.most >= THRESHOLD


class Reader:
    """Somebody who has what is published, and knows what a star may stand for."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self._places = {figure.name: place for place, figure in enumerate(published.figures)}
        highest = 2 * sum(figure.people for figure in published.figures) + 10 * THRESHOLD
        least = [figure.least for figure in published.figures]
        most = [highest] * len(least)
        for known in published.known:
            place = self._places[known.name]
            least[place], most[place] = max(least[place], known.low), min(most[place], known.high)
        self._bounds = list(zip(least, most, strict=True))
        rows = [(self._weights(each), (0.0, 0.0)) for each in published.sums]
        self._model = Model(self._bounds, rows)
        self._shown: list[tuple[int, str]] = []
        self._low = self._high = [figure.people for figure in published.figures]

    def _weights(self, each: Sum) -> dict[int, float]:
        """The whole less its parts."""
        parts = Counter(self._places[part] for part in each.parts)
        return {self._places[each.whole]: 1.0} | {place: -float(times) for place, times in parts.items()}

    def look_at(self, hidden: Collection[str]) -> None:
        """From now on these figures are hidden, and every other printed one is shown."""
        self._shown = []
        self._low = self._high = [figure.people for figure in self.published.figures]
        for place, figure in enumerate(self.published.figures):
            if not figure.printed or figure.name in hidden:
                self._model.bound(place, *self._bounds[place])
                continue
            self._model.bound(place, figure.people, figure.people)
            if figure.may_be_hidden:
                self._shown.append((place, figure.unit))

    def meet_tables(self, names: Collection[str]) -> None:
        """Meet whole tables in which many of these figures are far apart at once, so that few are asked for alone."""
        chance = Random(len(names))  # noqa: S311  # the same each time; nothing hangs on what it draws
        left = [place for place in map(self._places.__getitem__, names) if not self._in_tables(place).is_safe]
        while len(left) > FEW:
            costs = {place: chance.choice((-1.0, 1.0)) for place in left}
            for sign in (1.0, -1.0):
                if solved := self._model.solved({place: sign * cost for place, cost in costs.items()}):
                    self._meet(solved[0])
            still = [place for place in left if not self._in_tables(place).is_safe]
            if len(still) > len(left) * WORTH_IT:
                return
            left = still

    def works_out(self, name: str) -> WorkedOut:
        """The least and the most that a figure may be; less far apart where that shows it is safe.

        A linear programme knows halves of people: where it says that all is safe, whole tables must be found as well.
        """
        place = self._places[name]
        so_far = self._in_tables(place)
        if so_far.is_safe:
            return so_far
        (least, why_least), (most, why_most) = self._edge(place, ceil), self._edge(place, floor)
        edges = WorkedOut(least, most, why_most if most < THRESHOLD else why_least | why_most)
        return self._in_whole_tables(place, edges) if edges.is_safe else edges

    def _in_tables(self, place: int) -> WorkedOut:
        """What a figure is in the true table and in those that were met so far."""
        return WorkedOut(self._low[place], self._high[place], frozenset())

    def _meet(self, values: Sequence[float]) -> None:
        """Take note of a table that fits, if it is one of whole people."""
        table = [round(value) for value in values]
        if all(abs(value - whole) < SLACK for value, whole in zip(values, table, strict=True)):
            self._note(table)

    def _note(self, table: Sequence[int]) -> None:
        self._low = list(map(min, self._low, table))
        self._high = list(map(max, self._high, table))

    def _edge(self, place: int, rounds: Any) -> tuple[int, frozenset[str]]:
        """The least (`ceil`) or the most (`floor`) that it may be, and the shown units that say so.

        The true table fits, so there is always an answer; where the solver gives none, the figure counts as worked out.
        """
        solved = self._model.solved({place: 1.0 if rounds is ceil else -1.0})
        if solved is None:
            return self.published.figures[place].people, self._all_shown
        values, duals = solved
        self._meet(values)
        because = frozenset(unit for at, unit in self._shown if abs(duals[at]) > SLACK)
        return rounds(values[place] + (-SLACK if rounds is ceil else SLACK)), because

    @property
    def _all_shown(self) -> frozenset[str]:
        return frozenset(unit for _, unit in self._shown)

    def _in_whole_tables(self, place: int, edges: WorkedOut) -> WorkedOut:
        """The same in whole tables. Where none makes it safe, whatever is shown may be why.

        Each table that is met makes it safe, or is a lower one than any before: so this ends.
        """
        while not (so_far := self._in_tables(place)).is_safe:
            reaches = max(THRESHOLD, so_far.least + WIDTH)
            if not self._meets(place, reaches, edges.most) and not self._meets(place, edges.least, so_far.least - 1):
                return WorkedOut(so_far.least, so_far.most, self._all_shown)
        return so_far

    def _meets(self, place: int, low: int, high: int) -> bool:
        """Whether there is a whole table in which the figure lies between these; it is kept."""
        if low > high:
            return False
        self._model.bound(place, low, high)
        numbers = self._at_a_corner() or self._model.solved({}, whole=True)
        self._model.bound(place, *self._bounds[place])  # it is hidden, or not printed: a shown one is no question
        if numbers is not None:
            self._note([round(value) for value in numbers[0]])
        return numbers is not None

    def _at_a_corner(self) -> tuple[list[float], list[float]] | None:
        """A table of whole people at one of some corners of what fits, if one of them has such."""
        chance = Random(TRIES)  # noqa: S311  # the same each time; nothing hangs on what it draws
        for _ in range(TRIES):
            corner = self._model.solved({place: chance.choice((-1.0, 0.0, 1.0)) for place in range(len(self._bounds))})
            if corner is None:
                return None
            if all(abs(value - round(value)) < SLACK for value in corner[0]):
                return corner
        return None


class Model:
    """A linear programme that is solved again and again, each time for the least that something costs."""

    def __init__(self, bounds: Sequence[Bounds], rows: Sequence[tuple[Mapping[int, float], Bounds]]) -> None:
        """`bounds` are those of each number; `rows` say between which bounds a weighted sum of some lies."""
        import highspy  # 22 MB and a tenth of a second, for reports alone

        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        self._kinds = tuple([each] * len(bounds) for each in kinds)
        self._size, self._is_whole, self._every = len(bounds), False, list(range(len(bounds)))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(bounds), len(rows)
        model.col_cost_ = [0.0] * len(bounds)
        model.col_lower_, model.col_upper_ = [low for low, _ in bounds], [high for _, high in bounds]
        model.row_lower_, model.row_upper_ = [low for _, (low, _) in rows], [high for _, (_, high) in rows]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = [0, *accumulate(len(weights) for weights, _ in rows)]
        model.a_matrix_.index_ = [place for weights, _ in rows for place in weights]
        model.a_matrix_.value_ = [weight for weights, _ in rows for weight in weights.values()]
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs leave the constructor out
        for option, value in OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)

    def bound(self, place: int, low: float, high: float) -> None:
        """From now on this number lies between these."""
        self._solver.changeColBounds(place, low, high)

    def solved(self, costs: Mapping[int, float], *, whole: bool = False) -> tuple[list[float], list[float]] | None:
        """Numbers of the least cost, whole ones where asked, and what each number's bound adds to the cost (else 0).

        None where no numbers fit, or no whole ones are found in `NODES` steps.
        """
        solver = self._solver
        for place, cost in costs.items():
            solver.changeColCost(place, cost)
        self._make_whole(whole)
        solver.run()
        is_solved = solver.modelStatusToString(solver.getModelStatus()) == "Optimal"
        solution = solver.getSolution()
        self._make_whole(False)
        for place in costs:
            solver.changeColCost(place, 0.0)
        return (list(solution.col_value), list(solution.col_dual)) if is_solved else None

    def _make_whole(self, whole: bool) -> None:
        if whole is not self._is_whole:
            kinds: Any = self._kinds[whole]  # its stubs know arrays alone
            self._solver.changeColsIntegrality(self._size, self._every, kinds)
            self._is_whole = whole
