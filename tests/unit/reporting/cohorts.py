"""Cohorts for the ARC rules: the plainest person, and 354 whose totals are the published ones."""

from dataclasses import replace
from datetime import date

from pathways.reporting.rules.arc import arc_counts
from pathways.reporting.rules.arc_units import AssessedUnit
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import alike
from pathways.vocabulary import Substance
from tests.unit.reporting.alone import arc_alone

PERIOD = Period(from_on=date(2016, 1, 1), to_on=date(2021, 12, 31), as_at=date(2026, 11, 25))


def a_person(person_id=1, *substances, is_open=False, **changed):
    facts = {
        "person_id": person_id,
        "record_id": person_id,
        "number": person_id,
        "assessed_on": date(2018, 5, 1),
        "uses_substances": bool(substances),
        "substances": frozenset(substances),
        "referrals": ((date(2018, 4, 1), None),) if is_open else (),
    }
    return AssessedUnit(**facts | changed)


def report_of(*people, period=PERIOD):
    return arc_alone(arc_counts(alike(people, period)), period)


def published():
    """354 people whose totals are the published ones; who has what is made up."""
    groups = [
        (
            102,
            1,
            {
                "heroin": 26,
                "cocaine": 20,
                "cannabis": 20,
                "synthetic_cannabinoids": 10,
                "other_drugs": 10,
                "alcohol": 16,
            },
        ),
        (
            183,
            2,
            {
                "heroin": 183,
                "cocaine": 113,
                "cannabis": 102,
                "synthetic_cannabinoids": 74,
                "other_drugs": 79,
                "alcohol": 81,
            },
        ),
    ]
    substance_of = {"cocaine": Substance.CRACK, "other_drugs": Substance.KETAMINE}
    people = []
    for size, least, totals in groups:
        sets = [set() for _ in range(size)]
        for line, total in totals.items():
            for each in sorted(sets, key=lambda substances: (len(substances) >= least, len(substances)))[:total]:
                each.add(substance_of.get(line) or Substance(line))
        people += [a_person(len(people) + n, *each) for n, each in enumerate(sets)]
    people += [a_person(1000 + n) for n in range(69)]
    return [replace(person, engaged_on=(date(2018, 6, 1),)) if n < 103 else person for n, person in enumerate(people)]
