"""No small number of the fairness page can be worked out, whatever is taken from whatever."""

import pytest

from pathways.reporting.rules.fairness import Breakdown, DeskOutcome, PeopleCounted, counted
from pathways.reporting.rules.fairness_figures import fairness_counts, published_of
from pathways.small_numbers.beside import hidden_alone
from pathways.small_numbers.published import Published
from tests.rounds import rounds
from tests.unit.reporting.fair_cases import GROUPS, Box, a_county, people, possible, printed, shown
from tests.unit.small_numbers.attacker import worked_out

CAUTIONS = (DeskOutcome.CC, DeskOutcome.CR, DeskOutcome.O22)


def small(number):
    return 0 < number < 5


def sizes_known(report, breakdown):
    """The people of each group as far as any table of the page says them; charged and no further action say all."""
    sizes = dict.fromkeys(GROUPS[breakdown].values())
    for outcome in (DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION):
        for name, could in printed(report, breakdown, outcome).could.items():
            sizes[name] = could if could is not None else sizes[name]
    return sizes


def what_a_reader_makes_of(report, breakdown, outcome):
    """Every value each hidden group can still have: who had it, who had not, and who could have."""
    cells, sizes = printed(report, breakdown, outcome), sizes_known(report, breakdown)
    starred = [name for name, could in cells.could.items() if could is None]
    if cells.total_had is None or not starred:
        return {}
    had = cells.total_had - sum(cells.had[name] for name in cells.had if name not in starred)
    could = cells.total_could - sum(cells.could[name] for name in cells.could if name not in starred)
    loose = report.people - sum(size for size in sizes.values() if size is not None)
    boxes = []
    for name in starred:
        most = sizes[name]
        if outcome is DeskOutcome.KEPT:
            given = [printed(report, breakdown, each).had[name] for each in CAUTIONS]
            if all(number is not None for number in given) and most is not None:
                most = min(most, sum(given))
        boxes.append(Box(name, most))
    return possible(
        tuple(boxes), had, could - had, loose=loose, full=outcome.kind is None and outcome is not DeskOutcome.KEPT
    )


@pytest.mark.parametrize("seed", range(rounds(12, 30)))
def test_no_group_of_few_can_be_worked_out_by_taking_every_shown_figure_from_every_other(seed):
    everyone = a_county(seed)
    report, counts = shown(everyone), counted(everyone, GROUPS)
    for breakdown in Breakdown:
        names = {name: group for group, name in GROUPS[breakdown].items()}
        for outcome in DeskOutcome:
            line, cells = counts.lines[breakdown][outcome], printed(report, breakdown, outcome)
            for name, could in cells.could.items():
                if could is not None:
                    assert not any(small(each) for each in (could, cells.had[name], could - cells.had[name]))
            for name, values in what_a_reader_makes_of(report, breakdown, outcome).items():
                had, of = line.had[names[name]], line.eligible[names[name]]
                for true, left in zip((had, of - had, of), values, strict=True):
                    assert true in left
                    assert not small(true) or (len(left) >= 5 and max(left) >= 5), (breakdown, outcome, name)


@pytest.mark.rounds
@pytest.mark.parametrize("seed", rounds((0, 1, 18), range(30)))  # in the last a few lie between two totals
@pytest.mark.parametrize("breakdown", rounds((Breakdown.SEX,), tuple(Breakdown)))
def test_nobody_with_another_solver_works_out_a_small_number_from_all_outcomes_of_a_breakdown_together(seed, breakdown):
    counts = fairness_counts(PeopleCounted(people=tuple(a_county(seed)), pending=3, void=2), GROUPS)
    table = hidden_alone("fairness", published_of(counts))
    figures = [each for each in table.published.figures if each.aspect in ("", breakdown.value)]
    names = {each.name for each in figures}
    sums = [each for each in table.published.sums if names.issuperset((each.whole, *each.parts))]
    assert worked_out(Published(figures=figures, sums=sums), table.hidden) == {}


def test_nobody_keeps_what_nobody_was_given_so_who_was_given_what_does_not_tell_how_few_kept_it():
    """Nine kept it of two groups, six of whom at most are Asian: then at least three are Black, and at most five."""
    given_and_kept = [DeskOutcome.CR, DeskOutcome.KEPT]
    report = shown(
        people(40, had=given_and_kept),
        people(6, had=given_and_kept, ethnicity="asian"),
        people(3, had=given_and_kept, ethnicity="black"),
        people(2, had=[DeskOutcome.CR], ethnicity="black"),
        *(people(20, had=[DeskOutcome.CHARGED], ethnicity=group) for group in ("asian", "black")),
    )

    def is_hidden(outcome, name):
        return next(row.is_hidden for row in report.tables[Breakdown.ETHNICITY, outcome] if row.name == name)

    assert is_hidden(DeskOutcome.KEPT, "Black")
    hides_enough = [
        is_hidden(DeskOutcome.KEPT, "White"),
        is_hidden(DeskOutcome.CR, "Black"),
        is_hidden(DeskOutcome.CR, "Asian"),
    ]
    assert any(hides_enough)


def test_who_kept_conditions_beside_who_was_cautioned_does_not_tell_of_whom_one_other_disposal_was():
    """All who were cautioned kept it, and one man besides: both by every breakdown would say who he is."""
    cautioned_and_kept = [DeskOutcome.CC, DeskOutcome.KEPT]
    report = shown(
        people(90, had=cautioned_and_kept),
        people(60, had=cautioned_and_kept, sex="female", ethnicity="black"),
        people(1, had=[DeskOutcome.O22, DeskOutcome.KEPT]),
        people(40, had=[DeskOutcome.CHARGED], ethnicity="asian"),
    )
    for breakdown in (Breakdown.SEX, Breakdown.ETHNICITY):
        cautioned, keeping = (printed(report, breakdown, each) for each in (DeskOutcome.CC, DeskOutcome.KEPT))
        for name, had in cautioned.had.items():
            could = keeping.could[name]
            assert had is None or could is None or not small(abs(could - had)), (breakdown, name)


def test_everybody_had_some_outcome_so_those_that_are_shown_do_not_tell_how_many_had_the_hidden_one():
    """Thirteen decided and seven cautioned: six or more were charged, so of the seven hidden one at most was another's."""
    report = shown(
        people(40, had=[DeskOutcome.CHARGED]),
        people(7, had=[DeskOutcome.CC], ethnicity="black"),
        people(6, had=[DeskOutcome.CHARGED], ethnicity="black"),
        people(11, had=[DeskOutcome.CC], ethnicity="asian"),
        people(1, had=[DeskOutcome.CHARGED], ethnicity="asian"),
    )
    charged, all_of_them = (
        printed(report, Breakdown.ETHNICITY, each) for each in (DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION)
    )
    hidden = [name for name, had in charged.had.items() if had is None]
    left = charged.total_had - sum(had for had in charged.had.values() if had is not None)
    others = [
        {each: printed(report, Breakdown.ETHNICITY, each).had for each in DeskOutcome if each.kind}[outcome]
        for outcome in DeskOutcome
        if outcome.kind
    ]
    least = {
        name: all_of_them.could[name] - sum(each[name] for each in others)
        for name in hidden
        if all_of_them.could[name] is not None and all(each[name] is not None for each in others)
    }
    most_of_asian = left - sum(number for name, number in least.items() if name != "Asian")
    assert "Asian" in hidden
    assert most_of_asian >= 5


def test_a_record_of_conditions_kept_that_nobody_gave_is_counted_and_breaks_no_page():
    report = shown(people(30, had=[DeskOutcome.CC]), people(12, had=[DeskOutcome.KEPT], ethnicity="asian"))
    assert report.totals[DeskOutcome.KEPT][1:3] == ("12", "12")


def test_two_people_of_a_group_are_hidden_with_another_group_and_a_true_nought_is_shown():
    report = shown(
        people(40, had=[DeskOutcome.CC]),
        people(30, could=[DeskOutcome.CC]),
        people(2, had=[DeskOutcome.CC], ethnicity="black"),
        people(20, had=[DeskOutcome.CC], ethnicity="asian"),
        people(20, could=[DeskOutcome.CC], ethnicity="asian"),
    )
    rows = {row.name: row.cells[1:3] for row in report.tables[Breakdown.ETHNICITY, DeskOutcome.CC]}
    assert rows["Black"] == rows["Asian"] == ("*", "*")
    assert rows["White"] == ("70", "40")
    assert rows["Mixed"] == ("0", "0")


def test_a_rate_and_a_relative_rate_stand_only_where_both_of_their_parts_do():
    report = shown(
        people(3, had=[DeskOutcome.CC]),
        people(60, could=[DeskOutcome.CC], sex="female"),
        people(9, had=[DeskOutcome.CC], sex="female"),
    )
    for row in report.tables[Breakdown.SEX, DeskOutcome.CC]:
        assert row.is_hidden == (row.rate == "*") == (row.interval == "*")
        assert row.ratio is None
    women = shown(people(20, had=[DeskOutcome.CC], sex="female"), people(20, could=[DeskOutcome.CC], sex="female"))
    of_women = {row.name: row for row in women.tables[Breakdown.SEX, DeskOutcome.CC]}["Female"]
    assert of_women.rate == "50.0%"
    assert of_women.relative == "cannot be said"


def test_an_outcome_that_few_had_or_few_went_without_has_no_figure_anywhere():
    report = shown(
        people(30, could=[DeskOutcome.PND]), people(3, had=[DeskOutcome.PND]), people(2, could=[DeskOutcome.SC])
    )
    for outcome in (DeskOutcome.PND, DeskOutcome.SC):
        assert set(report.totals[outcome][1:]) == {"*"}
        for breakdown in Breakdown:
            assert all(row.is_hidden for row in report.tables[breakdown, outcome])


def test_few_in_one_breakdown_take_nothing_from_the_others_and_a_disposal_open_to_nobody_is_nought_throughout():
    report = shown(
        people(60, had=[DeskOutcome.CHARGED]),
        people(60, had=[DeskOutcome.CC]),
        people(3, had=[DeskOutcome.CC], area="boston"),
        people(3, had=[DeskOutcome.CC], area="skegness"),
    )
    assert report.totals[DeskOutcome.CHARGED][1:3] == ("126", "60")
    areas = {row.name: row.cells[1:3] for row in report.tables[Breakdown.AREA, DeskOutcome.CHARGED]}
    assert areas["Lincoln"] == ("120", "60")
    assert areas["Boston"] == areas["Skegness"] == ("*", "*")
    assert all(row.cells[1:3] == ("0", "0") for row in report.tables[Breakdown.AREA, DeskOutcome.PND])


def test_to_how_few_of_everybody_or_of_a_group_an_outcome_was_not_open_is_not_told_by_what_is_left():
    """An analyst took 51 who could have had it from 54: three could not."""
    report = shown(people(40, had=[DeskOutcome.CC]), people(11, could=[DeskOutcome.CC]), people(3))
    assert report.people == 54
    assert report.totals[DeskOutcome.CC][1] == "*"
    report = shown(
        people(40, had=[DeskOutcome.CC]),
        people(6),
        people(21, could=[DeskOutcome.CC], area="boston"),
        people(1, area="boston"),
    )
    rows = {row.name: row.cells[1] for row in report.tables[Breakdown.AREA, DeskOutcome.CC]}
    assert rows["Boston"] == "*" or report.tables[Breakdown.AREA, DeskOutcome.CHARGED][1].is_hidden
