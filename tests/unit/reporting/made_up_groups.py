"""The groups of a made-up county's people: how they came, what a test found, and who they are."""

from random import Random

from pathways.people.identity.rules import EthnicGroup
from pathways.reporting.rules.fairness import NOT_RECORDED, AgeBand
from pathways.reporting.rules.groups import GroupedUnit, GroupKind
from pathways.reporting.rules.testing_units import ArrestTest
from pathways.vocabulary import Origin, Sex

ROUTES = dict(zip(Origin, (60, 12, 6, 10, 8, 4), strict=True))
AGES = dict(zip(AgeBand, (2, 20, 35, 26, 17), strict=True))
ETHNICITIES = dict.fromkeys(EthnicGroup, 3) | {EthnicGroup.WHITE: 80}
DRUGS = ((), ("cocaine",), ("opiates",), ("cocaine", "opiates"))


def _drawn(dice, weights):
    return dice.choices([each.value for each in weights], [*weights.values()])[0]


def with_groups(units, seed):
    """The same people with their groups; whoever was detained may have been tested."""
    dice, of_person, grouped = Random(f"groups {seed}"), {}, []
    for unit in units.first:
        if unit.person_id not in of_person:
            of_person[unit.person_id] = {
                GroupKind.SEX: dice.choices([Sex.MALE.value, Sex.FEMALE.value], (78, 22))[0],
                GroupKind.AGE: _drawn(dice, AGES),
                GroupKind.ETHNICITY: _drawn(dice, ETHNICITIES) if dice.random() < 0.95 else NOT_RECORDED,
            }
        route, tests = _drawn(dice, ROUTES), ()
        if route == Origin.DETENTION.value and dice.random() < 0.8:
            drugs = dice.choice(DRUGS)
            tests = (
                ArrestTest(
                    person_id=unit.person_id, record_id=unit.record_id, number=unit.number, force=1,
                    taken_on=unit.chain.referred_on, known_on=unit.chain.referred_on, is_positive=bool(drugs),
                    shows=frozenset(drugs),
                ),
            )  # fmt: skip
        grouped.append(
            GroupedUnit(referral=unit, groups={GroupKind.ROUTE: route, **of_person[unit.person_id]}, tests=tests)
        )
    return tuple(grouped)
