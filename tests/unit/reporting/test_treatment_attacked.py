"""Whoever has every page on treatment, and every overview, and another solver, works out few people from none of them."""

from datetime import date, timedelta
from random import Random

import pytest

from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules import overview_counts, treatment
from pathways.reporting.rules.completeness import RecordedCounts
from pathways.reporting.rules.declined import AnsweredUnit, DeclinedCounts, declined_counts
from pathways.reporting.rules.editions import Edition, Report, due_at
from pathways.reporting.rules.funnels import figure_name
from pathways.reporting.rules.journeys import Chain, ChainLink, FirstReferralUnit, ReferredUnit
from pathways.reporting.rules.periods import YEAR, of_months, parts_of, period_of
from pathways.reporting.rules.proportions import ClassTally
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.treatment import (
    BackCounts,
    ContactCounts,
    ReleasedCounts,
    TreatedCounts,
    TreatmentCounts,
    contact_counts,
    treated_counts,
)
from pathways.reporting.rules.treatment_units import ContactUnit, Course, ReleasedRoute, TreatedUnit
from pathways.small_numbers.beside import hidden_alone
from pathways.small_numbers.published import Figure, Published, Sum
from tests.rounds import rounds
from tests.unit.reporting.alone import made_together
from tests.unit.reporting.made_up_units import units_of
from tests.unit.small_numbers.attacker import worked_out

SINCE = date(2025, 4, 1)
THE_YEAR = of_months(SINCE, YEAR)
ENDS = tuple(of_months(date(2026, 1, 1), 3 * number).to_on for number in range(1, 4))
"""The year's, on which the overview is made; a quarter later, when treatment is; and when the overview is final."""


CLASSES = ("left_out", "pending", "yes", "died", "missing", "no")
POSSIBLE = (("yes", "no"), ("yes", "died"), ("no", "yes"), ("no", "no"), ("died", "yes"), ("died", "died"))


class PenAndPaper:
    """Somebody who writes down what they know to add up on these pages: here written anew, from what a page says."""

    def __init__(self):
        self.figures, self.sums, self.hidden = {}, [], set()

    def printed(self, page, table, name):
        figure = table.published.by_name[name]
        called = f"{page} {name}"
        self.figures.setdefault(called, Figure(name=called, people=figure.people, star=figure.star))
        if name in table.hidden:
            self.hidden.add(called)
        return called

    def together(self, whole, *parts):
        self.sums.append(Sum(whole, parts))

    def rest(self, more, less):
        """Of those of whom one is a part of the other a reader works out the rest."""
        more, less = sorted((more, less), key=lambda each: -self.figures[each].people)
        called = f"{more} without {less}"
        self.figures[called] = Figure(
            name=called, people=self.figures[more].people - self.figures[less].people, printed=False
        )
        self.sums.append(Sum(more, (less, called)))

    def contacts(self, page, table):
        """The page of the first contacts: by class, and the three cumulative counts."""
        of = {
            what: self.printed(page, table, f"contact {what}")
            for what in (
                "people", "out of", "pending", "seen 0", "seen 1", "seen 2", "by 21", "by 42", "died", "not seen",
                "waits for an offer", "left out",
            )
        }  # fmt: skip
        self.together(of["people"], of["out of"], of["pending"])
        self.together(of["out of"], of["seen 0"], of["seen 1"], of["seen 2"], of["died"], of["not seen"])
        self.together(of["by 21"], of["seen 0"], of["seen 1"])
        self.together(of["by 42"], of["seen 0"], of["seen 1"], of["seen 2"])
        for seen in ("seen 0", "by 21", "by 42"):
            self.rest(of["out of"], of[seen])
        self.rest(of["people"], of["waits for an offer"])
        self.declined(page, table, of["out of"])
        return of

    def declined(self, page, table, over):
        """Of the same people, how services answered them."""
        if "answered declined" not in table.published.by_name:
            return
        of = {
            what: self.printed(page, table, f"answered {what}")
            for what in ("out of", "declined", "once", "more", "nobody", "not declined", "not known")
        }
        self.together(over, of["out of"], of["not known"])
        self.together(of["out of"], of["declined"], of["not declined"])
        self.together(of["declined"], of["once"], of["more"], of["nobody"])
        self.rest(of["out of"], of["nobody"])

    def treated(self, page, table):
        """The pages of those whose treatment began: the classes of each measure, and the same people by two of them."""
        people = self.printed(page, table, "treated people")
        of = {}
        for code in ("offered_within_21_days", "effective_treatment", "early_unplanned_exit"):
            classes = {what: self.printed(page, table, f"{code} {what}") for what in CLASSES}
            out_of = self.printed(page, table, f"{code} out of")
            self.together(people, out_of, *(classes[each] for each in ("left_out", "pending", "died", "missing")))
            self.together(out_of, classes["yes"], classes["no"])
            of[code] = classes
        _, effective, left_early = of.values()
        cells = {}
        for one, other in POSSIBLE:
            called = f"{page} both {one} {other}"
            number = table.published.by_name[f"treated {one} {other}"].people
            cells[one, other] = called
            self.figures[called] = Figure(name=called, people=number, printed=False)
        for each in ("yes", "no", "died"):
            self.together(effective[each], *(name for (one, _), name in cells.items() if one == each))
            self.together(left_early[each], *(name for (_, other), name in cells.items() if other == each))
        for each in ("pending", "left_out"):
            self.together(effective[each], left_early[each])
        self.recorded(page, table, people)
        return people

    def recorded(self, page, table, people):
        """Of the same people, of how many what is recorded."""
        if "recorded ethnicity" not in table.published.by_name:
            return
        of = {
            what: self.printed(page, table, f"recorded {what}")
            for what in ("ethnicity", "substance", "offer", "appointments", "outcomes")
        }
        for each in ("ethnicity", "substance", "appointments"):
            self.rest(people, of[each])
        self.together(people, of["offer"], f"{page} offered_within_21_days missing")
        self.rest(of["appointments"], of["outcomes"])

    def released(self, page, table):
        """The page of those released: of all by class, and of each route how many came back, and out of how many."""
        people, pending, died = (
            self.printed(page, table, f"released {what}") for what in ("people", "pending", "died")
        )  # fmt: skip
        columns = ("out of", "back within 6 months", "back within 12 months")
        more = ("back from 6 to 12 months", "not back")
        everybody = {what: self.printed(page, table, f"released {what}") for what in (*columns, *more)}
        self.together(people, everybody["out of"], pending, died)
        self.together(everybody["out of"], everybody["back within 12 months"], everybody["not back"])
        self.together(everybody["back within 12 months"], *(everybody[each] for each in (columns[1], more[0])))
        self.rest(everybody["out of"], everybody["back within 6 months"])
        routes = (
            [route.value for route in ReleasedRoute] if "released out of of none" in table.published.by_name else []
        )
        by_route = {
            what: [self.printed(page, table, f"released {what} of {each}") for each in routes] for what in columns
        }
        for what, names in by_route.items():
            if names:
                self.together(everybody[what], *names)
        for whole, soon, year in zip(*by_route.values(), strict=True):
            self.rest(whole, soon)
            self.rest(whole, year)
            self.rest(year, soon)

    def overview(self, page, table):
        """Of the overview beside it: whoever was referred, and was seen."""
        return [self.printed(page, table, figure_name(1, "people", step)) for step in (0, 2)]

    @property
    def narrowed(self):
        published = Published(figures=tuple(self.figures.values()), sums=tuple(self.sums))
        return worked_out(published, frozenset(self.hidden))


def all_of(table):
    """Every class of the pages on treatment as somebody reads them, alone."""
    reader = PenAndPaper()
    reader.contacts("page", table)
    reader.treated("page", table)
    reader.released("page", table)
    return reader


def a_county(dice, people):
    """Counts as small, or as large, as they come."""

    def few(most):
        return dice.choice((0, dice.randrange(6), dice.randrange(most)))

    seen = tuple(few(people) for _ in range(3))
    rest = {"died": few(8), "not_seen": few(people), "pending": few(people // 3)}
    everybody = sum(seen) + sum(rest.values())
    became = {
        " ".join(both): few(people // 2) for both in (*POSSIBLE, ("pending", "pending"), ("left_out", "left_out"))
    }
    answered, left = {"pending": rest["pending"]}, everybody - rest["pending"]
    for each in ("once", "more", "nobody", "not_known"):
        answered[each] = min(left, few(people // 3))
        left -= answered[each]
    whole = sum(became.values())
    late, missing, wrong = (min(few(people // 3), whole // 4) for _ in range(3))
    offered = ClassTally(yes=whole - late - missing - wrong, no=late, missing=missing, left_out=wrong)
    return TreatmentCounts(
        treated=TreatedCounts(offered=offered, became=became),
        released=ReleasedCounts(
            routes={
                route.value: BackCounts(soon=few(people // 2), later=few(people // 3), not_back=few(people))
                for route in ReleasedRoute
            },
            pending=few(4), died=few(7),
        ),
        contacts=ContactCounts(
            left_out=few(9), seen=seen, waits_for_offer=min(everybody, few(people // 3)), **rest
        ),
        declined=DeclinedCounts(not_declined=left, **answered),
        recorded=recorded_of(dice, whole),
    )  # fmt: skip


def recorded_of(dice, people):
    """As complete as it comes."""
    ethnicity, substance = (people - min(people, dice.choice((0, dice.randrange(6), dice.randrange(99)))) for _ in "ab")
    met = dice.choice((0, people, dice.randrange(people + 1)))
    in_time = dice.randrange(met + 1)
    return RecordedCounts(people=people, ethnicity=ethnicity, substance=substance, in_time=in_time, late=met - in_time)


@pytest.mark.rounds
@pytest.mark.parametrize("seed", [1, 2, 6, 9, *rounds((), range(10, 50))])
def test_nobody_works_out_few_people_from_one_page(seed):
    counts = a_county(Random(seed), 10 * (1 + seed))
    table = hidden_alone("treatment", treatment.published_of(counts))
    assert all_of(table).narrowed == {}


def test_nobody_takes_who_was_seen_by_a_day_from_all_where_few_were_not():
    counts = TreatmentCounts(contacts=ContactCounts(seen=(40, 2, 0), not_seen=1))
    assert all_of(hidden_alone("treatment", treatment.published_of(counts))).narrowed == {}


def test_most_of_a_page_of_many_people_is_shown():
    counts = TreatmentCounts(
        contacts=ContactCounts(left_out=6, pending=31, seen=(120, 90, 44), died=3, not_seen=80, waits_for_offer=12)
    )
    hidden = hidden_alone("treatment", treatment.published_of(counts)).hidden
    assert "contact died" in hidden
    assert len(hidden) == 2, "the few who died, and one more"


def made(people, seed, *, with_quarters):
    """The overviews and reports on treatment of a made-up county, quarter by quarter as they are made."""
    dice, units = Random(seed), units_of(seed, people, SINCE, ENDS[-1])
    courses = [
        TreatedUnit(
            person_id=each.person_id, record_id=each.record_id, number=each.number, died_on=each.died_on,
            referred_on=each.chain.referred_on, courses=(_course(dice, link.started_on),),
            offered_on=each.chain.referred_on + timedelta(days=dice.randrange(30)) if dice.random() < 0.95 else None,
        )
        for each in units.referred
        for link in each.chain.links
        if link.started_on
    ]  # fmt: skip
    answered = [
        AnsweredUnit(
            person_id=each.person_id, record_id=each.record_id, number=each.number, chain=each.chain,
            declined_on=tuple(each.chain.referred_on + timedelta(days=dice.randrange(9)) for _ in range(dice.choice((0, 0, 1, 2)))),
        )
        for each in units.referred
    ]  # fmt: skip
    contacts = [
        ContactUnit(person_id=each.person_id, record_id=each.record_id, number=each.number, chain=each.chain, died_on=each.died_on)
        for each in units.referred
    ]  # fmt: skip
    due = [
        each
        for end in ENDS
        for each in due_at(end, SINCE, is_first=end == ENDS[0])
        if each.report in COUNTED and (with_quarters or each.days == THE_YEAR)
    ]
    counts = {}
    for each in due:
        period = period_of(each.days, each.as_at)
        if each.report is Report.TREATMENT:
            counts[each] = TreatmentCounts(
                contacts=contact_counts(alike(contacts, period)),
                treated=treated_counts(alike(courses, period)),
                declined=declined_counts(alike(answered, period)),
                recorded=recorded_of(dice, treated_counts(alike(courses, period)).people),
            )
        else:
            counts[each] = units.counts(period)
    return made_together(counts, lambda of: PUBLISHED[type(of)](of))


def _course(dice, started_on):
    days = dice.choice((None, dice.randrange(120), dice.randrange(300)))
    ended_on = None if days is None else started_on + timedelta(days=days)
    return Course(started_on=started_on, ended_on=ended_on, why=dice.choice(("80", "85", "85", "84")))


COUNTED = (Report.OVERVIEW, Report.TREATMENT)
PUBLISHED = {
    TreatmentCounts: treatment.published_of,
    overview_counts.OverviewCounts: overview_counts.published_of,
}


@pytest.mark.rounds
@pytest.mark.parametrize(("people", "seed"), [(300, 6), (90, 5), *rounds((), [(90, 3), (600, 1), (1_200, 4)])])
def test_nor_from_both_pages_of_a_year_and_the_overview_beside_them(people, seed):
    tables = made(people, seed, with_quarters=people > 300)
    (page,) = [each for each in tables if each.report is Report.TREATMENT]
    assert page == Edition(Report.TREATMENT, THE_YEAR, ENDS[1])
    reader = PenAndPaper()
    of = reader.contacts(page.name, tables[page])
    reader.treated(page.name, tables[page])
    reader.released(page.name, tables[page])
    (overview,) = [each for each in tables if each.report is Report.OVERVIEW and each.days == THE_YEAR]
    referred, seen = reader.overview(overview.name, tables[overview])
    reader.rest(of["people"], referred)
    reader.rest(of["by 42"], seen)
    reader.rest(referred, seen)
    assert reader.narrowed == {}


def referred_in(days, number):
    """So many people who were referred in a quarter, and no more is known of them."""
    link = ChainLink(state=ReferralState.SUBMITTED, accepted_on=None, attended_on=None, engaged_on=None, closed_on=None)
    chain = Chain(referred_on=days.from_on + timedelta(days=9), links=(link,))
    of = {"record_id": 0, "number": 0, "chain": chain}
    people = [days.from_on.toordinal() * 1000 + each for each in range(number)]
    period = period_of(days, ENDS[1])
    return overview_counts.overview_counts(
        (),
        alike((ReferredUnit(person_id=each, **of) for each in people), period),
        first_referred=alike((FirstReferralUnit(person_id=each, area="", **of) for each in people), period),
        by_area=False,
    )


@pytest.mark.parametrize(("first", "is_shown"), [(4, False), (12, True)])
def test_a_quarter_of_few_is_not_what_the_others_leave_of_the_people_of_the_year(first, is_shown):
    """Also where there is no overview of the same year: the quarters are parts of this page."""
    quarters = parts_of(THE_YEAR)
    counts = {
        Edition(Report.OVERVIEW, days, ENDS[1]): referred_in(days, number)
        for days, number in zip(quarters, (first, 13, 18, 21), strict=True)
    }
    page = Edition(Report.TREATMENT, THE_YEAR, ENDS[1])
    counts[page] = TreatmentCounts(contacts=ContactCounts(seen=(15, 26, 6), not_seen=first + 5))
    tables = made_together(counts, lambda of: PUBLISHED[type(of)](of))
    referred = figure_name(1, "people", 0)
    assert [referred not in tables[each].hidden for each in list(counts)[:-1]] == [is_shown, True, True, True]
    assert (treatment.figure_of(treatment.CONTACT, treatment.PEOPLE) not in tables[page].hidden) is is_shown


def test_the_report_is_made_once_a_year_a_quarter_after_it():
    made_at = [
        (end, each.days)
        for end in (*ENDS, date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30))
        for each in due_at(end, SINCE, is_first=end == ENDS[0])
        if each.report is Report.TREATMENT
    ]
    assert made_at == [(ENDS[1], THE_YEAR), (date(2027, 6, 30), of_months(date(2026, 4, 1), YEAR))]
    assert min(end - days.to_on for end, days in made_at).days >= 84
    (late,) = [each for each in due_at(ENDS[2], SINCE, is_first=True) if each.report is Report.TREATMENT]
    assert late == Edition(Report.TREATMENT, THE_YEAR, ENDS[2])
    assert late.is_final
