"""Why somebody is in the cells is asked once: held for no offence nobody is tested, and a return on bail is new."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock, dates
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.auth.roles import Rank, Role
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.actions import correct_detention
from pathways.people.custody.queries import detention_facts, detention_of
from pathways.people.models.custody import Episode
from pathways.people.rules import Presence, ReleaseType
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    a_test,
    again,
    arrested_for,
    boxes,
    in_custody,
    notified,
    refusal,
)

NO_OFFENCE = [presence for presence in Presence if not presence.is_for_an_offence]


@pytest.fixture
def booked(desk):
    """The address, and a plain detention of half an hour as typed, but for why the person is here."""
    client, officer = desk
    notified()
    now = clock.now()
    typed = {"custody_record_no": "LN-26-04471", "needs": "neither", "suite_id": str(officer.suite_id)}
    typed |= boxes("arrested_at", now - timedelta(minutes=60)) | boxes("arrived_at", now - timedelta(minutes=30))
    typed |= boxes("custody_officer_seen_at", now - timedelta(minutes=20))
    return client, officer, f"/people/{county.person(by=officer).id}/arrest", typed


def answer_of(view):
    return may_a_sample_be_requested(lawful_basis_queries.case_facts(view, clock.now()))


def because(officer, view, presence, **changes):
    """The ground of the custody record, put right."""
    facts = vars(detention_facts(detention_of(view.episode.id))) | {"presence": presence} | changes
    facts = type(detention_facts(view.detention))(**facts)
    correct_detention(by=officer, episode=view.episode, facts=facts, reason="Typed wrongly at booking in")
    return again(officer, view)


def test_booking_in_says_beforehand_that_an_arrest_for_an_offence_is_the_ground(booked):
    client, _, address, _ = booked
    assert 'value="arrested" checked' in client.get(address).text


@pytest.mark.parametrize("presence", NO_OFFENCE)
def test_nobody_held_for_no_offence_is_tested_and_the_reason_names_the_ground(officer, presence):
    view = because(officer, in_custody(officer), presence)
    arrested_for(officer, view)
    answer = answer_of(view)
    assert answer.verdict == "No: offer a voluntary referral"
    (finding,) = [finding for finding in answer.on_either if finding.rule == "V-001"]
    assert f"recorded as {presence.in_sentence}" in finding.message
    assert "V-001" in answer.charge.blocks


def test_no_authority_opens_a_test_of_somebody_held_for_no_offence(officer):
    view = because(officer, in_custody(officer), Presence.BREACH_OF_PEACE)
    (offence,) = arrested_for(officer, view, "TA78-3")
    inspector = county.viewer_of(county.user(Role.CO, rank=Rank.INSPECTOR))
    authority_actions.give_authority(
        by=inspector, view=view, offence_id=offence.id, given_by_id=inspector.user_id,
        mode=AuthorityMode.WRITTEN, grounds=GROUNDS, given_at=clock.now(), told_at=clock.now(),
    )  # fmt: skip
    assert not any(route.is_open for route in answer_of(view).routes)
    assert "V-001" in answer_of(view).arrest.blocks
    reasons = refusal(testing_actions.record_test, by=officer, view=again(officer, view), record=a_test())
    assert any("in police detention for an offence" in reason for reason in reasons)


def test_the_ground_is_asked_on_booking_in_and_leads_to_the_task_list_without_an_offence(booked):
    client, _, address, typed = booked
    typed |= {"presence": "s136_mha"}
    checked = client.post(address, {**typed, "then": "check"}).text
    assert "held under section 136 of the Mental Health Act" in checked
    assert "Offer a voluntary referral instead" in checked
    saved = client.post(address, typed)
    (episode,) = db.session.scalars(select(Episode))
    assert saved.location == f"/episodes/{episode.id}"
    tasks = client.get(saved.location).text
    assert "Held under section 136" in tasks
    assert "held under section 136" in client.get(f"/episodes/{episode.id}/detention").text.lower()
    asked = client.post(f"/episodes/{episode.id}/arrest", {"suicide_risk": "yes"})
    assert asked.status_code == 302


def test_without_a_ground_nobody_is_booked_in(booked):
    client, _, address, typed = booked
    assert "Select why they are here" in client.post(address, typed).text


def test_a_return_on_bail_names_the_first_arrest_and_is_a_new_detention_in_which_a_sample_may_be_asked_for(booked):
    client, officer, address, typed = booked
    first_arrest = clock.now() - timedelta(days=9)
    person_id = int(address.split("/")[2])
    someone = people_queries.person_to_bring_in(officer, person_id)
    earlier, _ = county.detained(someone, by=officer, arrested_at=first_arrest)
    seen = custody_queries.episode(officer, earlier.id)
    arrested_for(officer, seen)
    testing_actions.record_test(by=officer, view=seen, record=a_test_of(seen))
    leave(officer, seen, first_arrest + timedelta(hours=8))
    typed |= {"presence": "bail_return", "offences-0-offence": "TA68-1"}
    assert "Enter when they were first arrested" in client.post(address, typed).text
    late = boxes("first_arrested_at", clock.now() - timedelta(minutes=10))
    assert "The first arrest cannot be after" in client.post(address, typed | late).text
    saved = client.post(address, typed | boxes("first_arrested_at", first_arrest))
    episode = db.session.scalars(select(Episode).order_by(Episode.id.desc())).first()
    assert saved.location == f"/episodes/{episode.id}/test"
    made = detention_of(episode.id)
    assert made.continuous_detention != seen.detention.continuous_detention
    assert dates.london(made.first_arrested_at).date() == dates.london(first_arrest).date()
    (line,) = offences_queries.offences_of(episode.id)
    assert line.arrested_at == made.first_arrested_at
    assert "V-018" not in answer_of(custody_queries.episode(officer, episode.id)).arrest.blocks


def test_an_arrest_typed_as_the_first_one_is_mended_and_the_new_detention_has_its_own_sample(officer):
    """Typed as the first arrest, it went on from the detention before: its sample stood in the way."""
    first_arrest = clock.now() - timedelta(days=2)
    before = in_custody(officer, arrested_at=first_arrest)
    arrested_for(officer, before)
    testing_actions.record_test(by=officer, view=before, record=a_test_of(before))
    leave(officer, before, first_arrest + timedelta(hours=8))
    view = typed_as_the_first_arrest(officer, before, first_arrest)
    assert "V-018" in answer_of(view).arrest.blocks
    came = clock.now() - timedelta(hours=1, minutes=5)
    mended = because(officer, view, Presence.BAIL_RETURN, arrested_at=came, first_arrested_at=first_arrest)
    assert mended.detention.continuous_detention != before.detention.continuous_detention
    assert "V-018" not in answer_of(mended).arrest.blocks
    back = because(officer, mended, Presence.ARRESTED, arrested_at=first_arrest, first_arrested_at=None)
    assert back.detention.continuous_detention == before.detention.continuous_detention
    assert "V-018" in answer_of(back).arrest.blocks


def test_a_sample_recorded_under_the_wrong_detention_follows_the_mended_one(officer):
    first_arrest = clock.now() - timedelta(days=2)
    before = in_custody(officer, arrested_at=first_arrest)
    leave(officer, before, first_arrest + timedelta(hours=8))
    view = typed_as_the_first_arrest(officer, before, first_arrest)
    testing_actions.record_test(by=officer, view=view, record=a_test())
    came = clock.now() - timedelta(hours=1, minutes=5)
    mended = because(officer, view, Presence.BAIL_RETURN, arrested_at=came, first_arrested_at=first_arrest)
    assert len(lawful_basis_queries.case_facts(mended, clock.now()).samples) == 1
    with pytest.raises(Refused, match="has its result"):
        testing_actions.record_test(by=officer, view=mended, record=a_test())


def typed_as_the_first_arrest(officer, before, first_arrest):
    """A detention of an hour ago that was recorded as if the one before went on."""
    wrong, _ = county.detained(
        before.person, by=officer, arrested_at=first_arrest, arrived_at=clock.now() - timedelta(hours=1),
        continuous_detention=before.detention.continuous_detention,
    )  # fmt: skip
    view = custody_queries.episode(officer, wrong.id)
    arrested_for(officer, view, arrested_at=first_arrest)
    return view


def a_test_of(view):
    """A sample taken an hour after the arrival of that detention."""
    at = view.detention.arrived_at + timedelta(hours=1)
    minute = timedelta(minutes=1)
    return a_test(warned_at=at, requested_at=at + minute, taken_at=at + 2 * minute, result_at=at + 6 * minute)


def leave(officer, view, at):
    facts = vars(detention_facts(view.detention)) | {"released_at": at, "release_type": ReleaseType.ON_BAIL}
    row = detention_of(view.episode.id)
    row.released_at, row.release_type, view.episode.closed_at = at, facts["release_type"], at
    db.session.commit()
