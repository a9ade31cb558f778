"""The report on recovery equals a count by hand over what stands in the database: page, file and paper."""

import csv
import io
from datetime import date, timedelta

import pytest

from pathways.audit.models import SYSTEM
from pathways.auth.roles import Role
from pathways.people.models.identity import Person
from pathways.reporting.queries import counting
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.mental_health import MentalHealthCounts
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.recovery import CustodyCounts, PeerCounts, RecoveredCounts, SuppliedCounts
from pathways.store.base import db
from tests import county, papers, restricted
from tests.figures import make_figures
from tests.integration.reporting.records import (
    a_referral,
    asked,
    at_noon,
    dies,
    in_treatment,
    merge,
    offered,
    released,
    supplied,
)
from tests.report_files import of_figures_in_log, without_first, workbook_equals_page

pytestmark = pytest.mark.reads(Report.RECOVERY)

ADDRESS = "/reports/recovery"
THE_YEAR = of_months(date(2025, 4, 1), YEAR)
DAY = date(2025, 9, 1)
PERIOD = period_of(THE_YEAR, date(2026, 9, 30))


def counts_of(viewer=SYSTEM):
    return counting.counts_of(viewer, Report.RECOVERY, PERIOD)


def after(days):
    return DAY + timedelta(days=days)


def a_year_of_treatment():
    """Each way of ending, of going on, and of beginning again; and who was not in treatment in that year."""
    for _ in range(12):
        in_treatment(DAY, after(90))
    for _ in range(6):
        again = in_treatment(DAY, date(2026, 3, 1))
        in_treatment(date(2026, 8, 31), person=db.session.get(Person, again.person_id))
    for _ in range(7):
        again = in_treatment(DAY, date(2026, 3, 1))
        in_treatment(date(2026, 9, 1), person=db.session.get(Person, again.person_id))
    for why in ("85",) * 6 + ("86", "88", "84", "87"):
        in_treatment(DAY, after(30), why)
    for _ in range(9):
        in_treatment(date(2024, 1, 1))
    in_treatment(date(2026, 4, 1))
    dies(in_treatment(DAY).person_id, after(50))
    dies(in_treatment(DAY, after(50)).person_id, after(150))
    earlier, later = in_treatment(DAY, after(30)), in_treatment(after(50), after(200))
    merge(later.person_id, earlier.person_id)  # 20 days apart: one journey of one person
    completed, back_again = in_treatment(DAY, after(30)), in_treatment(after(51), after(60), "85")
    merge(back_again.person_id, completed.person_id)
    db.session.commit()


@pytest.mark.database
def test_everybody_in_treatment_is_that_of_a_count_by_hand(app):
    a_year_of_treatment()
    in_treatment(DAY, DAY - timedelta(days=1))
    in_treatment(date(2024, 1, 1), date(2025, 3, 31))
    assert counts_of().recovered == RecoveredCounts(
        left_out=1,
        began=39,
        became={"completed": 27, "died": 1, "goes on": 9, "left": 9, "moved": 2},
        again={"completed died": 1, "completed no": 20, "completed yes": 6, "other yes": 1},
    )


def a_year_of_releases():
    """Seen by each of the days or not, sent the day before or too late, remanded, withdrawn, died, twice, not referred."""
    for seen in (0, 1, 2, 5, 7, 7, 8, 15, 20, 21, 21, 21, 22, 40):
        released(DAY, seen=seen)
    for _ in range(6):
        released(DAY, sent=-1)
    released(DAY, sent=1, seen=2)
    released(DAY, sent=None)
    released(DAY, release="remanded")
    released(DAY, seen=-1, sent=-1)
    released(DAY, state="WITHDRAWN", closed_at=at_noon(DAY))
    released(DAY, state="NOT_ENGAGED", closed_at=at_noon(after(3)))
    dies(released(DAY).person_id, after(10))
    twice = released(DAY, seen=30)
    released(after(60), seen=1, person=db.session.get(Person, twice.person_id))
    released(date(2026, 4, 1), seen=1)
    db.session.commit()


@pytest.mark.database
def test_every_release_with_a_referral_is_that_of_a_count_by_hand(app):
    a_year_of_releases()
    assert counts_of().custody == CustodyCounts(left_out=2, soon=6, later=6, not_seen=10, died=1)


def a_referral_of(person=None, on=DAY):
    return a_referral(county.episode(person or county.person()), on=on)


def a_year_of_kits_and_peers():
    for _ in range(11):
        supplied(a_referral_of(), on=DAY, kits=2)
    twice = a_referral_of()
    supplied(twice, on=DAY)
    supplied(twice, on=after(20), kits=2)
    supplied(a_referral_of(), on=DAY, recipient="family")
    supplied(a_referral_of(), on=date(2026, 4, 1))
    for met_on in (after(5), after(84), after(85), None):
        for _ in range(4):
            offered(a_referral_of(), met_on=met_on, on=DAY)
    anew = a_referral_of()
    offered(anew, superseded=True, on=DAY)
    offered(anew, "declined", on=DAY)
    offered(a_referral_of(), "thinking", on=DAY)
    offered(a_referral_of(), on=date(2025, 3, 31))
    db.session.commit()


@pytest.mark.database
def test_naloxone_and_peers_are_those_of_a_count_by_hand(app):
    a_year_of_kits_and_peers()
    of = counts_of()
    assert of.supplied == SuppliedCounts(people=12, kits=25)
    assert of.peers == PeerCounts(people=18, accepted=16, met=8)


@pytest.mark.database
def test_who_needs_help_with_mental_health_and_has_it_is_that_of_a_count_by_hand(app):
    for receiving in ("gp", "mental_health_team", "with_us", "none", "declined", "would_not_say"):
        asked(a_referral_of(), "yes", receiving, on=DAY)
    for answer in ("no", "no", "would_not_say"):
        asked(a_referral_of(), answer, on=DAY)
    better = a_referral_of()
    asked(better, "yes", "none", on=DAY, anew_on=after(30))
    asked(better, "no", on=after(30))
    helped_since = a_referral_of()
    asked(helped_since, "yes", "none", on=DAY, anew_on=after(30))
    asked(helped_since, "yes", "gp", on=after(30))
    slip = a_referral_of()
    asked(slip, "yes", "gp", on=DAY, anew_on=DAY)
    asked(slip, "no", on=DAY)
    asked(a_referral_of(), "yes", "gp", on=date(2026, 4, 1))
    again = a_referral_of(on=date(2025, 3, 1))
    asked(again, "yes", "gp", on=date(2025, 3, 31))
    asked(a_referral_of(db.session.get(Person, again.person_id)), "would_not_say", on=DAY)
    db.session.commit()
    assert counts_of().mental_health == MentalHealthCounts(
        helped=4, none_yet=2, declined=1, not_told=1, no_need=3, not_said=2
    )


def test_a_record_that_is_shut_is_in_no_figure(app):
    for _ in range(12):
        in_treatment(DAY, after(90))
    shut = county.person()
    in_treatment(DAY, after(90), person=shut)
    restricted.shut_to_all_but([shut], county.user(Role.CO))
    assert counts_of(county.viewer_of(county.user(Role.MG))).recovered.people == 12


def test_the_page_shows_what_the_file_and_the_paper_hold_and_each_is_in_the_log(app, manager):
    a_year_of_treatment()
    a_year_of_kits_and_peers()
    for receiving in ("gp",) * 7 + ("none",) * 5:
        asked(a_referral_of(), "yes", receiving, on=DAY)
    make_figures()
    page = manager.get(ADDRESS).text
    assert 'value="2025-04-01/2026-03-31" selected' in page
    assert "Final figures, made on 25 November 2026." in page
    assert "27 of 48 who were in treatment, 56.2% (95% interval 42.3 to 69.3)" in page
    assert "Supplied with take-home naloxone: 12 people, with 25 kits." in page
    assert "Have help with it: 7 of 12 who need it, 58.3%" in page
    assert "What may not be concluded" in page
    assert "version 1. Treatment reference 3.7 and U4" in page
    answer = manager.get(f"{ADDRESS}.csv")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="recovery-2025-04-01-2026-03-31-as-known-2026-09-30.csv"'
    )
    lines = {line["line"]: line for line in csv.DictReader(io.StringIO(answer.text))}
    rate = lines["Completed, of everybody in treatment"]
    assert [rate[each] for each in ("metric", "people", "out_of", "share_percent")] == [
        "completed_treatment", "27", "48", "56.2",
    ]  # fmt: skip
    assert lines["Died in treatment"]["people"] == "*"
    paper = papers.words_of(manager.get(f"{ADDRESS}.pdf").data)
    assert "27 of 48 who were in treatment, 56.2% (95% interval 42.3 to 69.3)" in paper
    sheets = workbook_equals_page(manager, ADDRESS, f"{ADDRESS}.xlsx", without_first)
    assert ["Died in treatment", "*"] in [row[1:] for row in sheets["By class"]]
    assert of_figures_in_log() == [
        "report.viewed", "export.downloaded", "document.downloaded", "report.viewed", "export.downloaded",
    ]  # fmt: skip


def test_an_address_of_no_figures_leads_back_and_nobody_else_is_told_of_the_page(app, manager, client_of):
    assert manager.get(ADDRESS).status_code == 200
    for kind in ("csv", "pdf"):
        answer = manager.get(f"{ADDRESS}.{kind}?days=2025-07-01/2025-09-30")
        assert answer.status_code == 302
        assert answer.location.startswith(f"{ADDRESS}?")
    for role in (Role.CO, Role.PM, Role.TW):
        assert client_of(county.user(role), role).get(ADDRESS).status_code == 403
