"""The ARC report: the published table from records, for any cohort."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pathways.reporting.rules import arc
from pathways.reporting.rules.arc import DoesNotAddUp, measures
from pathways.reporting.rules.arc_units import ArcLine, DefinitionState, line_of
from pathways.reporting.rules.proportions import Period, faults_of
from pathways.reporting.rules.standings import PeopleAlike, alike
from pathways.vocabulary import Substance
from tests.unit.reporting.cohorts import PERIOD, a_person, published, report_of


def test_the_published_totals_come_out_line_for_line():
    expected = {
        "assessed": 354, "heroin": 209, "cocaine": 133, "cannabis": 122, "synthetic_cannabinoids": 84, "other_drugs": 89,
        "alcohol": 97, "multiple_use": 183, "single_use": 102, "no_use": 69, "engaged": 103, "did_not_engage": 251,
    }  # fmt: skip
    report = report_of(*published())
    assert measures(report) == tuple(expected.items())
    assert (report.mentions, report.users) == (734, 285)
    assert report.engaged.words == "29.1% (24.6 to 34.0)"
    assert report.did_not_engage.words == "70.9% (66.0 to 75.4)"


def test_the_lines_of_the_file_are_named_as_published():
    assert [line.value for line in ArcLine] == [
        "heroin", "cocaine", "cannabis", "synthetic_cannabinoids", "other_drugs", "alcohol"
    ]  # fmt: skip


def test_crack_powder_and_unspecified_cocaine_are_one_cocaine():
    report = report_of(a_person(1, Substance.CRACK, Substance.COCAINE_POWDER, Substance.COCAINE_UNSPECIFIED))
    assert (report.lines[ArcLine.COCAINE], report.single, report.multiple) == (1, 1, 0)


def test_what_the_table_does_not_name_is_other_drugs_and_two_of_them_are_several():
    report = report_of(a_person(1, Substance.METHADONE, Substance.BENZODIAZEPINES))
    assert (report.lines[ArcLine.OTHER_DRUGS], report.multiple, report.mentions) == (1, 1, 1)


def test_use_without_a_named_substance_is_other_drugs_and_listed():
    report = report_of(a_person(1, uses_substances=True))
    assert (report.lines[ArcLine.OTHER_DRUGS], report.single, report.unnamed) == (1, 1, 1)


@pytest.mark.parametrize("substance", Substance)
def test_every_substance_has_its_line(substance):
    assert line_of(substance) in ArcLine


def test_an_open_case_is_still_open_and_not_did_not_engage():
    report = report_of(a_person(1, Substance.HEROIN, is_open=True), a_person(2, Substance.HEROIN))
    assert dict(measures(report))["still_open"] == 1
    assert dict(measures(report))["did_not_engage"] == 1
    assert not report.is_final


def test_who_died_before_engaging_stands_beside_the_rate():
    engaged = a_person(1, Substance.HEROIN, engaged_on=(date(2018, 6, 1),), died_on=date(2018, 6, 1))
    died = a_person(2, Substance.HEROIN, died_on=date(2019, 1, 1), is_open=True)
    report = report_of(engaged, died)
    assert (report.engaged.count, report.engaged.of) == (1, 1)
    assert measures(report)[-1] == ("died_before_engaging", 1)


def test_engaged_after_the_as_at_date_is_not_seen():
    period = replace(PERIOD, as_at=date(2018, 5, 31))
    person = a_person(1, Substance.HEROIN, engaged_on=(date(2018, 6, 1),), is_open=True)
    assert report_of(person, period=period).outcome.pending == 1


def test_a_mark_before_the_assessment_is_listed_and_a_later_one_still_counts():
    report = report_of(
        a_person(1, Substance.HEROIN, engaged_on=(date(2018, 4, 30),)),
        a_person(2, Substance.HEROIN, engaged_on=(date(2018, 4, 30), date(2018, 5, 1))),
    )
    assert (report.outcome.yes, report.outcome.no, report.earlier_marks) == (1, 1, 2)


def test_engaged_among_those_with_need_is_exact_on_real_records():
    report = report_of(
        a_person(1, Substance.HEROIN, engaged_on=(date(2018, 6, 1),)),
        a_person(2, Substance.HEROIN),
        a_person(3, engaged_on=(date(2018, 6, 1),)),
    )
    assert (report.engaged_of_users.count, report.engaged_of_users.of) == (1, 2)


def test_engaged_among_those_with_need_is_withheld_where_the_source_does_not_publish_it():
    report = report_of(*(replace(person, engagement_link_is_invented=True) for person in published()))
    assert report.engaged_of_users is None
    assert report.range_of_users.words == "between 34 and 103 of 285 (11.9% to 36.1%)"


def test_nobody_assessed_is_a_report_of_noughts_without_shares():
    report = report_of()
    assert set(dict(measures(report)).values()) == {0}
    assert report.engaged.words == "no cases"


def test_the_lines_are_ranked_by_people():
    people = [a_person(number, Substance.ALCOHOL) for number in range(10)]
    people += [a_person(10 + number, Substance.ALCOHOL, Substance.HEROIN) for number in range(10)]
    assert [line for line, _ in report_of(*people).ranked][:2] == [ArcLine.ALCOHOL, ArcLine.HEROIN]


def test_figures_that_contradict_each_other_are_not_shown():
    report = replace(report_of(a_person(1, Substance.HEROIN)), none=1)
    with pytest.raises(DoesNotAddUp, match="multiple, single and none are the assessed"):
        arc._check(report, ())


def test_the_published_file_in_the_repository_of_tests_has_the_same_measures():
    file = Path(__file__).with_name("arc_2016_2021.csv")
    with file.open(encoding="utf-8") as lines:
        assert [(row["measure"], int(row["count"])) for row in csv.DictReader(lines)] == list(
            measures(report_of(*published()))
        )


def test_both_ends_of_a_period_are_inside_it_and_nothing_after_the_as_at_date():
    assert PERIOD.holds(PERIOD.from_on)
    assert PERIOD.holds(PERIOD.to_on)
    assert not PERIOD.holds(date(2022, 1, 1))
    assert not replace(PERIOD, as_at=date(2020, 1, 1)).holds(date(2020, 1, 2))
    assert PERIOD.words == "1 January 2016 to 31 December 2021"
    assert replace(PERIOD, as_at=date(2020, 1, 1)).words == "1 January 2016 to 1 January 2020", (
        "as far as it is counted"
    )


def faults(from_on, to_on, as_at):
    return [fault.field for fault in faults_of(from_on=from_on, to_on=to_on, as_at=as_at, today=date(2026, 11, 25))]


def test_a_period_that_ends_before_it_starts_is_refused_with_what_to_do():
    assert faults(date(2026, 2, 1), date(2026, 1, 31), date(2026, 11, 25)) == ["to_on"]
    with pytest.raises(ValueError, match="ends before it starts"):
        Period(from_on=date(2026, 2, 1), to_on=date(2026, 1, 31), as_at=date(2026, 11, 25))


def test_figures_are_not_known_on_a_day_to_come_nor_before_the_period():
    assert faults(date(2026, 1, 1), date(2026, 1, 31), date(2026, 11, 26)) == ["as_at"]
    assert faults(date(2026, 1, 1), date(2026, 1, 31), date(2025, 12, 31)) == ["as_at"]
    assert faults(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)) == []


def test_a_period_that_has_not_begun_is_refused_once_and_nobody_is_sent_to_another_day():
    assert faults(date(2027, 1, 1), date(2027, 3, 31), date(2026, 11, 25)) == ["from_on"]


def test_under_what_engagement_was_recorded_is_said_whoever_of_the_cohort_engaged():
    """A page that said it only where somebody had would tell of a hidden number that it is none."""
    marks = [PeopleAlike((DefinitionState("structured_contact", "1"),), 1, 1)]
    assert (
        arc.arc_counts((), definitions=marks).recorded_under
        == arc.arc_counts(alike([a_person(1, Substance.HEROIN)], PERIOD), definitions=marks).recorded_under
    )
    assert arc.arc_counts((), definitions=marks).recorded_under
