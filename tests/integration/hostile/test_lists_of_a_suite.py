"""What a custody officer's lists hold is their own suite's; only a role that says so reads its force's."""

import re

from sqlalchemy import select

from pathways.auth.roles import Rank, Role
from pathways.people.models.identity import PersonDetails
from pathways.store.base import db
from tests import county
from tests.integration.hostile import doors

OF_THE_FORCE = {
    "people.merges": "two records of the force are proposed to be one: of records, not of episodes",
    "imports.waiting": "whoever is in a file is of the force, and of no suite yet",
    "disposals.waiting": "an inspector of any suite may answer for a test; below that rank nobody is there",
}
"""A list of the whole force, and why."""


def test_no_list_of_a_custody_officer_names_somebody_of_another_suite(app, the_clock, client_of, full_county):
    names = set(db.session.scalars(select(PersonDetails.surname)))
    there = client_of(county.user(Role.CO, rank=Rank.INSPECTOR), Role.CO).get("/disposals/waiting").text
    assert names & set(re.findall(r"[A-Z][a-z]+", there))
    elsewhere = client_of(county.user(Role.CO, at=county.suite("Grantham"), rank=Rank.INSPECTOR), Role.CO)
    named = set()
    for rule in doors.routes(app):
        if not rule.arguments and doors.may_open(app, rule.endpoint, Role.CO):
            answer = elsewhere.ask("GET", rule.rule)
            if answer.mimetype == "text/html" and names & set(re.findall(r"[A-Z][a-z]+", answer.text)):
                named.add(rule.endpoint)
    assert named == set(OF_THE_FORCE)
