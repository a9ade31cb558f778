"""A victim is tried, asked, and told the outcome; the letter is there only when there is something to tell."""

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.victims import actions as victims_actions
from pathways.disposals.victims import queries
from pathways.disposals.victims.rules import VictimAnswer, ways_of_telling
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.disposals.plain_disposal import BECAUSE, WHY, proposal_page, proposed, scene, signed, with_facts
from tests.integration.hostile.typed import filled_in
from tests.pages import faulty
from tests.papers import opened, words_of


@pytest.fixture
def where(app):
    return scene()


def signed_with_a_victim(where, **changes):
    disposal = proposed(with_facts(where, victim="supports"), **changes)
    signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
    return signing_actions.sign(
        by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
    )


def test_the_letter_names_neither_the_person_nor_the_offence_nor_the_help_and_is_kept(where, client_of):
    disposal = signed_with_a_victim(where)
    client = client_of(where.officer_user, Role.CO)
    assert "Letter to the victim (PDF)" in client.get(f"/disposals/{disposal.id}").text
    letters = [client.get(f"/disposals/{disposal.id}/victim-letter.pdf").data for _ in range(2)]
    assert letters[0] == letters[1]
    words = opened(letters[0], "disposals", "victim_letter")
    assert "conditional caution" in words
    for private in ("Rawcliffe", "cocaine", "Misuse", "assessment", "recovery"):
        assert private.lower() not in words.lower()


def test_without_a_victim_there_is_no_letter(where, client_of):
    disposal = signed(where)
    client = client_of(where.officer_user, Role.CO)
    assert f"/disposals/{disposal.id}/victim-letter.pdf" not in client.get(f"/disposals/{disposal.id}").text
    assert client.get(f"/disposals/{disposal.id}/victim-letter.pdf").headers["Location"] == f"/disposals/{disposal.id}"


def test_what_the_victim_chose_is_attached_or_it_is_said_why_not(where, client_of):
    with_facts(where, victim="supports")
    of = {
        "by": where.officer,
        "episode_id": where.episode.id,
        "at": clock.now(),
        "by_what": ways_of_telling()["telephone"],
    }
    victims_actions.record_victim_contact(**of, answer=VictimAnswer.SUPPORTS, remedy="A written apology.")
    client = client_of(where.officer_user, Role.CO)
    sent = filled_in(client, proposal_page(where), proposal_page(where)) | {"rationale": WHY, "reasons_cite_test": "no"}
    page = client.send(proposal_page(where), sent).text
    assert faulty(page) == ["remedy_attached"]
    assert "The victim chose: A written apology" in page
    page = client.send(proposal_page(where), sent | {"remedy_attached": "no", "remedy_not_used": "No"}).text
    assert faulty(page) == ["remedy_not_used"]
    assert client.send(proposal_page(where), sent | {"remedy_attached": "yes"}).status_code == 302


def test_an_attempt_is_listed_and_that_the_victim_was_told_is_said_only_after_the_outcome(where, client_of):
    client, page = client_of(where.officer_user, Role.CO), f"/episodes/{where.episode.id}/victim"
    attempt = {"by_what": "telephone", "answer": "told"} | boxes("at", clock.now())
    assert "there is no outcome to tell" in client.post(page, attempt).text
    client.post(page, attempt | {"answer": "supports", "remedy": "A written apology."})
    disposal = signed_with_a_victim(
        where, remedy_not_used="An apology was made already, in writing", remedy_attached=False
    )
    assert "What the victim chose was left out: An apology was made" in client.get(f"/disposals/{disposal.id}").text
    assert not queries.victim_told(disposal)
    assert "(to be told of the outcome)" in client.get(f"/disposals/{disposal.id}").text
    assert "You chose: A written apology." in words_of(client.get(f"/disposals/{disposal.id}/victim-letter.pdf").data)
    assert client.post(page, attempt | boxes("at", clock.now())).headers["Location"] == page
    assert queries.victim_told(disposal)
    assert "The victim was told of the outcome." in client.get(page).text
