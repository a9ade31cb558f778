"""Which pages show the police a person by a number in their address, when no episode of that person is in sight."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock
from pathways.auth.roles import Role
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.store.base import db
from tests import county
from tests.integration.hostile import doors
from tests.integration.hostile.scene import address_of

# What stays with the police after the 28 days of a closed episode, by hand, and why (rule R6, decision 72).
OPEN_DISPOSAL = """
    disposals.accept disposals.contact disposals.correct_earlier disposals.disposal disposals.document disposals.earlier
    disposals.report disposals.scan disposals.scans disposals.victim
    disposals.sign disposals.step disposals.take_back disposals.vary disposals.victim_letter disposals.why"""
SHOWN = {
    Role.CO: {
        "an open disposal keeps its record until it ends": OPEN_DISPOSAL,
        "so does an open failure to attend": "arrest_tests.failure",
        "whoever referred keeps what police may see until 28 days after the referral closed": "referrals.step acceptance.say_error",
        "a merge that waits is on the list of those who may decide it": "people.decide_merge",
        "so is whoever was set aside by an import, beside whom they may be": "imports.who_it_is",
    },
    Role.DM: {
        "an open disposal keeps its record until it ends": OPEN_DISPOSAL + " disposals.authorise",
        "so does an open failure to attend": "arrest_tests.failure",
        "a held record waits for an inspector": "arrest_tests.decide_hold arrest_tests.decide_requirement arrest_tests.decide_telling",
        "a merge, a list or a concern that waits is on the list of those who may decide it": "people.decide_merge people.restriction safeguarding.review",
    },
}


@pytest.mark.parametrize("role", list(SHOWN))
def test_two_months_after_every_case_was_closed_a_number_shows_nobody_but_whose_file_is_still_open(
    app, the_clock, client_of, full_county, role
):
    officer = county.viewer_of(full_county.users[Role.CO])
    for person in db.session.scalars(select(Person).where(Person.id.not_in(select(Episode.person_id)))).all():
        county.episode(person, by=officer)
    db.session.execute(update(Episode).where(Episode.closed_at.is_(None)).values(closed_at=clock.now()))
    names = set(db.session.scalars(select(PersonDetails.surname)))
    the_clock.advance(timedelta(days=60))
    client, shown = client_of(full_county.users[role], role), set()
    for rule in doors.about_a_record(app):
        if not doors.may_open(app, rule.endpoint, role):
            continue
        answer = client.ask("GET", address_of(app, rule.endpoint, full_county.ids(rule.endpoint, role)) + "?")
        if answer.status_code == 200 and (
            answer.mimetype != "text/html" or names & set(re.findall(r"[A-Z][a-z]+", answer.text))
        ):
            shown.add(rule.endpoint)
    assert shown == {endpoint for endpoints in SHOWN[role].values() for endpoint in endpoints.split()}
