"""The caseload reads from its index who lives, or who died, in the order of the page: the others are not passed over."""

import re

import pytest

from pathways import clock
from pathways.engagement.caseload.queries import cases
from pathways.engagement.caseload.rules import CaseFilter, CaseOrder, Listing, Whose
from pathways.people.identity import actions as people
from pathways.people.rules import DeathSource
from tests.accepted import accepted
from tests.bench.statements import plan_of, statements_in
from tests.many_rows import many_like

LISTINGS = (
    (Listing(), False),
    (Listing(order=CaseOrder.NEWEST), False),
    (Listing(whose=Whose.MINE), False),
    (Listing(only=CaseFilter.DIED), True),
)


@pytest.mark.database
def test_those_who_are_not_on_the_page_are_not_passed_over(app, db, the_clock, owner_engine):
    scene, dead = accepted(the_clock), accepted(the_clock)
    people.record_death(by=scene.worker, person=dead.case.person, died_at=clock.now(), source=DeathSource.FAMILY)
    if db.engine.dialect.name == "postgresql":
        for referral, further in ((scene.referral, 10_000), (dead.referral, 20_000)):
            moved = {"id": f"id + {further} + more", "reference": f"'R' || ({further} + more)"}
            many_like(owner_engine, {referral: moved})
    of_the_living, of_the_dead = scene.referral.person_id, dead.referral.person_id
    for asked, died in LISTINGS:
        with statements_in(db.engine) as statements:
            page = cases.open_cases(scene.worker, asked)
        assert {row[0].person_id for row in page.rows} == {of_the_dead if died else of_the_living}, asked
        read = next(each for each in statements if "referral.accepted_at" in each.sql)
        plan = plan_of(read, db.session.connection())
        assert re.search(rf"Index Cond: .*person_died = {str(died).lower()}|person_died=\?", plan), plan
        assert "Sort" not in plan, plan
        assert "FOR ORDER BY" not in plan, plan
