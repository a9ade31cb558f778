"""Who may open the pages of this room, and the administrator's page of notifications."""

from pathways.auth.roles import Role
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
