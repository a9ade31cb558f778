"""What the manager's pages say in words, from the same figures as their tables."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdf

from pathways.reporting.charts import arc as charts
from pathways.reporting.documents import files, papers
from pathways.reporting.rules.arc_words import (
    TOO_FEW,
    cares,
    definitions,
    groups_check,
    lead,
    outcome_check,
    outcome_rows,
    substances_sentence,
)
from pathways.reporting.rules.overview import PEOPLE_NOT_TESTS
from pathways.reporting.rules.overview_counts import overview_counts
from pathways.reporting.rules.proportions import Period
from pathways.vocabulary import Substance
from tests.unit.reporting.alone import overview_alone
from tests.unit.reporting.cohorts import a_person, published, report_of
from tests.unit.reporting.persons_journeys import PersonsJourney, people_of

START = date(2026, 3, 2)
YEAR = Period(from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), as_at=date(2026, 12, 31))


def journeys(count, steps, length=3, person=0, **changed):
    return tuple(
        PersonsJourney(
            person_id=person + number,
            started_on=START,
            reached=tuple(START if step < steps else None for step in range(length)),
            **changed,
        )
        for number in range(count)
    )


def view_of_tests(tested, *, without_result=0, on_hold=0):
    people = people_of(tested, YEAR.as_at)
    counts = overview_counts(people, (), without_result=without_result, on_hold=on_hold)
    return overview_alone(counts, YEAR).funnels[0]


def view_of_referrals(referred):
    return overview_alone(overview_counts((), people_of(referred, YEAR.as_at)), YEAR).funnels[1]


def test_the_lead_of_the_published_table_says_29_1_per_cent_with_its_interval():
    assert lead(report_of(*published())) == (
        "354 people were assessed, 1 January 2016 to 31 December 2021. 103 engaged in treatment: 29.1% (24.6 to 34.0)."
    )


def test_the_lead_says_by_which_day_without_an_interval_while_somebody_is_pending():
    people = [a_person(number, Substance.HEROIN, is_open=number < 6) for number in range(12)]
    assert lead(report_of(*people)).endswith("0 had engaged in treatment by 25 November 2026: 0.0%.")


def test_nobody_and_too_few_are_said_in_words():
    assert lead(report_of()) == "Nobody was assessed from 1 January 2016 to 31 December 2021."
    few = report_of(*(a_person(number, Substance.HEROIN) for number in range(9)))
    assert few.is_not_shown
    assert lead(few) == TOO_FEW
    assert files.arc_lines(few)[1] == "assessed,not shown\r\n"


def test_the_checks_are_written_out():
    report = report_of(*published())
    assert groups_check(report) == "Check: 183 + 102 + 69 = 354. Agrees."
    assert outcome_check(report) == "Check: 103 + 251 = 354. Agrees. Pending: none."
    assert substances_sentence(report).endswith("734 mentions by 285 people, so these shares do not add up to 100%.")


def test_pending_and_died_first_have_their_rows_and_stand_in_the_check():
    people = [a_person(number, Substance.HEROIN) for number in range(10)]
    people += [a_person(20 + number, Substance.HEROIN, is_open=True) for number in range(6)]
    people += [a_person(30 + number, Substance.HEROIN, died_on=date(2019, 1, 1)) for number in range(5)]
    report = report_of(*people)
    rows = {row[0]: row[1:] for row in outcome_rows(report)}
    assert rows["Still open (pending)"] == ("6", "", "")
    assert rows["Died before engaging (left out of the shares)"] == ("5", "", "")
    assert rows["Engaged, of all assessed"] == ("0", "0.0%, some are still open", "some are still open")
    assert outcome_check(report) == ("Check: 0 + 10 + 6 + 5 = 21. Agrees. Pending: 6, not counted as did not engage.")


def test_the_need_row_is_exact_on_real_records_and_a_range_where_the_source_published_none():
    exact = outcome_rows(report_of(*published()))[-1]
    assert exact[0] == "Engaged, of those who use anything"
    assert exact[1].endswith(" of 285")
    invented = [replace(person, engagement_link_is_invented=True) for person in published()]
    withheld = outcome_rows(report_of(*invented))[-1]
    assert withheld[1] == "not published by the source: between 34 and 103 of 285 (11.9% to 36.1%)"
    assert withheld[2:] == ("", "")
    assert any("not ARC’s own clients alone" in care for care in cares(report_of(*published())))
    assert not any("own clients" in care for care in cares(report_of(*invented))), "they are ARC’s, made up"
    assert any("made up" in care for care in cares(report_of(*invented)))


def test_a_share_of_nobody_says_no_cases_in_the_table():
    died = [a_person(number, Substance.HEROIN, died_on=date(2019, 1, 1)) for number in range(10)]
    assert outcome_rows(report_of(*died))[0] == ("Engaged, of all assessed", "0", "no cases", "no cases")


def test_merged_records_unnamed_use_and_early_marks_are_listed_with_care():
    early = a_person(1, Substance.HEROIN, engaged_on=(date(2018, 4, 1),))
    people = [early, a_person(2, uses_substances=True), a_person(3, uses_substances=True)]
    people += [a_person(number, Substance.HEROIN) for number in range(4, 30)]
    for merged, words in ((1, "Some duplicate records were merged"), (12, "12 duplicate records were merged")):
        report = replace(report_of(*people), merged=merged)
        text = " ".join(cares(replace(report, hidden=report.hidden | ({"merged"} if merged < 5 else frozenset()))))
        assert words in text
    assert "recorded for some people" in text
    assert "found for some people" in text


def test_every_definition_says_what_it_means_and_how_far_it_was_checked():
    report = replace(report_of(), recorded_under=("Engaged: seen. (Version 1.)",))
    by_term = {each.term: each for each in definitions(report)}
    assert "As recorded: Engaged: seen." in by_term["Engaged"].meaning
    assert "25 November 2026" in by_term["Engaged"].meaning
    assert by_term["Horizon"].meaning.startswith("None")
    assert all(each.mark.label for each in by_term.values())


def paper_of(report):
    use, substances = charts.both_of_arc(report)
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    return papers.arc_paper(report, use=use, substances=substances, made_at=made_at, made_by="Ellen Marsh")


def test_the_paper_of_the_same_report_is_the_same_bytes_and_says_the_same():
    paper = paper_of(report_of(*published()))
    assert paper == paper_of(report_of(*published()))
    words = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages).split())
    assert "29.1% (24.6 to 34.0)" in words
    assert "Check: 183 + 102 + 69 = 354. Agrees." in words
    assert "None: engaged at any time up to that date." in words


def test_the_paper_of_nobody_and_of_too_few_says_only_that():
    few = report_of(*(a_person(number, Substance.HEROIN) for number in range(9)))
    for report, words in ((report_of(), "Nobody was assessed"), (few, "is not shown")):
        text = pypdf.PdfReader(io.BytesIO(paper_of(report))).pages[0].extract_text()
        assert words in text
        assert "Engaged in treatment" not in text


def test_the_overview_says_how_many_people_in_how_many_tests():
    again = journeys(12, 6, length=6)
    view = view_of_tests(again + again)
    assert view.sentence == "12 people were tested on arrest in 24 tests."
    assert view.beside == PEOPLE_NOT_TESTS


def test_requests_without_a_result_stand_beside_and_few_are_not_counted_out():
    view = view_of_tests(journeys(12, 6, length=6), without_result=3)
    assert view.beside == f"* more requests gave no valid result (refused, could not, not enough). {PEOPLE_NOT_TESTS}"
    assert view_of_tests((), without_result=12).beside.startswith("12 more requests")


def test_overturned_unconfirmed_and_quarantined_tests_are_printed_beside_the_funnel():
    overturned = journeys(12, 6, length=6, person=100, is_overturned=True)
    unconfirmed = journeys(7, 1, length=6, person=200, is_unconfirmed=True)
    view = view_of_tests((*journeys(20, 6, length=6), *overturned, *unconfirmed), on_hold=6)
    assert view.beside == (
        "12 tests overturned by the laboratory: they count as tested and in no later stage. "
        "7 positive tests wait for the laboratory or could not be analysed: they stay positive. "
        f"6 tests held for an inspector or voided: they are in no stage. {PEOPLE_NOT_TESTS}"
    )


def test_few_overturned_or_quarantined_tests_are_not_counted_out():
    few = journeys(2, 6, length=6, person=100, is_overturned=True)
    view = view_of_tests((*journeys(20, 6, length=6), *journeys(20, 0, length=6, person=200), *few), on_hold=1)
    assert "* tests overturned by the laboratory" in view.beside
    assert "* tests held for an inspector or voided" in view.beside


def test_too_few_people_are_not_counted_out_in_the_sentence():
    view = view_of_referrals(journeys(9, 1))
    assert view.sentence.startswith("How many people were referred is not shown")
    assert view.is_empty
    assert {cell for row in view.rows for cell in row.cells[1:]} <= {"*", ""}


def test_nobody_is_said_and_is_empty():
    assert view_of_referrals(()).is_empty
    assert view_of_tests(()).sentence.startswith("Nobody had a valid result")


def test_left_out_referrals_and_steps_out_of_order_are_listed():
    wrong = PersonsJourney(person_id=99, started_on=START, reached=(START - timedelta(days=1), None, None))
    view = view_of_referrals((*journeys(12, 2), *journeys(6, 0, person=50, left_out=True), wrong))
    assert "6 referrals left out" in view.beside
    assert "* records had a step dated before the start" in view.beside
