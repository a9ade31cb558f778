"""Whoever has every page on recovery, on treatment and every overview works out few people from none of them."""

from datetime import date
from random import Random

import pytest

from pathways.reporting.rules import overview_counts, recovery, treatment
from pathways.reporting.rules.conditions import Compliance, ConditionsCounts
from pathways.reporting.rules.editions import Edition, Report, due_at
from pathways.reporting.rules.mental_health import HelpAnswer, MentalHealthCounts
from pathways.reporting.rules.periods import QUARTER, YEAR, of_months, period_of
from pathways.reporting.rules.recovery import (
    CustodyCounts,
    PeerCounts,
    RecoveredCounts,
    RecoveryCounts,
    SuppliedCounts,
)
from pathways.reporting.rules.recovery_units import Became
from pathways.reporting.rules.treatment import ContactCounts, TreatmentCounts
from pathways.small_numbers.beside import hidden_alone
from pathways.small_numbers.published import Figure
from tests.rounds import rounds
from tests.unit.reporting.alone import made_together
from tests.unit.reporting.made_up_recovery import with_journeys
from tests.unit.reporting.made_up_units import units_of
from tests.unit.reporting.test_treatment_attacked import PenAndPaper, referred_in

SINCE = date(2024, 4, 1)
YEARS = tuple(of_months(date(year, 4, 1), YEAR) for year in (2024, 2025))
ENDS = tuple(of_months(date(2025, 1, 1), QUARTER * number).to_on for number in range(1, 8))
POSSIBLE = (
    ("completed", "yes"), ("completed", "no"), ("completed", "died"), ("completed", "pending"),
    ("other", "yes"), ("other", "no"), ("other", "pending"),
)  # fmt: skip


class WithRecovery(PenAndPaper):
    """Somebody who reads the pages on recovery too, and what they have in common with the others."""

    def left_of(self, more, less):
        """The name of what is left of people of whom others are a part."""
        self.rest(more, less)
        more, less = sorted((more, less), key=lambda each: -self.figures[each].people)
        return f"{more} without {less}"

    def recovery(self, page, table):
        of = {
            what: self.printed(page, table, f"in treatment {what}")
            for what in ("people", "who left", "completed", "left", "moved", "died", "goes on", "left out")
        }
        self.together(of["people"], of["who left"], of["goes on"])
        self.together(of["who left"], *(of[each] for each in ("completed", "left", "moved", "died")))
        self.rest(of["people"], of["completed"])
        self.rest(of["who left"], of["completed"])
        again = {
            what: self.printed(page, table, f"completions {what}")
            for what in ("people", "out of", "yes", "no", "died", "pending")
        }
        self.together(again["people"], again["out of"], again["died"], again["pending"])
        self.together(again["out of"], again["yes"], again["no"])
        self.rest(of["people"], again["people"])
        cells = {}
        for pair in POSSIBLE:
            cells[pair] = f"{page} both {' '.join(pair)}"
            number = table.published.by_name[f"completions {' '.join(pair)}"].people
            self.figures[cells[pair]] = Figure(name=cells[pair], people=number, printed=False)
        for each in ("yes", "no", "died", "pending"):
            self.together(again[each], *(name for pair, name in cells.items() if pair[1] == each))
        self.together(of["completed"], *(name for pair, name in cells.items() if pair[0] == "completed"))
        custody = {
            what: self.printed(page, table, f"custody {what}")
            for what in (
                "people",
                "out of",
                "pending",
                "died",
                "seen by 7",
                "seen from 8 to 21",
                "seen by 21",
                "not seen",
            )
        }
        self.together(custody["people"], custody["out of"], custody["died"], custody["pending"])
        self.together(custody["out of"], custody["seen by 21"], custody["not seen"])
        self.together(custody["seen by 21"], custody["seen by 7"], custody["seen from 8 to 21"])
        self.rest(custody["out of"], custody["seen by 7"])
        self.rest(*(self.printed(page, table, f"supplied {what}") for what in ("kits", "people")))
        offered, accepted, met = (self.printed(page, table, f"peer {what}") for what in ("people", "accepted", "met"))
        self.rest(offered, accepted)
        self.rest(accepted, met)
        self.rest(offered, met)
        self.asked(page, table)
        self.conditions(page, table)
        return of, custody

    def conditions(self, page, table):
        """Who signed or agreed, and how what was asked of them stood."""
        if "conditions people" not in table.published.by_name:
            return
        of = {
            what: self.printed(page, table, f"conditions {what}")
            for what in (
                "people", "out of", "pending", "died", "left out", "done", "not done", "open", "otherwise",
            )
        }  # fmt: skip
        self.together(of["people"], of["out of"], of["pending"], of["died"])
        self.together(of["out of"], *(of[each] for each in ("done", "not done", "open", "otherwise")))
        self.rest(of["out of"], of["done"])
        self.rest(of["out of"], of["not done"])

    def asked(self, page, table):
        """Of whom a service asked: who needs help, and of those how they stand."""
        if "asked people" not in table.published.by_name:
            return
        of = {
            what: self.printed(page, table, f"asked {what}")
            for what in (
                "people", "with a need", "helped", "none yet", "declined", "not told", "no need", "not said",
            )
        }  # fmt: skip
        self.together(of["people"], of["with a need"], of["no need"], of["not said"])
        self.together(of["with a need"], *(of[each] for each in ("helped", "none yet", "declined", "not told")))
        self.rest(of["people"], of["with a need"])
        self.rest(of["with a need"], of["helped"])

    def of_one_year(self, contacts, began, treated, custody):
        """Whoever began treatment is among those who were in it: the name of who began before.

        Whoever was released with a referral is among those first referred, by how each got on: of whoever was referred
        in another way the rest of each class tells.
        """
        classes = (("people", "people"), ("seen 0", "seen by 7"), ("seen 1", "seen from 8 to 21"), ("died", "died"))
        for more, less in (*classes, ("by 21", "seen by 21")):
            self.rest(contacts[more], custody[less])
        late = self.left_of(contacts["out of"], contacts["by 21"])
        number = sum(self.figures[custody[each]].people for each in ("died", "not seen"))
        of_custody = f"{custody['people']} not by 21"
        self.figures[of_custody] = Figure(name=of_custody, people=number, printed=False)
        self.together(of_custody, custody["died"], custody["not seen"])
        self.rest(late, of_custody)
        return self.left_of(treated["people"], began)

    def released_with_a_referral(self, page, table):
        """Of those released whoever was not without one: by taking one figure of the page from another."""
        whole, none = "released out of", "released out of of none"
        if none not in table.published.by_name:
            return None
        return self.left_of(*(self.printed(page, table, each) for each in (whole, none)))


def few(dice, most):
    return dice.choice((0, dice.randrange(6), dice.randrange(most)))


def a_year(dice, people):
    """Counts as small, or as large, as they come."""
    again = {" ".join(pair): few(dice, people // 3) for pair in POSSIBLE}
    done = sum(number for pair, number in again.items() if pair.startswith("completed"))
    others = sum(again.values()) - done
    became = {each: few(dice, people // 2) for each in ("left", "moved", "died", "goes on")}
    became["goes on"] += others
    whole = done + sum(became.values())
    kits = few(dice, people)
    offered = few(dice, people)
    accepted = min(offered, few(dice, people))
    return RecoveryCounts(
        recovered=RecoveredCounts(
            left_out=few(dice, 9), began=min(whole, few(dice, people)), became=became | {"completed": done}, again=again
        ),
        custody=CustodyCounts(
            left_out=few(dice, 9), pending=few(dice, 9), died=few(dice, 9),
            soon=few(dice, people), later=few(dice, people), not_seen=few(dice, people),
        ),
        supplied=SuppliedCounts(people=kits, kits=kits + few(dice, people) if kits else 0),
        peers=PeerCounts(people=offered, accepted=accepted, met=min(accepted, few(dice, people))),
        mental_health=MentalHealthCounts(**{each.name.lower(): few(dice, people) for each in HelpAnswer}),
        conditions=ConditionsCounts(**{each.name.lower(): few(dice, people) for each in Compliance}),
    )  # fmt: skip


@pytest.mark.rounds
@pytest.mark.parametrize("seed", [1, 2, 5, 8, *rounds((), range(10, 60))])
def test_nobody_works_out_few_people_from_one_page(seed):
    table = hidden_alone("recovery", recovery.published_of(a_year(Random(seed), 10 * (1 + seed))))
    reader = WithRecovery()
    reader.recovery("page", table)
    assert reader.narrowed == {}


def test_nobody_takes_whoever_completed_a_course_from_everybody_where_few_did_not():
    recovered = RecoveredCounts(
        began=20, became={"completed": 20, "left": 12}, again={"completed no": 20, "other yes": 10}
    )
    table = hidden_alone("recovery", recovery.published_of(RecoveryCounts(recovered=recovered)))
    reader = WithRecovery()
    reader.recovery("page", table)
    assert reader.narrowed == {}
    assert recovery.figure_of(recovery.IN_TREATMENT, Became.COMPLETED.value) not in table.hidden


def made(people, seed):
    """The overviews, and the reports on treatment and recovery of two years of a made-up county, as they are made."""
    units = units_of(seed, people, SINCE, ENDS[-1])
    journeys = with_journeys(units, Random(seed))
    counts = {}
    for end in ENDS:
        for edition in due_at(end, SINCE, is_first=end == ENDS[0]):
            period = period_of(edition.days, edition.as_at)
            if edition.days not in YEARS:
                continue
            if edition.report is Report.OVERVIEW:
                counts[edition] = units.counts(period)
            elif edition.report is Report.TREATMENT:
                counts[edition] = journeys.of_treatment(period)
            elif edition.report is Report.RECOVERY:
                counts[edition] = journeys.of_recovery(period)
    return made_together(counts, lambda of: PUBLISHED[type(of)](of))


PUBLISHED = {
    TreatmentCounts: treatment.published_of,
    RecoveryCounts: recovery.published_of,
    overview_counts.OverviewCounts: overview_counts.published_of,
}


def reader_of(tables):
    """What is written down by somebody who lays all these pages beside each other."""
    reader, before = WithRecovery(), None
    for days in YEARS:
        (of_treatment,) = (each for each in tables if each.report is Report.TREATMENT and each.days == days)
        (of_recovery,) = (each for each in tables if each.report is Report.RECOVERY and each.days == days)
        page, table = of_treatment.name, tables[of_treatment]
        contacts, began = reader.contacts(page, table), reader.treated(page, table)
        reader.released(page, table)
        referred = reader.released_with_a_referral(page, table)
        treated, custody = reader.recovery(of_recovery.name, tables[of_recovery])
        carried_on = reader.of_one_year(contacts, began, treated, custody)
        if before:
            goes_on, released = before
            reader.rest(goes_on, carried_on)
            if referred:
                reader.rest(referred, released)
        before = treated["goes on"], custody["people"]
        for each in tables:
            if each.report is Report.OVERVIEW and each.days == days:
                everybody, seen = reader.overview(each.name, tables[each])
                reader.rest(contacts["people"], everybody)
                reader.rest(contacts["by 42"], seen)
                reader.rest(everybody, seen)
                reader.rest(everybody, custody["people"])
                reader.rest(seen, custody["seen by 21"])
    return reader


@pytest.mark.rounds
@pytest.mark.parametrize(
    ("people", "seed"),
    [(250, 3), (250, 20), *rounds((), [(people, seed) for people in (120, 400, 900) for seed in range(6)])],
)
def test_nor_from_all_pages_of_two_years_beside_each_other(people, seed):
    tables = made(people, seed)
    assert sum(each.report is Report.RECOVERY for each in tables) == 2
    assert reader_of(tables).narrowed == {}


def test_the_report_is_made_once_a_year_when_six_months_after_it_are_over():
    made_at = [
        (end, each.days)
        for end in ENDS
        for each in due_at(end, SINCE, is_first=end == ENDS[0])
        if each.report is Report.RECOVERY
    ]
    assert made_at == [(date(2025, 9, 30), YEARS[0]), (date(2026, 9, 30), YEARS[1])]
    assert Edition(Report.RECOVERY, *made_at[0][::-1]).is_final


def test_nor_who_came_in_another_way_from_the_overview_of_the_same_day():
    """Of the same year the report on treatment, a quarter before, had more: some referrals were duplicates."""
    days, before, as_at = YEARS[1], ENDS[-2], ENDS[-1]
    overview, page = Edition(Report.OVERVIEW, days, as_at), Edition(Report.RECOVERY, days, as_at)
    tables = made_together(
        {
            Edition(Report.TREATMENT, days, before): TreatmentCounts(
                contacts=ContactCounts(seen=(15, 15, 0), not_seen=30)
            ),
            overview: referred_in(days, 55),
            page: RecoveryCounts(custody=CustodyCounts(soon=15, later=15, not_seen=23)),
        },
        lambda of: PUBLISHED[type(of)](of),
    )
    reader = WithRecovery()
    _, custody = reader.recovery(page.name, tables[page])
    reader.rest(reader.overview(overview.name, tables[overview])[0], custody["people"])
    assert reader.narrowed == {}


def test_nor_how_many_died_of_those_who_came_in_another_way():
    days = YEARS[1]
    of_treatment, page = Edition(Report.TREATMENT, days, ENDS[-2]), Edition(Report.RECOVERY, days, ENDS[-1])
    contacts = ContactCounts(seen=(30, 30, 10), died=9, not_seen=30)
    custody = CustodyCounts(soon=20, later=20, died=7, not_seen=33)
    tables = made_together(
        {of_treatment: TreatmentCounts(contacts=contacts), page: RecoveryCounts(custody=custody)},
        lambda of: PUBLISHED[type(of)](of),
    )
    reader, beside = WithRecovery(), (of_treatment.name, tables[of_treatment])
    reader.of_one_year(reader.contacts(*beside), reader.treated(*beside), *reader.recovery(page.name, tables[page]))
    assert reader.narrowed == {}
