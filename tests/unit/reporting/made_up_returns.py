"""The tests on arrest of a made-up county as the return and the drug profile have them."""

from random import Random

from pathways.reporting.rules.profile import FoundUnit
from pathways.reporting.rules.testing_units import ArrestTest, Decided, OffenceKind, Required

FORCES = {1: "Lincolnshire Police", 2: "British Transport Police"}


def on_return(units, seed):
    """The same tests as the return has them: of two forces, for an offence or not, with what they found."""
    dice = Random(f"return {seed}")
    tests = []
    for each in units.tests:
        drugs = dice.choice((("cocaine",), ("opiates",), ("cocaine", "opiates"))) if each.is_positive else ()
        became = dice.choice(list(Required)) if each.is_positive and dice.random() < 0.9 else None
        facts = {"is_positive": each.is_positive, "shows": frozenset(drugs), "checks": each.checks}
        facts |= {"decided": (Decided(on=each.taken_on, became=became),) if became else ()}
        facts |= {"force": dice.choice((1, 1, 1, 1, 2)), "tested_for": dice.choices(list(OffenceKind), (85, 12, 3))[0]}
        whose = {"person_id": each.person_id, "record_id": each.record_id, "number": each.number}
        tests.append(ArrestTest(**whose, **facts, taken_on=each.taken_on, known_on=each.taken_on))
    return tests


def with_areas(units, tests):
    """The same with the area that was recorded for the arrest: of whoever was referred from there."""
    areas = {each.number: each.area for each in units.first}
    return [FoundUnit(counted=each, area=areas.get(each.number, "not_recorded")) for each in tests]
