"""The next deadline is the same on the case, on the caseload and in the list of clocks."""

import re
from datetime import timedelta

from pathways.auth.roles import Role
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.needs.rules import ContactWay
from pathways.vocabulary import Answer
from tests.accepted import accepted


def pages(client_of, scene):
    """What the case, the caseload and the list of clocks say is next, and the whole case."""
    browser = client_of(scene.worker_user, Role.TW)
    case = browser.get(f"/cases/{scene.referral.id}").text
    tile = re.search(r"<dt>Next deadline</dt><dd>(.*?)</dd>", case, re.DOTALL)[1]
    cell = re.search(r'data-label="Next deadline">(.*?)</td>', browser.get("/cases?whose=everyone").text, re.DOTALL)[1]
    listed = browser.get(f"/referrals/{scene.referral.id}/clocks").text
    first = listed[listed.index('id="running"') :]
    return tile, cell, first[first.index("<li>") : first.index("</li>")]


def test_none_never_stands_above_what_is_overdue_and_three_pages_say_the_same(client_of, app, the_clock):
    scene = accepted(the_clock, suicide_risk=Answer.YES)
    the_clock.advance(timedelta(days=40))
    tile, cell, first = pages(client_of, scene)
    for text in (tile, cell, first):
        assert "Urgent: speak to the person" in text
        assert 'tag--red">Overdue' in text
    assert "None" not in tile
    assert "None" not in cell


def test_the_deadline_of_whoever_was_just_accepted_as_urgent_is_to_speak_to_them(client_of, app, the_clock):
    scene = accepted(the_clock, suicide_risk=Answer.YES)
    tile, cell, first = pages(client_of, scene)
    for text in (tile, cell, first):
        assert "Urgent: speak to the person" in text
        assert "Overdue" not in text
    assert "None" not in tile
    assert "None" not in cell


def test_a_deadline_to_come_is_said_with_its_day_and_no_red(client_of, app, the_clock):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    the_clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    tile, cell, listed = pages(client_of, scene)
    for text in (tile, cell, listed):
        assert "Offer the next appointment" in text
        assert "Overdue" not in text
    day = re.search(r"<b>(.*?)</b>", tile)[1]
    assert day != "None"
    assert f", {day}" in cell
    assert "Ask again about a consent" not in cell  # a year off, and no duty to the police


def test_where_the_reminder_stands_the_safe_way_is_named_and_an_attempt_can_be_recorded(client_of, app, the_clock):
    scene = accepted(the_clock, suicide_risk=Answer.YES)
    case = client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}").text
    assert f"{ContactWay.TEXT.to_speak('him')}: 07700 900318" in case
    assert ContactWay.CALL.to_speak("him") not in case
    assert f'href="/referrals/{scene.referral.id}/clocks#tried">I tried to reach him</a>' in case
    plain = accepted(the_clock)
    assert "#tried" not in client_of(plain.worker_user, Role.TW).get(f"/cases/{plain.referral.id}").text
