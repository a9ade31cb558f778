"""Services beside each other and a provider's own: counted as by hand, named as they were, and nobody sees another's."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from pathways.acceptance.models import Decline
from pathways.acceptance.rules import decline_reasons
from pathways.audit.models import SYSTEM, AuditEvent
from pathways.auth.roles import Role
from pathways.directory.models import ServiceChange
from pathways.referrals.models.referral import ReferralEvent
from pathways.refusals import OutOfSight
from pathways.reporting.models import PublishedFigures
from pathways.reporting.queries import figures
from pathways.reporting.queries.by_service import named_in
from pathways.reporting.queries.counting import by_service
from pathways.reporting.queries.remade import remade
from pathways.reporting.rules.by_service import CountedService, ServiceCounts, Tally, published_of
from pathways.reporting.rules.by_service_words import FEW
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.kept_figures import digest_of, written
from pathways.reporting.rules.metrics import Cohort
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.proportions import ClassTally
from pathways.small_numbers.beside import Table
from pathways.small_numbers.own_figures import hidden_from_each
from pathways.store.base import db
from tests import county
from tests.figures import make_figures_after_the_quarter
from tests.integration.reporting.records import a_referral, added, at_noon, dies, merge
from tests.integration.reporting.test_reporting_pages import cells
from tests.pages import as_drawn
from tests.papers import words_of
from tests.report_files import workbook_equals_page

pytestmark = pytest.mark.reads(Report.SERVICES)

DAYS = of_months(date(2025, 4, 1), YEAR)
EDITION = Edition(Report.SERVICES, DAYS, date(2026, 12, 31))
DAY = date(2025, 9, 1)


def sent_to(service, person=None, *, on=DAY, **facts):
    its_service = (
        {"service_id": service.id, "organisation_id": service.organisation_id}
        if service
        else {"service_id": None, "organisation_id": None}
    )
    return a_referral(county.episode(person), on=on, **its_service | facts)


def sent_on_from(referral, service, *, on):
    """To another service: the child keeps the first one's clock."""
    facts = {
        "parent_id": referral.id,
        "first_submitted_at": referral.first_submitted_at,
        "person_id": referral.person_id,
    }
    return sent_to(service, on=on, **facts)


def declined(referral, service, on):
    return added(
        Decline(
            referral_id=referral.id,
            organisation_id=service.organisation_id,
            service_id=service.id,
            reason=next(iter(decline_reasons().values())),
            declined_at=at_noon(on),
            declined_by_id=referral.sent_by_id,
        )
    )


def let_go(referral, service, on, event="no_decision"):
    row = ReferralEvent.of(
        referral.id, event, referral.state, referral.state, at=at_noon(on), by_id=None, role="system",
        recorded={"service": service.id},
    )  # fmt: skip
    db.session.flush()
    return row


def a_year(hub, door):
    """Each way in which a service can have had somebody."""
    later = {"accepted_on": DAY + timedelta(days=5)}
    sent_to(hub, **later, engaged_on=DAY + timedelta(days=84))
    sent_to(hub, **later, engaged_on=DAY + timedelta(days=85))
    went_on = sent_to(hub, state="REROUTED", closed_at=at_noon(DAY + timedelta(days=2)))
    declined(went_on, hub, DAY + timedelta(days=2))
    on = DAY + timedelta(days=2)
    sent_on_from(went_on, door, on=on).engaged_on = None
    nowhere = sent_to(None, state="NEEDS_PLACE", bounces=2)
    declined(nowhere, hub, DAY + timedelta(days=3))
    unanswered = sent_to(None, state="NEEDS_PLACE")
    let_go(unanswered, door, DAY + timedelta(days=6))
    sent_to(None, state="NEEDS_PLACE")
    sent_to(hub, state="WITHDRAWN", closed_at=at_noon(DAY))
    twice = sent_to(door, **later, engaged_on=DAY + timedelta(days=20))
    again = sent_to(hub, on=DAY + timedelta(days=200), **later | {"accepted_on": DAY + timedelta(days=201)})
    merge(again.person_id, twice.person_id)
    dies(sent_to(door).person_id, DAY + timedelta(days=30))
    sent_to(hub, on=date(2025, 3, 31))
    sent_to(hub, on=date(2026, 4, 1))
    db.session.commit()


@pytest.mark.database
def test_every_figure_is_that_of_a_count_by_hand(app):
    hub, door = county.service(), county.service("Open Door", county.provider("Coast"), town="Boston")
    a_year(hub, door)
    counts = by_service(SYSTEM, period_of(DAYS, date(2026, 6, 30)))
    assert {each.name: each.tally for each in counts.services} == {
        "Lincoln Recovery Hub": Tally(people=4, accepted=2, sent_on=2, engaged=1),
        "Open Door": Tally(people=3, accepted=1, sent_on=1, engaged=1, died=1),
    }
    assert (counts.everybody.people, counts.everybody.so_far, counts.everybody.tally.died) == (8, 2, 1)
    assert [each.provider for each in counts.services] == ["Lincoln Recovery", "Coast"]


def renamed(service, before, on):
    """The service had another name until that day."""
    was, became = {"name": before}, {"name": service.name}
    line = ServiceChange(service_id=service.id, kind="changed", was=was, became=became)
    line.changed_at, line.changed_by_id = at_noon(on), county.user(Role.AD).id
    return added(line)


def test_a_service_is_called_what_it_was_called_at_the_end_of_the_year_though_it_closed(app):
    mill = county.service("New Mill", closed_on=date(2026, 6, 1))
    renamed(mill, "Old Mill", date(2026, 5, 1))
    renamed(mill, "First Mill", date(2026, 3, 1))
    named = named_in(period_of(DAYS, date(2026, 6, 30)))
    assert named[mill.id] == ("Old Mill", "Lincoln Recovery")


def made_of(*tallies):
    """The figures of the year, of so many services of as many providers."""
    services = []
    for number, (name, people, engaged) in enumerate(tallies):
        service = county.service(name, county.provider() if not number else county.provider(f"Provider of {name}"))
        tally = Tally(people=people, accepted=people, engaged=engaged)
        services.append(
            CountedService(
                service_id=service.id,
                name=name,
                provider_id=service.organisation_id,
                provider=f"P {number}",
                tally=tally,
            )
        )
    people, engaged = (sum(each[place] for each in tallies) for place in (1, 2))
    everybody = Cohort(tally=ClassTally(yes=engaged, no=people - engaged), so_far=engaged)
    counts = ServiceCounts(everybody=everybody, services=tuple(services))
    content = written(counts, hidden_from_each(Table(name="year", published=published_of(counts)), (), ()), salt="")
    days = {"from_on": DAYS.from_on, "to_on": DAYS.to_on, "as_at": EDITION.as_at}
    made_at = datetime(2027, 1, 8, 3, tzinfo=UTC)
    row = PublishedFigures(report=Report.SERVICES, **days, made_at=made_at, content=content, sha256=digest_of(content))
    added(row)
    db.session.commit()


@pytest.fixture
def of_five(app):
    made_of(
        ("Hub", 60, 40), ("Old Mill", 48, 21), ("Fens House", 40, 20), ("Wolds House", 31, 15), ("Coast House", 24, 5)
    )


def looks_at(report):
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [each.action for each in rows if f'"report":"{report}"' in (each.payload or "").replace(": ", ":")]


def test_services_stand_by_size_under_the_names_they_had_on_page_file_and_paper(of_five, client_of):
    manager = client_of(county.user(Role.MG), Role.MG)
    page = manager.get("/reports/services").text
    assert "Figures of April 2025 to March 2026, as known on 31 December 2026." in page
    assert "Final figures" in page
    assert cells(page, "Hub")[:5] == ["60", "60", "0", "40", "66.7%"]
    table = page.split("<table")[1]
    names = ("Hub", "Old Mill", "Fens House", "Wolds House", "Coast House")
    assert sorted(names, key=table.index) == list(names)
    assert "Services differ from each other by more than chance would do" in page
    assert "engaged-by-service.svg" in page
    assert "What may not be concluded" in page
    rows = list(csv.reader(io.StringIO(manager.get("/reports/services.csv").text)))
    assert rows[0] == ["service", "provider", "measure", "value"]
    assert ["Old Mill", "P 1", "People", "48"] in rows
    paper = words_of(manager.get("/reports/services.pdf").data)
    assert "Old Mill" in paper
    assert "this is no league table" in paper
    picture = manager.get("/charts/engaged-by-service.svg?from=2025-04-01&to=2026-03-31&as-at=2026-12-31&w=320")
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert looks_at("services") == ["report.viewed", "export.downloaded", "document.downloaded"]
    assert manager.ask("GET", "/reports/services.pdf?from=2026-04-01&to=2026-06-30").status_code == 302
    sheets = workbook_equals_page(manager, "/reports/services", "/reports/services.xlsx")
    assert list(sheets) == ["Services", "Definitions", "About this file"]


def test_a_providers_manager_sees_their_own_beside_the_rest_and_no_other_service(of_five, client_of):
    keeper = client_of(county.user(Role.PM), Role.PM)
    page = keeper.get("/reports/own-services").text
    assert cells(page, "Hub")[:4] == ["60", "60", "0", "40"]
    assert cells(page, "All other providers together")[:4] == ["143", "143", "0", "61"]
    assert "Your share is higher than that of all other providers together" in page
    others = ("Mill", "Fens", "Wolds", "Coast House")
    assert not [name for name in others if name in page]
    file = keeper.get("/reports/own-services.csv").text
    assert "Hub" in file
    assert not [name for name in others if name in file]
    paper = words_of(keeper.get("/reports/own-services.pdf").data)
    assert "All other providers together" in paper
    assert not [name for name in others if name in paper]
    assert looks_at("own services") == ["report.viewed", "export.downloaded", "document.downloaded"]
    sheets = workbook_equals_page(keeper, "/reports/own-services", "/reports/own-services.xlsx")
    assert not [name for name in others if name in str(sheets)]
    for address in ("/reports/services", "/reports/services.csv", "/reports/services.xlsx", "/reports/services.pdf",
                    "/charts/engaged-by-service.svg"):  # fmt: skip
        assert keeper.ask("GET", address).status_code in (403, 404), address
    of_mill = client_of(county.user(Role.PM, of=county.provider("Provider of Old Mill")), Role.PM)
    page = of_mill.get("/reports/own-services").text
    assert cells(page, "Old Mill")[0] == "48"
    assert cells(page, "All other providers together")[0] == "155"
    assert "Hub" not in as_drawn(page)
    elsewhere = client_of(county.user(Role.PM, of=county.provider("New in the county")), Role.PM)
    page = elsewhere.get("/reports/own-services").text
    assert "Nobody first referred in this year was with one of your services." in page
    assert not [name for name in (*others, "Hub") if name in page]


def test_nobody_but_a_providers_manager_reads_own_figures_and_only_a_manager_reads_all(of_five):
    for role in Role:
        someone = county.viewer_of(county.user(role))
        if role is not Role.PM:
            with pytest.raises(OutOfSight):
                figures.own_services(someone, EDITION)
            with pytest.raises(OutOfSight):
                figures.years_of_services(someone)
        if role is not Role.MG:
            with pytest.raises(OutOfSight):
                figures.by_service(someone, EDITION)


def test_with_fewer_than_three_other_providers_there_is_no_rest(app, client_of):
    made_of(("Hub", 60, 40), ("Old Mill", 48, 21), ("Fens House", 40, 20))
    page = client_of(county.user(Role.PM), Role.PM).get("/reports/own-services").text
    assert cells(page, "Hub")[0] == "60"
    assert "All other providers together" not in page
    assert "fewer than 3 others" in page


def test_the_worker_makes_the_figures_of_the_last_year_that_is_over(app, the_clock, client_of):
    for number in range(11):
        sent_to(county.service(), accepted_on=DAY, engaged_on=DAY if number < 6 else None)
    make_figures_after_the_quarter(the_clock)
    page = client_of(county.user(Role.MG), Role.MG).get("/reports/services").text
    assert cells(page, "Lincoln Recovery Hub")[:4] == ["11", "11", "0", "6"]
    assert FEW in page
    assert figures.years_of_services(county.viewer_of(county.user(Role.PM))) == [EDITION]
    county.provider().name = "Called otherwise now"
    (made,) = db.session.scalars(select(PublishedFigures).where(PublishedFigures.report == Report.SERVICES))
    assert remade(made).is_same
    db.session.rollback()


def test_before_any_are_made_both_pages_say_when_they_will_be(app, client_of):
    assert "There are no figures yet." in client_of(county.user(Role.MG), Role.MG).get("/reports/services").text
    keeper = client_of(county.user(Role.PM), Role.PM)
    assert "in the second week of July" in keeper.get("/reports/own-services").text
    assert keeper.ask("GET", "/reports/own-services.csv").status_code == 302
