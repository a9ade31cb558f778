"""A list is searched by post: no name stands in an address, be it the search, a link to the next page or a marker."""

import base64
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.auth.roles import Role
from pathways.drafts import actions as drafts
from pathways.drafts.models import KeptSearch
from pathways.store.base import db
from pathways.store.paging import page_of
from tests import county
from tests.referred import referred

ENDED = "Your search has ended"


@pytest.fixture
def officer(app):
    return county.viewer_of(county.user(Role.CO))


@pytest.fixture
def worker(app, the_clock, officer):
    """Of a service with five people on its caseload, three of them called Ashby."""
    someone = county.user(Role.TW)
    worker = county.viewer_of(someone)
    for surname in ("Ashbya", "Ashbyb", "Ashbyc", "Rawcliffe", "Wragg"):
        opened = county.episode(county.person(surname, by=officer), by=officer)
        sent = referred(officer, county.service(), episode=opened)
        slot = {"first_slot_at": clock.now() + timedelta(days=1), "place": "Main clinic"}
        accepting.accept(by=worker, referral_id=sent.id, keyworker_id=worker.user_id, **slot)
    return someone


@pytest.fixture
def pages_of_two(monkeypatch):
    monkeypatch.setitem(page_of.__kwdefaults__, "size", 2)


def hrefs(page):
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', page.text)]


def reads_as(address):
    """An address with whatever in it can be decoded."""
    parts = [part for part in re.findall(r"[A-Za-z0-9_-]{8,}", address) if len(part) % 4 != 1]
    decoded = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode(errors="replace") for part in parts]
    return "".join([address, *decoded])


def onward(page):
    return re.search(r'rel="next" href="([^"]+)"', page.text)[1].replace("&amp;", "&")


@pytest.mark.database
def test_the_caseload_is_searched_by_post_and_no_address_of_its_pages_holds_the_name(client_of, worker, pages_of_two):
    browser = client_of(worker, Role.TW)
    answer = browser.post("/cases", {"words": "ashby", "order": "name"})
    assert answer.status_code == 302
    first = browser.get(answer.location)
    assert [name in first.text for name in ("Ashbya", "Ashbyb", "Ashbyc", "Wragg")] == [True, True, False, False]
    assert 'value="ashby"' in first.text
    second = browser.get(onward(first))
    assert [name in second.text for name in ("Ashbya", "Ashbyc", "Wragg")] == [False, True, False]
    # Back, as a browser does it: the same address once more.
    assert "Ashbya" in browser.get(answer.location).text
    addresses = [answer.location, *hrefs(first), *hrefs(second)]
    assert [each for each in addresses if "ashby" in reads_as(each).lower()] == []


@pytest.mark.database
def test_the_list_of_accounts_is_searched_by_post_and_no_address_of_its_pages_holds_a_name(
    client_of, app, pages_of_two
):
    browser = client_of(county.user(Role.AD, name="Jo Pemberton"), Role.AD)
    for name in ("Priya Nandra", "Paula Nandra", "Petra Nandra", "Mark Ellery"):
        county.user(Role.TW, name=name)
    answer = browser.post("/admin/people", {"words": "nandra", "role": "TW"})
    assert answer.status_code == 302
    first = browser.get(answer.location)
    assert [name in first.text for name in ("Paula", "Petra", "Priya", "Ellery")] == [True, True, False, False]
    second = browser.get(onward(first))
    assert [name in second.text for name in ("Paula", "Priya", "Ellery")] == [False, True, False]
    everybody = browser.get("/admin/people")
    addresses = [answer.location, *hrefs(first), *hrefs(second), *hrefs(everybody)]
    names = ("nandra", "ellery", "pemberton")
    assert [each for each in addresses for name in names if name in reads_as(each).lower()] == []


@pytest.mark.parametrize(("role", "address"), [(Role.TW, "/cases"), (Role.AD, "/admin/people")])
def test_an_address_with_a_name_in_it_searches_nothing_and_is_led_to_one_without(client_of, app, role, address):
    browser = client_of(county.user(role), role)
    answer = browser.get(f"{address}?words=Rawcliffe&after=x")
    assert (answer.status_code, answer.location) == (302, address)


def test_a_search_is_its_own_users_and_ends(client_of, worker, the_clock):
    browser = client_of(worker, Role.TW)
    address = browser.post("/cases", {"words": "ashby"}).location
    assert ENDED not in browser.get(address).text
    colleague = client_of(county.user(Role.TW), Role.TW).get(address)
    assert ENDED in colleague.text
    assert 'value="ashby"' not in colleague.text
    the_clock.set(clock.now() + timedelta(hours=12, minutes=1))
    assert ENDED in client_of(worker, Role.TW).get(address).text
    drafts.forget_old()
    assert db.session.scalars(select(KeptSearch)).all() == []


@pytest.mark.parametrize("reference", ["%00", "%ED%A0%80", "nobody-was-given-this"])
def test_a_reference_that_nobody_was_given_is_a_search_that_has_ended(client_of, worker, reference):
    assert ENDED in client_of(worker, Role.TW).get(f"/cases?search={reference}").text


def test_a_search_for_nothing_keeps_nothing_and_shows_the_narrowed_list(client_of, worker):
    browser = client_of(worker, Role.TW)
    assert browser.post("/cases", {"whose": "mine", "words": " "}).location == "/cases?whose=mine"
    assert db.session.scalars(select(KeptSearch)).all() == []


@pytest.mark.database
def test_a_marker_names_a_row_and_tells_nothing_of_one_that_the_list_does_not_show(client_of, worker, pages_of_two):
    """Whoever types another's number learns nothing of where the name stands: the list begins anew."""
    browser = client_of(worker, Role.TW)
    marker = base64.urlsafe_b64encode(b"[999999]").decode().rstrip("=")
    page = browser.get(f"/cases?order=name&after={marker}")
    assert ["Ashbya" in page.text, "Wragg" in page.text] == [True, False]
