"""Made-up people for the fairness tests, and a reader who knows nothing of the product but the cells it printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, product
from random import Random

from pathways.reporting.rules.fairness import (
    Breakdown,
    DeskOutcome,
    PeopleCounted,
    PersonCounted,
    groups_with,
)
from pathways.reporting.rules.fairness_figures import fairness_counts
from pathways.reporting.rules.fairness_tables import Fairness
from pathways.reporting.rules.proportions import Period
from tests.areas import EVERYWHERE
from tests.unit.reporting.alone import fairness_alone

GROUPS = groups_with(EVERYWHERE)
PERIOD = Period(from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), as_at=date(2026, 12, 31))
COMMON = frozenset({DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION})
FIRST = {breakdown: next(iter(groups)) for breakdown, groups in GROUPS.items()}


def people(
    how_many: int, had: Iterable[DeskOutcome] = (), could: Iterable[DeskOutcome] = (), **groups: str
) -> list[PersonCounted]:
    """So many alike: the first group of each breakdown unless named."""
    placed = FIRST | {Breakdown(name): group for name, group in groups.items()}
    got = frozenset(had)
    return [PersonCounted(groups=placed, open_to=COMMON | got | frozenset(could), had=got) for _ in range(how_many)]


def shown(*several: list[PersonCounted]) -> Fairness:
    return fairness_alone(fairness_counts(PeopleCounted(people=tuple(chain(*several))), GROUPS), PERIOD, GROUPS)


def a_county(seed: int) -> list[PersonCounted]:
    """A random county of lopsided groups, with a few people planted where they are easiest to find."""
    dice = Random(seed)
    shares = {breakdown: [dice.random() ** 4 for _ in groups] for breakdown, groups in GROUPS.items()}
    usual = {outcome: dice.random() ** 2 for outcome in DeskOutcome}
    everyone = []
    for _ in range(dice.choice((12, 25, 60))):
        open_to = {outcome for outcome in DeskOutcome if outcome.kind and dice.random() < 0.6}
        had = {outcome for outcome in sorted(open_to | COMMON) if dice.random() < usual[outcome]}
        if had & {DeskOutcome.CC, DeskOutcome.CR, DeskOutcome.O22} and dice.random() < 0.7:
            open_to.add(DeskOutcome.KEPT)
            had |= {DeskOutcome.KEPT} if dice.random() < usual[DeskOutcome.KEPT] else set()
        groups = {
            breakdown: dice.choices(list(names), weights=shares[breakdown])[0] for breakdown, names in GROUPS.items()
        }
        everyone.append(PersonCounted(groups=groups, open_to=COMMON | open_to | had, had=frozenset(had)))
    return everyone


@dataclass(frozen=True)
class Printed:
    """What one table says: people and who had it by group, None for a star, and their totals."""

    could: Mapping[str, int | None]
    had: Mapping[str, int | None]
    total_could: int | None
    total_had: int | None


def printed(report: Fairness, breakdown: Breakdown, outcome: DeskOutcome) -> Printed:
    """The numbers as they stand in the cells, read back from the words."""
    rows = [row.cells for row in report.tables[breakdown, outcome]]
    total = report.totals[outcome]
    return Printed(
        could={row[0]: _number(row[1]) for row in rows},
        had={row[0]: _number(row[2]) for row in rows},
        total_could=_number(total[1]),
        total_had=_number(total[2]),
    )


def _number(words: str) -> int | None:
    return None if words == "*" else int(words.replace(",", ""))


@dataclass(frozen=True)
class Box:
    """One hidden group: how many people it holds, None where that is hidden too."""

    name: str
    size: int | None


def possible(boxes: tuple[Box, ...], had: int, had_not: int, *, loose: int, full: bool) -> dict[str, list[set[int]]]:
    """Every value that who had it, who had not, and both can take in each box, by trying each and filling the others.

    `loose` people are in the boxes whose size is hidden, together; each of those holds at least one. `full` says that
    everybody in a box is counted.
    """
    values: dict[str, list[set[int]]] = {box.name: [set(), set(), set()] for box in boxes}
    unknown = sum(box.size is None for box in boxes)
    room = sum(box.size or 0 for box in boxes) + (loose if unknown else 0)
    for box in boxes:
        known = values[box.name]
        # The last unknown box holds all that is left; of several, each other one at least one person.
        sizes = [box.size] if box.size is not None else range(1 if unknown > 1 else loose, loose - unknown + 2)
        for size, took in product(sizes, range(had + 1)):
            for took_not in range(min(had_not, size - took) + 1) if took <= size else ():
                left = had + had_not - took - took_not
                if left <= room - size and (not full or took + took_not == size):
                    for each, value in zip(known, (took, took_not, took + took_not), strict=True):
                        each.add(value)
    return values
