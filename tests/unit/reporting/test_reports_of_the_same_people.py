"""Whoever has every page of the same people (return, overview, services, treatment, recovery, groups, drug profile) works
out few from all together, nor does a provider who has its own figures to the digit as well.
"""

from datetime import date
from itertools import product

import pytest

from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import QUARTER, YEAR, of_months
from tests.rounds import IN_FULL, rounds
from tests.unit.reporting.made_up_pages import ENDS, REPORTS, SINCE, made
from tests.unit.reporting.made_up_services import PROVIDERS
from tests.unit.reporting.reader_of_every_page import SENTENCE, WithEveryPage

SHORT = (400, 2)
SMALL = 4
"""A provider with one small service, beside four others."""

YEAR_BEFORE = of_months(date(2024, 4, 1), YEAR)
ENDS_OF_TWO_YEARS = (*(of_months(date(2025, 7, 1), QUARTER * number).to_on for number in (1, 2)), *ENDS)
"""From the day on which recovery of the first year is made to that on which it is made of the second."""

MORE = [each for each in ((200, 1), *product((60, 120, 400, 900), range(5))) if each != SHORT]
FIRST_QUARTER, DAYS = "overview 2026-01-01 to 2026-03-31 as known on", ("2026-09-30", "2026-03-31")
GREW = " without ".join(f"{FIRST_QUARTER} {day}: {SENTENCE[1]}" for day in DAYS)
FOUND_BOTH = "profile 2025-04-01 to 2026-03-31 as known on 2026-09-30: found both of all areas"
ANYHOW = {(60, 0): FOUND_BOTH, **dict.fromkeys([(120, 3), (120, 4), (400, 1), (400, 3)], GREW)}
"""What is narrowed whatever its page hides: by how many a quarter grew in half a year, for a reader who knows how many
come twice (record 96), and who was last positive for both drugs, since few tests were of somebody twice (record 113)."""


@pytest.mark.rounds
@pytest.mark.parametrize(("people", "seed"), [SHORT, *rounds((), MORE)])
def test_nobody_works_out_few_people_from_all_pages_of_the_same_people(people, seed):
    """In the suite before recovery is made, for one provider, who has whatever everybody has, and more."""
    tables = made(people, seed, rounds(ENDS[:2], ENDS))
    assert set(REPORTS) - {each.report for each in tables} == rounds({Report.RECOVERY}, set())
    assert any(table.hidden for table in tables.values())
    anyhow = {ANYHOW[people, seed]} if IN_FULL and (people, seed) in ANYHOW else set()
    for reader in rounds((SMALL,), (None, *sorted(set(PROVIDERS.values())))):
        works_out_nothing_but(anyhow, tables, reader)


def works_out_nothing_but(anyhow, tables, reader):
    every_page = WithEveryPage(tables, reader)
    assert set(every_page.narrowed) == anyhow, reader
    for name in anyhow if reader is None else ():
        every_page.without(name.partition(": ")[0])
        assert name in every_page.narrowed, "its page tells what nobody knew before"


@pytest.mark.rounds
@pytest.mark.parametrize(
    ("people", "seed", "years"), [(200, 3, 1), *rounds((), ((120, 3, 1), (500, 0, 1), (200, 0, 2), (400, 1, 2)))]
)
def test_nor_where_recovery_is_among_them(people, seed, years):
    """Of one year, where all are made at once; of two, quarter by quarter, each beside what the year before left."""
    since, ends = (SINCE, ENDS[-1:]) if years == 1 else (YEAR_BEFORE.from_on, ENDS_OF_TWO_YEARS)
    tables = made(people, seed, ends, since)
    assert sum(each.report is Report.RECOVERY for each in tables) == years
    anyhow = {GREW} if (people, seed, years) == (200, 0, 2) else set()
    for reader in rounds((SMALL,), (None, SMALL)):
        works_out_nothing_but(anyhow, tables, reader)
