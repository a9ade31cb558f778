"""A form that was sent and is sent once more from the page before: the first stands, and nothing vanishes unsaid."""

import pytest
from sqlalchemy import func, select

from pathways.auth.roles import Role
from pathways.people.models.identity import PersonAlias
from tests import county
from tests.pages import hidden_values

FIRST = {"surname": "Ferreira", "given_names": "Ana"}


@pytest.fixture
def browser(client_of, app):
    return client_of(county.user(Role.CO), Role.CO)


@pytest.fixture
def address(app):
    episode, _ = county.detained(by=county.officer())
    return f"/people/{episode.person_id}/names"


def aliases(db):
    return db.session.scalar(select(func.count()).select_from(PersonAlias))


def test_a_form_pressed_twice_is_led_where_the_first_press_led(browser, address, db):
    filled = hidden_values(browser.get(address).text, address) | FIRST
    first, second = browser.send(address, filled), browser.send(address, filled)
    assert first.location == second.location
    assert aliases(db) == 1


def test_a_form_sent_again_with_other_words_says_that_the_first_stands_and_shows_the_words(browser, address, db):
    filled = hidden_values(browser.get(address).text, address)
    first = browser.send(address, filled | FIRST)
    again = browser.send(address, filled | {"surname": "de Sousa", "given_names": "Ana"})
    assert again.status_code == 409
    assert "You sent this form before" in again.text
    assert "de Sousa" in again.text
    assert f'href="{first.location}"' in again.text
    assert aliases(db) == 1


def test_going_back_and_pressing_the_other_button_says_which_press_stands(browser, address, db):
    filled = hidden_values(browser.get(address).text, address) | FIRST
    browser.send(address, filled)
    again = browser.send(address, filled | {"then": "task_list"})
    assert "You sent this form before" in again.text
    assert aliases(db) == 1


def test_another_site_has_none_of_its_words_shown(browser, address, db):
    filled = hidden_values(browser.get(address).text, address)
    first = browser.send(address, filled | FIRST)
    again = browser.send(address, filled | {"surname": "de Sousa", "given_names": "Ana", "csrf_token": "made up"})
    assert again.location == first.location
