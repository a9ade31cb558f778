"""An inbox says of every referral what its records say, though it reads again only whom something was recorded of."""

import pytest
from sqlalchemy import select, text

from pathways.acceptance import actions
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.acceptance.queries import offer_facts
from pathways.acceptance.rules import decline_reasons
from pathways.auth.models import Organisation, Suite
from pathways.auth.roles import Role
from pathways.deadlines.queries import listed
from pathways.directory.models import Service
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.referrals.models.referral import WAITS, Referral
from pathways.referrals.needs import actions as needs_actions
from pathways.referrals.needs.rules import Housing
from pathways.store.base import db
from pathways.vocabulary import Answer
from tests import county, county_safeguarding
from tests.bench.statements import statements_in
from tests.referred import HAS_IT, referred, screen_facts

pytestmark = pytest.mark.database


@pytest.fixture
def memory(app):
    """What the process has read of offers: nothing yet."""
    return offer_facts.REMEMBERED.here()


def inbox_of(worker):
    """The facts of each referral, as a new request lists them."""
    db.session.expire_all()
    return {row.referral.id: row.facts for row in inbox_queries.inbox(worker).rows}


def speak_by_of(worker):
    """By when to speak to each urgent person, as a new request lists it."""
    db.session.expire_all()
    rows = inbox_queries.inbox(worker).rows
    return inbox_queries.speak_by(worker, [row for row in rows if row.urgent])


def worker_of(service):
    return county.viewer_of(county.user(Role.TW, of=db.session.get_one(Organisation, service.organisation_id)))


def from_the_records(worker):
    memory = offer_facts.REMEMBERED.here().of
    remembered = dict(memory)
    memory.clear()
    fresh = inbox_of(worker)
    memory.clear()
    memory.update(remembered)
    return fresh


def test_of_every_referral_of_the_county_a_second_inbox_says_what_the_records_say_and_reads_no_screen(
    made_up_county, memory
):
    waiting = select(Referral.organisation_id).where(text(f"referral.{WAITS}"))
    said = {}
    for organisation in db.session.scalars(select(Organisation).where(Organisation.id.in_(waiting))).all():
        worker = county.viewer_of(county.user(Role.TW, of=organisation))
        first = inbox_of(worker)
        with statements_in(db.engine) as asked:
            second = inbox_of(worker)
        assert first == second == from_the_records(worker)
        assert not [each for each in asked if "declared_substance" in each.sql or "FROM decline" in each.sql]
        said |= second
    assert {bool(each.risks) for each in said.values()} == {True, False}
    assert any(each.needs for each in said.values())
    assert any(each.urgent for each in said.values())


def test_what_is_recorded_of_somebody_stands_in_the_next_inbox(memory, worker, hub):
    officer = county.officer()
    asked, other = referred(officer, hub), referred(officer, hub)
    episode = db.session.get_one(Episode, asked.episode_id)
    before = inbox_of(worker)
    county_safeguarding.risks(officer, episode, suicide_risk=Answer.YES)
    at_risk = inbox_of(worker)
    assert (before[asked.id].risks, before[asked.id].urgent) == ((), ())
    assert at_risk[asked.id].risks
    assert at_risk[asked.id].urgent
    changed = screen_facts(housing=Housing.PROBLEM, contact_number="07700 900555")
    needs_actions.record_needs(by=officer, episode_id=episode.id, facts=changed, naloxone=HAS_IT)
    assert inbox_of(worker)[asked.id].needs == (*before[asked.id].needs, Housing.PROBLEM.label)
    assert {row.contact.contact_number for row in inbox_queries.inbox(worker).rows} == {"07700 900555", "07700 900318"}
    assert inbox_of(worker)[other.id] is memory.of[other.id].judged
    assert inbox_of(worker) == from_the_records(worker)


def test_a_suite_with_another_number_and_a_service_with_another_name_stand_in_the_next_inbox(
    memory, worker, hub, brayford
):
    """Nothing of that is recorded of the person."""
    officer = county.officer()
    brought, _ = county.detained(by=officer)
    actions.decline(
        by=worker, referral_id=referred(officer, hub, episode=brought).id, reason=decline_reasons()["no_place"]
    )
    there = county.viewer_of(county.user(Role.TW, of=county.provider("Trent Bank")))
    (before,) = inbox_of(there).values()
    assert [each.service for each in before.tried] == [hub.name]
    db.session.get_one(Service, hub.id).name = "Lincoln Recovery"
    db.session.get_one(Suite, brought.suite_id).phone = "01632 960 999"
    db.session.flush()
    (after,) = inbox_of(there).values()
    assert [each.service for each in after.tried] == ["Lincoln Recovery"]
    assert (before.cell.phone, after.cell.phone) == ("01632 960 100", "01632 960 999")
    assert inbox_of(there) == from_the_records(there)


def test_who_said_no_before_is_read_in_no_more_statements_however_many_did(memory, hub, brayford, pathway_manager):
    services = [hub, brayford, county.service("Witham Recovery", county.provider("Witham"))]
    link = referred(to=hub)
    referred(to=hub)
    for service, reason in zip(services, ("no_place", "out_of_area"), strict=False):
        actions.decline(by=worker_of(service), referral_id=link.id, reason=decline_reasons()[reason])
        follows = select(Referral).where(Referral.parent_id == link.id)
        link = db.session.scalars(follows).one_or_none() or actions.place(
            by=pathway_manager, referral_id=link.id, service_id=services[2].id, note="Place from 1 December"
        )
    tried, asked = {}, {}
    for service in (hub, services[2]):
        worker = worker_of(service)
        memory.of.clear()
        with statements_in(db.engine) as statements:
            (facts,) = inbox_of(worker).values()
        tried[service.name] = [(each.service, each.reason) for each in facts.tried]
        asked[service.name] = [each.sql for each in statements]
    no_place, out_of_area = (decline_reasons()[reason] for reason in ("no_place", "out_of_area"))
    assert tried == {hub.name: [], "Witham Recovery": [(hub.name, no_place), (brayford.name, out_of_area)]}
    assert asked[hub.name] == asked["Witham Recovery"]


def test_of_whom_something_was_recorded_the_desk_is_read_once_for_the_inbox_and_its_deadlines(memory, worker, hub):
    officer = county.officer()
    asked, other = (db.session.get_one(Episode, referred(officer, hub).episode_id) for _ in range(2))
    for episode in (asked, other):
        county_safeguarding.risks(officer, episode, suicide_risk=Answer.YES)
    first = speak_by_of(worker)
    county_safeguarding.risks(officer, asked, suicide_risk=Answer.YES, overdose_last_7_days=Answer.YES)
    with statements_in(db.engine) as statements:
        second = speak_by_of(worker)
    assert len(first) == len(second) == 2
    (desk,) = [each for each in statements if "FROM risk_screen" in each.sql]
    assert f"[{asked.id}]" in str(desk.values)
    memory.of.clear()
    listed.REMEMBERED.here().of.clear()
    assert speak_by_of(worker) == second


def test_a_referral_is_read_anew_once_its_person_was_found_to_have_another_record(memory, worker, hub):
    officer = county.officer()
    referral, other = referred(officer, hub), referred(officer, hub)
    inbox_of(worker)
    apart = {number: each.rests_on for number, each in memory.of.items()}
    db.session.get_one(Person, other.person_id).merged_into_id = referral.person_id
    db.session.flush()
    inbox_of(worker)
    assert all(each.rests_on != apart[number] for number, each in memory.of.items())
