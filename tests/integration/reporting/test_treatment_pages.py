"""The report on treatment equals a count by hand over what stands in the database: page, picture, file and paper."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways.audit.models import SYSTEM
from pathways.auth.roles import Role
from pathways.engagement.models.case import Exit, StructuredStart
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.reporting.queries import counting
from pathways.reporting.queries.records import all_records
from pathways.reporting.queries.treatment import treated_units
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.proportions import ClassTally
from pathways.reporting.rules.treatment import BackCounts, ContactCounts
from pathways.store.base import db
from tests import county, papers, restricted
from tests.figures import make_figures
from tests.integration.reporting.records import a_referral, added, at_noon, dies, merge
from tests.report_files import of_figures_in_log, without_first, workbook_equals_page

pytestmark = pytest.mark.reads(Report.TREATMENT)

ADDRESS = "/reports/treatment"
THE_YEAR = of_months(date(2025, 4, 1), YEAR)
DAY = date(2025, 9, 1)
PERIOD = period_of(THE_YEAR, date(2026, 6, 30))


def sent(*, on=DAY, seen=None, person=None, **changed):
    """A referral that was accepted the next day, and its person seen so many days after it, or not."""
    facts = {"accepted_on": on + timedelta(days=1), "first_offered_on": on + timedelta(days=1)}
    if seen is not None:
        facts["attended_on"] = on + timedelta(days=seen)
    return a_referral(county.episode(person or county.person()), on=on, **facts | changed)


def a_year_of_contacts():
    """Each kind of wait: by each of the days, not at all, closed, withdrawn, died, twice, merged, in another year."""
    for seen in (0, 2, 4, 5, 6, 7, 7, 9, 12, 14, 18, 20, 21, 22, 30, 33, 35, 42):
        sent(seen=seen)
    for _ in range(8):
        sent(seen=43)
    for _ in range(5):
        sent(state="NOT_ENGAGED", closed_at=at_noon(DAY + timedelta(days=6)))
    sent(state="WITHDRAWN", accepted_on=None, first_offered_on=None, closed_at=at_noon(DAY))
    dead = county.person()
    sent(person=dead, on=DAY)
    dies(dead.id, DAY + timedelta(days=12))
    twice = county.person()
    sent(person=twice, seen=3)
    again = county.person()
    sent(person=again, on=DAY + timedelta(days=10))
    merge(again.id, twice.id)
    sent(first_offered_on=None, accepted_on=None)
    sent(on=date(2025, 3, 31), seen=1)
    sent(on=date(2026, 4, 1), seen=1)
    db.session.commit()


def counts_of(viewer=SYSTEM):
    return counting.counts_of(viewer, Report.TREATMENT, PERIOD)


@pytest.mark.database
def test_every_first_contact_is_that_of_a_count_by_hand(app):
    a_year_of_contacts()
    assert counts_of().contacts == ContactCounts(
        left_out=1, pending=0, seen=(8, 6, 5), died=1, not_seen=14, waits_for_offer=1
    )


def treated(*, on=DAY, offered=0, stays=None, why="85", **changed):
    """Somebody referred whose structured treatment began on that day, and ended so many days later, or goes on."""
    facts = {"accepted_on": on, "first_offered_on": None if offered is None else on + timedelta(days=offered)}
    referral = a_referral(county.episode(county.person()), on=on, **facts | changed)
    by = {"recorded_at": at_noon(on), "recorded_by_id": referral.sent_by_id}
    added(StructuredStart(referral_id=referral.id, modality="94", started_on=on, **by))
    if stays is not None:
        ended = {"reason": why, "planned": why == "80", "exited_on": on + timedelta(days=stays)}
        added(Exit(referral_id=referral.id, **ended, **by))
    return referral


def a_year_of_courses():
    """Each way of going on, and of waiting for an offer."""
    for _ in range(12):
        treated(offered=20)
    for _ in range(6):
        treated(stays=83, offered=22)
    treated(stays=84)
    treated(stays=20, why="80", offered=None)
    treated(stays=20, why="84")
    dies(treated(offered=-1).person_id, DAY + timedelta(days=50))
    parent = treated(stays=30, why="83")
    on = DAY + timedelta(days=50)
    child = a_referral(
        db.session.get(Episode, parent.episode_id), on=DAY, accepted_on=on, parent_id=parent.id, made_at=at_noon(on)
    )
    added(
        StructuredStart(
            referral_id=child.id, modality="95", started_on=on, recorded_at=at_noon(on), recorded_by_id=child.sent_by_id
        )
    )
    undone = treated(stays=10)
    for row in db.session.scalars(select(Exit).where(Exit.referral_id == undone.id)):
        row.undone_at = at_noon(DAY + timedelta(days=12))
    treated(on=date(2025, 3, 31))
    db.session.commit()


@pytest.mark.database
def test_every_course_of_treatment_is_that_of_a_count_by_hand(app):
    """A transfer that was picked up goes on, and an end that was taken back is none."""
    a_year_of_courses()
    of = counts_of().treated
    assert of.offered == ClassTally(yes=16, no=6, missing=1, left_out=1)
    assert of.became == {"yes no": 16, "no yes": 6, "no no": 1, "died died": 1}


def test_two_journeys_under_one_chain_of_referrals_are_told_apart_when_figures_are_made_again(app):
    parent = treated(stays=30, why="83")
    on = DAY + timedelta(days=90)
    child = a_referral(
        db.session.get(Episode, parent.episode_id), on=DAY, accepted_on=on, parent_id=parent.id, made_at=at_noon(on)
    )
    by = {"recorded_at": at_noon(on), "recorded_by_id": child.sent_by_id}
    added(StructuredStart(referral_id=child.id, modality="95", started_on=on, **by))
    assert {each.number for each in treated_units(all_records())} == {parent.id, child.id}


RELEASED_ON = date(2025, 2, 3)


def arrested(person=None, *, on=RELEASED_ON, release="without_bail", referred=None, **changed):
    """Somebody arrested and released on one day, perhaps referred from there, by a route, on the same day or later."""
    at = at_noon(on)
    episode, detention = county.detained(
        person or county.person(), arrested_at=at - timedelta(hours=3), released_at=at, release_type=release
    )
    for name, value in changed.items():
        setattr(detention, name, value)
    if referred:
        route, days = referred
        a_referral(episode, on=on + timedelta(days=days), route=route)
    return episode


def again(episode, days, **changed):
    """The same person, arrested again so many days after."""
    person = db.session.get(Person, episode.person_id)
    return arrested(person, on=RELEASED_ON + timedelta(days=days), **changed)


def a_year_of_releases():
    """Each way of coming back or not, by each route, and what is no release or no return."""
    for days in (1, 90, 183):
        again(arrested(referred=("DToA_required_assessment", 0)), days)
    again(arrested(referred=("DToA_voluntary", 0)), 184)
    again(arrested(referred=("OOCD_outcome_22", 0)), 365)
    again(arrested(referred=("L&D", 0)), 366)
    for _ in range(6):
        arrested()
    arrested(referred=("DToA_required_assessment", 1))
    arrested(release="remanded")
    arrested(presence="s136_mha")
    again(arrested(), 20, presence="bail_return", first_arrested_at=at_noon(RELEASED_ON))
    dies(arrested().person_id, RELEASED_ON + timedelta(days=200))
    twice, other = arrested(), arrested(on=RELEASED_ON + timedelta(days=10))
    merge(other.person_id, twice.person_id)
    arrested(on=date(2024, 3, 31))
    db.session.commit()


@pytest.mark.database
def test_every_release_is_that_of_a_count_by_hand_in_the_year_before(app):
    """A second record of somebody who came back is theirs once both are joined; who was referred later was not yet."""
    a_year_of_releases()
    of = counts_of().released
    assert (of.died, of.pending) == (1, 0)
    assert {route: each for route, each in of.routes.items() if each.out_of} == {
        "required": BackCounts(soon=3),
        "tested": BackCounts(later=1),
        "disposal": BackCounts(later=1),
        "other": BackCounts(not_back=1),
        "none": BackCounts(soon=1, not_back=8),
    }


@pytest.mark.database
def test_a_record_that_is_shut_is_in_no_figure(app):
    for _ in range(12):
        sent(seen=3)
    shut = county.person()
    sent(person=shut, seen=3)
    restricted.shut_to_all_but([shut], county.user(Role.CO))
    assert counts_of(county.viewer_of(county.user(Role.MG))).contacts.people == 12


def test_the_page_shows_what_the_file_and_the_paper_hold_and_each_is_in_the_log(app, manager):
    a_year_of_contacts()
    make_figures()
    page = manager.get(ADDRESS).text
    assert 'value="2025-04-01/2026-03-31" selected' in page
    assert "Final figures, made on 25 November 2026." in page
    assert "within 42 days 19 of 34, 55.9% (95% interval 39.5 to 71.1)" in page
    assert "What may not be concluded" in page
    assert "version 1. Treatment reference 3.8" in page
    answer = manager.get(f"{ADDRESS}.csv")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="treatment-2025-04-01-2026-03-31-as-known-2026-09-30.csv"'
    )
    lines = {line["line"]: line for line in csv.DictReader(io.StringIO(answer.text))}
    assert [lines["Seen within 42 days"][each] for each in ("people", "out_of", "share_percent")] == [
        "19",
        "34",
        "55.9",
    ]
    assert lines["Died before anybody saw them"]["people"] == "*"
    paper = papers.words_of(manager.get(f"{ADDRESS}.pdf").data)
    assert "19 of 34, 55.9% (95% interval 39.5 to 71.1)" in paper
    sheets = workbook_equals_page(manager, ADDRESS, f"{ADDRESS}.xlsx", without_first)
    assert ["Died before anybody saw them", "*"] in [row[1:] for row in sheets["By class"]]
    assert {row[0] for row in sheets["Definitions"]} >= {"Time to first contact: who is counted"}
    for wide in (320, 640):
        picture = manager.get(f"/charts/first-contact.svg?w={wide}")
        assert "55.9% were seen within 42 days of being referred." in picture.text
    assert of_figures_in_log() == [
        "report.viewed", "export.downloaded", "document.downloaded", "report.viewed", "export.downloaded",
    ]  # fmt: skip


def test_a_period_of_which_there_are_no_figures_is_refused_in_words_and_a_file_leads_back_to_them(app, manager):
    for _ in range(12):
        sent(seen=3)
    make_figures()
    for query, words in (
        ("days=2025-07-01/2025-09-30", "This report is made once a year, and you asked for July to September 2025."),
        ("from=2025-04-01&to=2025-05-03", "You asked for 1 April 2025 to 3 May 2025."),
        ("from=2026-03-31&to=2025-04-01", "The period ends before it starts."),
        ("days=2026-04-01/2027-03-31", "April 2026 to March 2027 is not over yet. This report is made once a year."),
        ("days=never", "“never” is no date. Choose a period"),
    ):
        assert words in manager.get(f"{ADDRESS}?{query}").text
        for kind in ("csv", "pdf", "xlsx"):
            answer = manager.get(f"{ADDRESS}.{kind}?{query}")
            assert answer.status_code == 302
            assert answer.location.startswith(f"{ADDRESS}?")
    assert manager.get("/charts/first-contact.svg?days=never").status_code == 404


def test_few_people_are_said_in_words_and_nobody_else_is_told_of_the_page(app, manager, client_of):
    sent(seen=3)
    make_figures()
    page = manager.get(ADDRESS).text
    assert "How many people were first referred in this period is not shown" in page
    assert "<table" not in page
    assert manager.get("/charts/first-contact.svg").status_code == 404
    for role in (Role.CO, Role.PM, Role.TW):
        assert client_of(county.user(role), role).get(ADDRESS).status_code == 403
