"""The return on drug testing on arrest: counted by hand, in the shape of the published tables, nobody to be worked out."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from pathways.arrest_tests.testing.rules.results import LabStep
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import Stretch, parts_of, period_of
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import alike
from pathways.reporting.rules.testing import DrugTestingReturn, published_of, return_counts
from pathways.reporting.rules.testing_units import ArrestTest, Decided, DrugsFound, OffenceKind, Required
from pathways.reporting.rules.testing_words import TOO_FEW, file_rows, lead, lines_of, rows_of
from pathways.small_numbers.published import Figure, Published, Sum
from tests.rounds import rounds
from tests.unit.reporting.alone import made_together, return_alone
from tests.unit.small_numbers.attacker import worked_out

QUARTER = Period(from_on=date(2026, 7, 1), to_on=date(2026, 9, 30), as_at=date(2026, 11, 30))
YEAR = Period(from_on=date(2025, 1, 1), to_on=date(2025, 12, 31), as_at=date(2026, 11, 30))
PLAIN = ArrestTest(
    person_id=1, record_id=1, number=1, force=1, taken_on=date(2026, 7, 5),
    known_on=date(2026, 7, 5), tested_for=OffenceKind.TRIGGER,
)  # fmt: skip
FORCES = {1: "Lincolnshire Police", 2: "British Transport Police"}
COCAINE, OPIATES = frozenset({"cocaine"}), frozenset({"opiates"})
OVERTURNED = (
    (date(2026, 8, 1), LabStep.DISPUTE),
    (date(2026, 8, 2), LabStep.SEND),
    (date(2026, 8, 9), LabStep.NOT_CONFIRMED),
)


def counts_of(tests, period):
    return return_counts(alike(tests, period), Stretch(period.from_on, period.to_on), FORCES)


def positive(number, shows=COCAINE, **changed):
    return replace(PLAIN, person_id=number, is_positive=True, shows=shows, **changed)


def refused(number, on):
    return replace(PLAIN, person_id=number, taken_on=on, known_on=on, is_refused=True)


def decided(became, test):
    return replace(test, decided=(Decided(on=test.taken_on, became=became),))


def by_hand():
    """Thirty people of July, and one of each kind of thing that is counted in its own way."""
    tests = [replace(PLAIN, person_id=number) for number in range(1, 16)]
    tests += [positive(number) for number in range(19, 31)]
    tests += [
        decided(Required.ATTENDED, positive(16)),
        decided(Required.FAILED, positive(17)),
        decided(Required.NOT_REQUIRED, positive(18)),
        positive(31, COCAINE | OPIATES, taken_on=date(2026, 8, 3)),
        positive(31, OPIATES, taken_on=date(2026, 9, 3)),  # somebody tested twice
        decided(Required.ATTENDED, positive(32, checks=OVERTURNED)),
        positive(33, is_held=True),
        replace(PLAIN, person_id=34, tested_for=OffenceKind.NOT_TRIGGER),
        replace(PLAIN, person_id=35, tested_for=OffenceKind.NOT_STATED),
        decided(Required.AWAITED, positive(36, COCAINE, taken_on=date(2026, 7, 9))),
        decided(Required.AWAITED, positive(36, COCAINE, taken_on=date(2026, 7, 9))),  # a second sample of one arrest
        positive(37, taken_on=date(2026, 6, 30)),
        positive(38, taken_on=date(2026, 10, 1)),
        refused(39, on=date(2026, 7, 2)),
        refused(40, on=date(2026, 10, 2)),
    ]
    return return_alone(counts_of(tests, QUARTER), QUARTER)


def test_every_cell_is_that_of_a_count_by_hand():
    of = by_hand().counts
    whole = of.whole
    assert (whole.tests, whole.people) == (22 + 15, 35)
    assert (whole.positive, whole.people_positive) == (15 + 2 + 2, 15 + 1 + 1), "without the overturned and the held"
    assert [(cell.label, cell.tests, cell.positive, cell.people_positive) for cell in of.by_month] == [
        ("July 2026", 35, 17, 16),
        ("August 2026", 1, 1, 1),
        ("September 2026", 1, 1, 1),
    ]
    assert [(cell.tests, cell.positive) for cell in of.by_offence] == [(35, 19), (1, 0), (1, 0)]
    assert [line.count for line in of.by_drug] == [17, 1, 1, 0]
    assert [line.count for line in of.by_requirement] == [1, 1, 2, 1, 14], (
        "two samples of one arrest, its decision twice"
    )
    assert of.overturned.count == 1
    assert [line.count for line in of.apart] == [1, 1], "held, and who refused in the quarter"


def test_what_the_laboratory_answers_later_is_not_known_before():
    before = replace(QUARTER, as_at=date(2026, 8, 8))
    tests = [positive(number, taken_on=date(2026, 7, 5)) for number in range(12)] + [positive(32, checks=OVERTURNED)]
    assert counts_of(tests, before).whole.positive == 13
    assert counts_of(tests, replace(before, as_at=date(2026, 8, 9))).whole.positive == 12


def test_what_became_of_a_required_assessment_is_the_last_that_was_known_and_whoever_attended_once_did():
    imposed, missed, seen, afterwards = (date(2026, 7, day) for day in (6, 10, 20, 25))
    outcomes = ((missed, Required.AWAITED), (seen, Required.ATTENDED), (afterwards, Required.FAILED))
    test = positive(1, decided=(Decided(on=imposed, became=Required.AWAITED, outcomes=outcomes),))
    became = {day: test.on(day).state.required for day in (date(2026, 7, 5), imposed, missed, seen, afterwards)}
    assert list(became.values()) == ["not_recorded", "awaited", "awaited", "attended", "attended"]
    failed = replace(test, decided=(replace(test.decided[0], outcomes=((missed, Required.FAILED),)),))
    assert failed.on(missed).state.required == "failed"
    assert test.on(date(2026, 7, 4)) is None, "its result was not known"


@pytest.mark.parametrize(
    ("shows", "drugs"),
    [
        (COCAINE, DrugsFound.COCAINE), (OPIATES, DrugsFound.OPIATES), (COCAINE | OPIATES, DrugsFound.BOTH), (frozenset(), DrugsFound.NOT_STATED)
    ],
)  # fmt: skip
def test_a_positive_test_is_of_one_drug_the_other_both_or_not_stated(shows, drugs):
    assert positive(1, shows).drugs_found is drugs


def test_few_are_a_star_wherever_they_stand_and_what_gives_them_away_is_one_too():
    of = by_hand()
    assert rows_of(of, of.counts.by_offence)[1:] == [
        ("Non-trigger offence", "*", "*", "0", "*", "0"),
        ("Offence not stated", "*", "*", "0", "*", "0"),
    ]
    assert rows_of(of, (of.counts.whole,))[0][1:3] == ("37", "35")
    file = {(table, measure, period): value for table, measure, period, value, _ in file_rows(of)}
    assert {known for *_, known in file_rows(of)} == {"2026-11-30"}
    assert file["1", "total reported tests", "2026-07 to 2026-09"] == "37"
    assert file["1", "total reported tests", "2026-08"] == "*"
    assert file["2", "tests following a non-trigger offence", "2026-07 to 2026-09"] == "*"
    assert "37 tests on arrest of 35 people" in lead(of)


def test_what_is_left_of_all_tests_or_of_all_people_is_not_few_either():
    tests = [positive(number) for number in range(17)] + [replace(PLAIN, person_id=n) for n in range(17, 20)]
    assert row_of_all(tests) == ("20", "20", "*", "*", "*")
    again = [replace(PLAIN, person_id=number) for number in range(17)]
    assert row_of_all([*tests, *again]) == ("37", "20", "*", "*", "*"), "three people were never positive"
    assert row_of_all([*tests[:17], *again[:3]]) == ("20", "17", "*", "*", "*"), "three tests were negative"


def row_of_all(tests):
    of = return_alone(counts_of(tests, QUARTER), QUARTER)
    return rows_of(of, (of.counts.whole,))[0][1:]


def test_where_it_is_hidden_how_many_were_positive_so_is_what_they_were_made_of_noughts_too():
    """The overview may tell how many there were: three with three drugs would each be one."""
    tests = [replace(PLAIN, person_id=number) for number in range(20)]
    tests += [positive(20), positive(21, OPIATES), positive(22, COCAINE | OPIATES)]
    of = return_alone(counts_of(tests, QUARTER), QUARTER)
    counts = of.counts
    assert [shown for _, shown in lines_of(of, (*counts.by_drug, *counts.by_requirement))] == ["*"] * 9
    assert [row[3:] for row in rows_of(of, (counts.whole, *counts.by_month, *counts.by_offence))] == [
        ("*", "*", "*")
    ] * 7
    of_year = replace(QUARTER, from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), as_at=date(2026, 12, 31))
    year = return_alone(counts_of(tests, of_year), of_year)
    assert {shown for _, shown in lines_of(year, year.counts.by_drug)} == {"*"}


def test_fewer_than_ten_people_are_too_few_to_show():
    of = return_alone(counts_of([positive(number) for number in range(9)], QUARTER), QUARTER)
    assert lead(of) == TOO_FEW
    assert list(file_rows(of)) == [("1", "people tested", "2026-07 to 2026-09", "not shown", "2026-11-30")]
    nobody = return_alone(counts_of([], QUARTER), QUARTER)
    assert lead(nobody).startswith("Nobody was tested on arrest")


def a_county(seed, tests):
    """So many made-up tests of a year, with people who come again, two forces, samples held, overturned and repeated."""
    dice = Random(seed)
    made = []
    for number in range(tests):
        is_positive, on = dice.random() < 0.42, YEAR.from_on + timedelta(days=dice.randrange(365))
        test = ArrestTest(
            person_id=dice.randrange(max(1, tests * 4 // 5)),
            record_id=0,
            number=number,
            force=dice.choice((1, 1, 1, 2)),
            taken_on=on,
            known_on=on,
            is_positive=is_positive,
            is_held=dice.random() < 0.02,
            tested_for=dice.choices(list(OffenceKind), (85, 12, 3))[0],
            shows=frozenset(dice.choice((("cocaine",), ("opiates",), ("cocaine", "opiates"))))
            if is_positive
            else frozenset(),
            checks=OVERTURNED if is_positive and dice.random() < 0.05 else (),
        )
        is_decided = is_positive and dice.random() < 0.9
        made.append(decided(dice.choice(list(Required)), test) if is_decided else test)
    refusals = [YEAR.from_on + timedelta(days=dice.randrange(365)) for _ in range(tests // 20)]
    return made + [refused(tests + number, on) for number, on in enumerate(refusals)]


def star_of(of):
    """What a star among positive tests stands for at least: the page says that noughts are hidden with their number."""
    return 0 if rows_of(of, (of.counts.whole,))[0][3] == "*" else 1


class Read:
    """What somebody reads who has the return of a year and those of its quarters, and what they know without reading."""

    def __init__(self):
        self.figures, self.sums, self.hidden = {}, [], set()

    def figure(self, name, people, *, shown=None, of_people=True, star=1):
        """A figure as it is printed, or (without `shown`) one that is not. A star stands for so many or more."""
        self.figures[name] = Figure(name=name, people=people, printed=shown is not None, of_people=of_people, star=star)
        if shown == "*":
            self.hidden.add(name)
        else:
            assert shown is None or shown == f"{people:,}"

    def are(self, whole, parts):
        self.sums.append(Sum(whole, tuple(parts)))

    def at_most(self, less, more, *, of_people=True):
        """And what one is more than the other is, or is not, a number of people."""
        rest = f"{more} without {less}"
        self.figure(rest, self.figures[more].people - self.figures[less].people, of_people=of_people)
        self.are(more, (less, rest))

    def once(self, whole, parts):
        """Each person counts once in the whole, and in every part that they are in."""
        together = f"{whole} of {parts[0]} and the others"
        self.figure(together, sum(self.figures[each].people for each in parts), of_people=False)
        self.are(together, parts)
        self.at_most(whole, together, of_people=False)

    def cells(self, of, when):
        counts = of.counts
        kinds = {"all": counts.whole} | {f"for {cell.label}": cell for cell in counts.by_offence}
        kinds |= {f"by {cell.label}": cell for cell in counts.by_force if len(counts.by_force) > 1}
        kinds |= {f"in {cell.label}": cell for cell in counts.by_month}
        for kind, cell in kinds.items():
            (_, tests, people, positive, _, people_positive), own = rows_of(of, (cell,))[0], f"{when} {kind}"
            if of.is_not_shown:
                tests = people = positive = people_positive = None  # nothing is printed
            self.figure(f"{own}, tests", cell.tests, shown=tests)
            self.figure(f"{own}, people", cell.people, shown=people)
            star = 1 if cell is counts.whole else star_of(of)
            self.figure(f"{own}, positive", cell.positive, shown=positive, star=star)
            self.figure(f"{own}, people positive", cell.people_positive, shown=people_positive, star=star)
            self.at_most(f"{own}, positive", f"{own}, tests")
            self.at_most(f"{own}, people positive", f"{own}, people")
            self.at_most(f"{own}, people", f"{own}, tests", of_people=False)
            self.at_most(f"{own}, people positive", f"{own}, positive", of_people=False)
        for word in ("for", "by", "in"):
            parts = [f"{when} {kind}" for kind in kinds if kind.startswith(f"{word} ")]
            for measure in ("tests", "positive") if parts else ():
                self.are(f"{when} all, {measure}", [f"{part}, {measure}" for part in parts])
            for measure in ("people", "people positive") if parts else ():
                self.once(f"{when} all, {measure}", [f"{part}, {measure}" for part in parts])
        return list(kinds)

    def lines(self, of, when):
        counts = of.counts
        for what, lines in (("drug", counts.by_drug), ("assessment", counts.by_requirement)):
            for label, (_, shown), line in zip([each.label for each in lines], lines_of(of, lines), lines, strict=True):
                shown = None if of.is_not_shown else shown
                self.figure(f"{when} {what} {label}", line.count, shown=shown, star=star_of(of))
            self.are(f"{when} all, positive", [f"{when} {what} {line.label}" for line in lines])
        overturned = f"{when} overturned"
        shown = lines_of(of, (counts.overturned,))[0][1]
        self.figure(overturned, counts.overturned.count, shown=None if of.is_not_shown else shown)
        self.at_most(overturned, f"{when} all, tests without {when} all, positive")
        return [f"drug {line.label}" for line in counts.by_drug] + [
            f"assessment {line.label}" for line in counts.by_requirement
        ]


def as_somebody_reads(year, quarters):
    read, there = Read(), {}
    for number, quarter in enumerate(quarters, 1):
        there[f"q{number}"] = [*read.cells(quarter, f"q{number}"), *read.lines(quarter, f"q{number}"), "overturned"]
    kinds = read.cells(year, "year")
    lines = [*read.lines(year, "year"), "overturned"]
    for kind in kinds:
        having = [when for when, others in there.items() if kind in others]
        for measure in ("tests", "positive") if having == [*there] else ():
            read.are(f"year {kind}, {measure}", [f"{when} {kind}, {measure}" for when in having])
        for measure in ("people", "people positive") if having == [*there] else ():
            read.once(f"year {kind}, {measure}", [f"{when} {kind}, {measure}" for when in having])
    for line in lines:
        read.are(f"year {line}", [f"{when} {line}" for when in there])
    return Published(figures=list(read.figures.values()), sums=read.sums), frozenset(read.hidden)


@pytest.mark.rounds
@pytest.mark.parametrize("seed", range(rounds(2, 20)))
@pytest.mark.parametrize("tests", [150, *rounds((), (40, 600, 2_000))])
def test_nobody_with_another_solver_works_out_few_from_a_year_and_its_quarters_together(seed, tests):
    """The equations are written here anew, as somebody would who has the five pages and a pencil."""
    *quarters, year = returns_of(a_county(seed, tests))
    assert worked_out(*as_somebody_reads(year, quarters)) == {}


def returns_of(made):
    """The returns of the quarters of a year, and then that of the year."""
    of_year = Stretch(YEAR.from_on, YEAR.to_on)
    editions = [Edition(Report.TESTING, days, YEAR.as_at) for days in (*parts_of(of_year), of_year)]
    counts = {each: counts_of(made, period_of(each.days, each.as_at)) for each in editions}
    tables = made_together(counts, published_of)
    return [
        DrugTestingReturn(period=period_of(each.days, each.as_at), counts=counts[each], hidden=tables[each].hidden)
        for each in editions
    ]


def test_a_quarter_shows_the_same_whatever_its_year_has():
    made = a_county(7, 300)
    for quarter in returns_of(made)[:-1]:
        assert quarter.hidden == return_alone(quarter.counts, quarter.period).hidden


def test_at_the_size_of_a_county_nine_figures_of_ten_of_a_year_and_of_its_quarters_are_shown():
    """2,861 tests of 2,210 people were taken in the county that was read closely (Health & Justice 8, 2020)."""
    shown: Counter[bool] = Counter()
    for of in returns_of(a_county(1, 2_861)):
        printed = [figure.name for figure in published_of(of.counts).figures if figure.printed and figure.people]
        shown.update(name not in of.hidden for name in printed)
    assert shown[True] / shown.total() >= 0.9, shown
