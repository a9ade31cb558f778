"""Who may open the pages of this room, and the administrator's page of notifications."""

from datetime import timedelta

from pathways import clock
from pathways.arrest_tests import queries
from pathways.auth import Role
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    arrested_for,
)


def arrest_address(view):
    return f"/episodes/{view.episode.id}/arrest"


def test_another_force_sees_none_of_it(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view)
    elsewhere = county.suite("Nottingham", county.force("Nottinghamshire Police"))
    stranger = county.user(Role.CO, of=county.force("Nottinghamshire Police"), at=elsewhere)
    browser = client_of(stranger, Role.CO)
    for part in ("arrest", "offences", "authority", "test", "test/correct", "required-assessment"):
        assert browser.get(f"/episodes/{view.episode.id}/{part}").status_code == 404


def test_who_may_not_record_may_still_read_the_offences(app, client_of, scene):
    _, officer, view = scene
    arrested_for(officer, view)
    decider = client_of(county.user(Role.DM), Role.DM)
    assert "Theft (incl. shoplifting)" in decider.get(f"/episodes/{view.episode.id}/offences").text
    assert decider.get(arrest_address(view)).status_code == 403
    assert decider.get(f"/episodes/{view.episode.id}/test").status_code == 403


def test_an_administrator_records_and_withdraws_what_a_suite_is_notified_for(app, client_of):
    admin = client_of(county.user(Role.AD), Role.AD)
    suite = county.suite()
    address = f"/suites/{suite.id}/testing"
    typed = {
        "routes": ["arrest", "charge"],
        "also": ["assessment"],
        "valid_from-day": "1",
        "valid_from-month": "5",
        "valid_from-year": "2024",
        "source": "Notice of May 2024",
    }
    assert admin.post(address, typed).location == address
    (row,) = queries.notifications_of(suite.id)
    assert (row.routes, row.under18, row.assessment) == (["arrest", "charge"], False, True)
    day = {"valid_to-day": "25", "valid_to-month": "11", "valid_to-year": "2026"}
    assert admin.post(f"{address}/{row.id}/withdraw", day).location == address
    assert queries.notification_on(suite.id, clock.today() + timedelta(days=1)) is None
    assert admin.get("/suites/999/testing").status_code == 404
    assert admin.get(f"{address}/999/withdraw").status_code == 404
