"""An inspector finds an oral authority recorded in their name that is not what they said."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import Tag
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.auth.roles import Rank, Role
from pathways.refusals import Refused
from pathways.store.base import db as database
from tests import county
from tests.integration.arrest_tests.custody_scenes import GROUNDS, a_test, again, arrested_for, in_custody
from tests.integration.arrest_tests.held_scenes import rules_met

WORDS = "I said no: nothing links a drug to this offence"


@pytest.fixture
def oral_authority(officer):
    """An oral authority recorded for an inspector: the case, who gave it as a user, and the authority."""
    view = in_custody(officer)
    arrested_for(officer, view, "TA78-3")
    inspector = county.user(Role.DM, rank=Rank.INSPECTOR)
    (line,) = offences_queries.offences_of(view.episode.id)
    at = clock.now() - timedelta(minutes=40)
    given = authority_actions.give_authority(
        by=officer, view=view, offence_id=line.id, given_by_id=inspector.id, mode=AuthorityMode.ORAL,
        grounds=GROUNDS, given_at=at, told_at=at,
    )  # fmt: skip
    return again(officer, view), inspector, given


def disown(by, view, authority, words=WORDS):
    return authority_actions.disown_authority(by=by, view=view, authority_id=authority.id, words=words)


def test_it_is_no_authority_then_and_another_may_be_asked_for(officer, oral_authority):
    view, inspector, given = oral_authority
    assert disown(county.viewer_of(inspector), view, given).disowned_words == WORDS
    answer = may_a_sample_be_requested(lawful_basis_queries.case_facts(view, clock.now()))
    assert answer.arrest.tag is Tag.NEEDS_AUTHORITY
    assert not authority_queries.authorities_of(view.episode.id)
    asked = authority_actions.ask_for_authority(by=officer, view=view, offence_id=given.offence_id, grounds=GROUNDS)
    assert asked.ended_at is None
    with pytest.raises(Refused, match="not what you said"):
        authority_actions.confirm_authority(by=county.viewer_of(inspector), view=view, authority_id=given.id)


def test_a_sample_that_rests_on_it_alone_is_held_for_an_inspector(officer, oral_authority):
    view, inspector, given = oral_authority
    test = testing_actions.record_test(by=officer, view=view, record=a_test())
    assert testing_queries.hold_of(test.id) is None
    disown(county.viewer_of(inspector), again(officer, view), given)
    assert rules_met(test) == ["V-010"]


def test_only_its_giver_says_so_with_words_and_only_before_confirming_it(officer, oral_authority):
    view, inspector, given = oral_authority
    me = county.viewer_of(inspector)
    with pytest.raises(Refused, match="Only the officer whose authority it is"):
        disown(officer, view, given)
    with pytest.raises(Refused, match="Enter what you said"):
        disown(me, view, given, words=" ")
    authority_actions.confirm_authority(by=me, view=view, authority_id=given.id)
    with pytest.raises(Refused, match="confirmed in writing already"):
        disown(me, view, given)


def test_the_board_of_the_inspector_offers_the_confirmation_and_the_page_the_other_answer(
    client_of, officer, oral_authority
):
    view, inspector, given = oral_authority
    database.session.commit()
    browser, address = client_of(inspector, Role.DM), f"/episodes/{view.episode.id}/authority"
    assert "Confirm in writing" in browser.get("/custody").text
    assert "Start drug test" not in browser.get("/custody").text
    assert "This is not what I said" in browser.get(address).text
    answered = browser.post(f"{address}/{given.id}/disown", {"words": WORDS}, form_at=address)
    page = browser.get(answered.location).text
    assert "Recorded: this is not what you said." in page
    assert WORDS in page
    assert "Authority: not what the inspector said" in browser.get(f"/episodes/{view.episode.id}").text
    assert "Confirm in writing" not in browser.get("/custody").text
