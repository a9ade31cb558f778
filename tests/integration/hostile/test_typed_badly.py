"""What is typed into a box: every wrong thing has its words, stays on the page, and nothing is written.

Real names pass unchanged, and what looks like a program stays text on every page, paper and file.
"""

from datetime import timedelta

import pytest

from pathways.auth.roles import Role
from pathways.exports import csv_lines
from pathways.people.identity import queries
from tests import county
from tests.accepted import accepted
from tests.figures import make_figures_ahead
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.hostile import doors, typed
from tests.pages import inspect_page

LONG = "A" * 10_000
PERSON = typed.PERSON | typed.BORN
SERVICE = typed.SERVICE | {"opened_on-day": "1", "opened_on-month": "1", "opened_on-year": "2026"}

# What stands in which box, what the page says, and how it shows again what was typed.
OF_A_PERSON = {
    "31 February": (
        {"date_of_birth-day": "31"},
        "Date of birth must be a real date",
        'name="date_of_birth-day" type="text" value="31"',
    ),
    "a birth in the future": (
        {"date_of_birth-year": "2027"},
        "Date of birth cannot be in the future. Check the year",
        'value="2027"',
    ),
    "a year that is a negative number": (
        {"date_of_birth-year": "-1988"},
        "Date of birth must have a year of 4 numbers, like 2026",
        'value="-1988"',
    ),
    "10,000 characters": (
        {"surname": LONG},
        "Surname must be 100 characters or fewer. You typed 10,000: shorten it",
        f'value="{LONG}"',
    ),
    "NUL": ({"surname": "Raw\0cliffe"}, "Surname has a character that cannot be kept", 'value="Raw\ufffdcliffe"'),
    "a lone surrogate": (
        {"surname": b"Raw\xed\xa0\x80cliffe"},
        "Delete it and type the words again",
        'value="Raw\ufffdcliffe"',
    ),
    "a right-to-left override": (
        {"surname": "Raw\u202ecliffe"},
        "Surname has a hidden character that turns text round, shown as \ufffd. Delete it",
        'value="Raw\ufffdcliffe"',
    ),
    "an unknown word from a list": ({"sex": "robot"}, "Sex: choose one of the answers on the page", 'value="Marwood"'),
    "a list where one word is asked": ({"sex": ["male", "robot"], "surname": ""}, "Enter the surname", "Ellis"),
    "nothing at all": (dict.fromkeys(PERSON, ""), "Enter the surname", ""),
}


@pytest.fixture
def officer(app):
    return county.user(Role.CO)


@pytest.fixture
def browser(client_of, officer):
    return client_of(officer, Role.CO)


def refused(client, address, data, *says):
    """Send a form that must be refused: the page comes back with every word, and nothing was written."""
    filled = typed.filled_in(client, address, address)
    before = doors.everything_kept()
    answer = client.send(address, {**filled, **data})
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.text
    for words in says:
        assert words in answer.text, words
    assert doors.everything_kept() == before
    return answer.text


@pytest.mark.parametrize("case", OF_A_PERSON)
def test_a_box_filled_wrongly_says_what_to_do_and_keeps_what_was_typed(browser, case):
    spoiled, says, shown = OF_A_PERSON[case]
    page = refused(browser, "/people/new", PERSON | spoiled, says, shown)
    assert page.count(says) >= 2, "in the summary and at the box"


def test_arrival_before_arrest_is_refused_with_both_times_kept(the_clock, browser, officer):
    person = county.person(by=county.viewer_of(officer))
    now = the_clock.now()
    data = {"custody_record_no": "LN-26-00001", "needs": "neither", "presence": "arrested"}
    data |= boxes("arrested_at", now) | boxes("arrived_at", now - timedelta(hours=1))
    says = "Arrival cannot be before the arrest at 03:12. Change one of them"
    refused(browser, f"/people/{person.id}/arrest", data, says, 'value="02:12"', 'value="LN-26-00001"')


def test_an_origin_that_is_not_on_the_list_is_refused(browser, officer):
    person = county.person(by=county.viewer_of(officer))
    refused(browser, f"/people/{person.id}/episodes/new", {"origin": "moon"}, "choose one of the answers on the page")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("-3", "Free places must be 0 or more"),
        ("three", "Free places must be a whole number, like 3"),
        ("9" * 40, "Free places must be a whole number"),
        ("2.5", "Free places must be a whole number"),
        ("\u0663", "Free places must be a whole number"),
    ],
)
def test_a_number_that_is_none_or_negative_is_refused(client_of, number, says):
    administrator = client_of(county.user(Role.AD), Role.AD)
    address = f"/admin/organisations/{county.provider().id}/services/add"
    refused(administrator, address, SERVICE | {"places": number}, says, f'value="{number}"', 'value="Boston Hub"')


def test_ten_thousand_characters_of_reasons_come_back_whole(app, the_clock, client_of):
    found_text = f"{LONG}<b>&"
    scene = accepted(the_clock)
    scene.comes_to_the_first()
    client = client_of(scene.worker_user, Role.TW)
    data = {"uses_substances": "no", "needs_agreed": found_text}
    page = refused(client, f"/cases/{scene.referral.id}/assessment", data, "4,000 characters or fewer")
    assert f"{LONG}&lt;b&gt;&amp;</textarea>" in page


def test_more_than_the_house_takes_is_refused_in_words(browser):
    answer = browser.ask("POST", "/people/new", data={"surname": "x" * 1_100_000})
    assert (answer.status_code, "larger than Pathways takes" in answer.text) == (413, True)
    fields = {f"field-{number}": "x" for number in range(5_000)}
    assert browser.ask("POST", "/people/new", data=fields).status_code in (200, 413)


@pytest.mark.parametrize(
    "name", ["O'Brien", "Nuñez", "Nguyễn", "Ó Súilleabháin", "al-Ḥakīm", "王", "Smith-Jones", "D’Arcy"]
)
def test_a_real_name_passes_unchanged(browser, name):
    added = browser.post("/people/new", PERSON | {"surname": name})
    person_id = int(added.location.split("/")[2])
    assert queries.details_of(person_id).surname == name
    page = browser.get(f"/people/{person_id}").text
    assert name.replace("'", "&#39;") in page


def test_a_one_word_name_is_a_whole_name(browser):
    added = browser.post("/people/new", PERSON | {"surname": "Suharto", "given_names": ""})
    details = queries.details_of(int(added.location.split("/")[2]))
    assert (details.surname, details.given_names) == ("Suharto", None)
    assert "None" not in browser.get(f"/people/{details.person_id}").text.split("<main")[1].split("Sex")[0]


def test_two_people_of_one_name_and_birth_date_stay_two(browser, officer):
    by = county.viewer_of(officer)
    first, second = (county.episode(county.person(by=by), by=by).person_id for _ in "12")
    born = {"date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"}
    text = browser.post("/people/search", born | {"surname": "Rawcliffe"}).text
    assert f"/people/{first}" in text
    assert f"/people/{second}" in text
    again = PERSON | born | {"surname": "Rawcliffe", "given_names": "Dean"}
    refused(browser, "/people/new", again, "Say why it is none of the people found", 'value="Rawcliffe"')
    third = browser.post("/people/new", again | {"none_of_these": "checked"})
    assert third.status_code == 302
    assert third.location not in (f"/people/{first}/arrest", f"/people/{second}/arrest")


SCRIPT = "<script>alert(1)</script>"


def test_a_script_in_a_name_is_text_on_every_page_that_shows_it(the_clock, client_of):
    sender = county.viewer_of(county.user(Role.CO))
    person = county.person(SCRIPT, '"><img src=x onerror=alert(2)>', by=sender)
    episode, _ = county.detained(person, by=sender)
    scene = accepted(the_clock, episode=episode)
    police, case = f"/episodes/{episode.id}", f"/cases/{scene.referral.id}"
    of_police = (
        f"/people/{person.id}",
        f"/people/{person.id}/timeline",
        f"/people/{person.id}/correct",
        "/custody",
        police,
    )
    of_police += tuple(f"{police}/{page}" for page in ("arrest", "offences", "test", "disposal", "needs", "detention"))
    of_police += (f"/referrals/{scene.referral.id}", f"/referrals/{scene.referral.id}/sent", "/referrals")
    of_worker = ("/cases", "/today", case, f"{case}/timeline", f"{case}/as-police", f"{case}/assessment")
    shown = 0
    for user, role, pages in ((scene.officer_user, Role.CO, of_police), (scene.worker_user, Role.TW, of_worker)):
        client = client_of(user, role)
        for page in pages:
            text = client.get(page).text
            assert "<script>alert" not in text, page
            assert "<img src=x" not in text, page
            shown += "&lt;script&gt;alert(1)" in text
            inspect_page(text)
    assert shown > 12


def test_markup_in_a_name_is_text_on_paper(the_clock, client_of):
    sender = county.user(Role.CO)
    by = county.viewer_of(sender)
    episode, _ = county.detained(county.person("<b>Raw</b> & <para>", "<font size=40>", by=by), by=by)
    accepted(the_clock, episode=episode, required_at=the_clock.now() + timedelta(days=1))
    answer = client_of(sender, Role.CO).ask("GET", f"/episodes/{episode.id}/required-assessment/notice.pdf")
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize(
    "name", ["=cmd()", "+1", "-2", "@sum", "\tx", "\rx", "＝cmd()", "＋1", "－2", "＠sum", " =cmd()"]
)
def test_a_formula_in_a_name_is_text_in_a_file(name):
    _, line = csv_lines(["name"], [[name]])
    assert line.lstrip('"').startswith("'"), line


def test_nobody_is_named_in_the_managers_file(the_clock, client_of):
    sender = county.viewer_of(county.user(Role.CO))
    episode, _ = county.detained(county.person("=cmd()", "@SUM(1+1)", by=sender), by=sender)
    accepted(the_clock, episode=episode).engage()
    make_figures_ahead(the_clock)
    answer = client_of(county.user(Role.MG), Role.MG).ask("GET", "/reports/arc.csv")
    assert answer.status_code == 200
    assert "cmd" not in answer.text
    assert all(cell[:1] not in "=+-@" for line in answer.text.splitlines()[1:] for cell in line.split(",") if cell)
