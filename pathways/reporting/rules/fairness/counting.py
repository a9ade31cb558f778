"""People by outcome and group: how many could have had it, and how many had it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pathways.reporting.rules.fairness.decisions import PersonCounted
from pathways.reporting.rules.fairness.words import Breakdown, Groups, Outcome
from pathways.reporting.rules.proportions import Share


@dataclass(frozen=True, kw_only=True)
class Line:
    """One outcome in one breakdown: the people of each group who could have had it, and those who had it."""

    eligible: Mapping[str, int]
    had: Mapping[str, int]

    def share(self, group: str) -> Share:
        return Share(self.had[group], self.eligible[group])

    @property
    def total(self) -> Share:
        return Share(sum(self.had.values()), sum(self.eligible.values()))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Every figure of the report before anything is hidden. `everybody` are the people by group."""

    everybody: Mapping[Breakdown, Mapping[str, int]]
    lines: Mapping[tuple[Breakdown, Outcome], Line]

    @property
    def people(self) -> int:
        return sum(self.everybody[Breakdown.SEX].values())

    def total(self, outcome: Outcome) -> Share:
        """Of everybody, whatever their group: the same in each breakdown."""
        return self.lines[Breakdown.SEX, outcome].total


def counted(people: Iterable[PersonCounted], groups: Groups) -> Counts:
    """Count each person once in each breakdown. Raises KeyError for a group that no breakdown has."""
    everyone = tuple(people)

    def by(breakdown: Breakdown, which: Iterable[PersonCounted]) -> dict[str, int]:
        found = Counter(person.groups[breakdown] for person in which)
        if unknown := found.keys() - groups[breakdown].keys():
            raise KeyError(f"{breakdown.label} has no group {sorted(unknown)}")
        return {group: found[group] for group in groups[breakdown]}

    return Counts(
        everybody={breakdown: by(breakdown, everyone) for breakdown in Breakdown},
        lines={
            (breakdown, outcome): Line(
                eligible=by(breakdown, (one for one in everyone if outcome in one.open_to)),
                had=by(breakdown, (one for one in everyone if outcome in one.had)),
            )
            for breakdown in Breakdown
            for outcome in Outcome
        },
    )
