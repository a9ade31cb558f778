"""A victim is tried, asked, and told the outcome; the letter is there only when there is something to tell."""

import pytest

from pathways import clock
from pathways.auth import Role
from pathways.disposals import actions, queries
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.disposals.plain_disposal import BECAUSE, proposed, scene, signed, with_facts
from tests.papers import opened, words_of


@pytest.fixture
def where(app):
    return scene()


def signed_with_a_victim(where):
    disposal = proposed(with_facts(where, victim="supports"))
    actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
    return actions.sign(
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
    assert "Letter to the victim" not in client.get(f"/disposals/{disposal.id}").text
    assert client.get(f"/disposals/{disposal.id}/victim-letter.pdf").headers["Location"] == f"/disposals/{disposal.id}"


def test_an_attempt_is_listed_and_that_the_victim_was_told_is_said_only_after_the_outcome(where, client_of):
    client, page = client_of(where.officer_user, Role.CO), f"/episodes/{where.episode.id}/victim"
    attempt = {"by_what": "telephone", "answer": "told"} | boxes("at", clock.now())
    assert "there is no outcome to tell" in client.post(page, attempt).text
    client.post(page, attempt | {"answer": "supports", "remedy": "A written apology."})
    disposal = signed_with_a_victim(where)
    assert not queries.victim_told(disposal)
    assert "(to be told of the outcome)" in client.get(f"/disposals/{disposal.id}").text
    assert "You chose: A written apology." in words_of(client.get(f"/disposals/{disposal.id}/victim-letter.pdf").data)
    assert client.post(page, attempt | boxes("at", clock.now())).headers["Location"] == page
    assert queries.victim_told(disposal)
    assert "The victim was told of the outcome." in client.get(page).text
