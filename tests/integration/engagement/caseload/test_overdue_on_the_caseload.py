"""The caseload's "Overdue" is everybody whose row says Overdue, and nobody else, most behind first."""

import re
from datetime import timedelta

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.auth.roles import Role
from pathways.engagement.caseload.queries import cases
from pathways.engagement.caseload.rules import CaseFilter, Listing
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.store.paging import page_among
from pathways.ui.rendering import short_day
from tests import county
from tests.accepted import accepted
from tests.referred import referred


def rows(page):
    """Each row of the caseload in words, in its order."""
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in re.findall("<tr role=.*?</tr>", page, re.S)[1:]]


def a_colleague(scene, surname, *, in_days):
    opened = county.episode(county.person(surname, by=scene.officer), by=scene.officer)
    referral = referred(scene.officer, county.service(), episode=opened)
    slot = {"first_slot_at": clock.now() + timedelta(days=in_days), "place": "Main clinic"}
    return accepting.accept(by=scene.worker, referral_id=referral.id, keyworker_id=scene.worker.user_id, **slot)


def test_whoever_has_a_deadline_that_passed_is_among_the_overdue_as_their_row_says(client_of, app, the_clock):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    the_clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    the_clock.advance(timedelta(days=9))  # nothing waits to be recorded: the next appointment was not offered in time
    browser = client_of(scene.worker_user, Role.TW)
    assert "Overdue" in rows(browser.get("/cases?whose=all").text)[0]
    filtered = browser.get("/cases?only=overdue").text
    assert "Dean Rawcliffe" in filtered
    assert "everybody whose row says Overdue, most behind first" in filtered
    assert "Longest with us" not in filtered  # its order is its own


def test_the_overdue_are_exactly_those_whose_row_says_so_most_behind_first(client_of, app, the_clock):
    scene = accepted(the_clock)
    for surname, in_days in (("Ashby", 3), ("Bourne", 2), ("Corby", 30)):
        a_colleague(scene, surname, in_days=in_days)
    scene.comes_to_the_first()
    the_clock.advance(timedelta(days=4))
    browser = client_of(scene.worker_user, Role.TW)
    called_overdue = [row for row in rows(browser.get("/cases?whose=all").text) if "Overdue" in row]
    filtered = rows(browser.get("/cases?only=overdue").text)
    assert sorted(filtered) == sorted(called_overdue)
    behind = [row.late_since for row in cases.caseload(scene.worker, Listing(only=CaseFilter.OVERDUE)).rows]
    assert len(behind) >= 2
    assert behind == sorted(behind)


def test_how_long_nobody_has_seen_them_is_the_true_number_of_days(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.comes_to_the_first()
    seen_on = clock.today()
    scene.next_day(43)
    page = client_of(scene.worker_user, Role.TW).get("/cases?whose=all").text
    assert f"{short_day(seen_on)} Not seen: 43 days" in rows(page)[0]
    assert "tag--amber" in page


def test_a_list_that_is_read_whole_goes_on_to_its_next_page_without_a_gap_whatever_is_typed_as_its_marker():
    def page(after=None):
        return page_among([1, 2, 3, 4, 5], lambda number: (number,), (int,), after=after, size=2)

    first = page()
    second = page(first.after)
    last = page(second.after)
    assert (first.rows, second.rows, last.rows, last.after) == ((1, 2), (3, 4), (5,), None)
    assert page("\0 what").rows == (1, 2)
