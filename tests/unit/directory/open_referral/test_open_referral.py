"""Files of Open Referral UK: written valid, read back the same, refused whole with row and field."""

import json
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pathways.directory.diary.rules import Weekday
from pathways.directory.entries.rules import Access, PlaceKind, WeekSession
from pathways.directory.open_referral.rules.fields import (
    PublishedDays,
    PublishedPlace,
    PublishedProvider,
    PublishedService,
    by_day,
    in_order,
)
from pathways.directory.open_referral.rules.reading import LARGEST, MOST_SERVICES, read
from pathways.directory.open_referral.rules.shape import fields, flaws_of, written
from pathways.vocabulary import Need
from tests.areas import EVERYWHERE
from tests.rounds import rounds
from tests.unit.directory.open_referral import FORMATS, NOT_IN_OUR_TABLE, fields_of, published, wrong_by

TODAY = date(2026, 11, 25)
EXAMPLE = "service_full.example.json"

ids = st.integers(0, 2**128 - 1).map(lambda number: str(UUID(int=number)))
words = st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=30).map(str.strip)
names = words.filter(bool)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
clocks = st.times().map(lambda at: time(at.hour, at.minute))
sessions = st.tuples(clocks, clocks).map(sorted).filter(lambda both: both[0] < both[1]).map(tuple)
openings = st.builds(
    lambda day, session: WeekSession(weekday=day, opens=session[0], closes=session[1]),
    st.sampled_from(Weekday),
    sessions,
)
differ = st.builds(
    lambda day, other, **rest: PublishedDays(first_on=min(day, other), last_on=max(day, other), **rest),
    days, days, reference=ids, session=st.none() | sessions, why=words,
)  # fmt: skip
places = st.builds(
    PublishedPlace, reference=ids, kind=st.sampled_from(PlaceKind), name=words, address=names, town=words, region=words,
    postcode=st.sampled_from(["", "LN2 5AB", "PE25 3RQ"]),
)  # fmt: skip


def chosen(kind):
    return st.sets(st.sampled_from(kind)).map(lambda members: tuple(each for each in kind if each in members))


def listed(strategy):
    return st.sets(strategy, max_size=4).map(lambda members: tuple(sorted(members)))


ours = st.builds(
    PublishedService, reference=ids, name=names, description=words, is_open=st.just(True), is_ours=st.just(True),
    provider=st.builds(PublishedProvider, reference=ids, name=names, description=names),
    website=st.sampled_from(["", "https://service.example"]), email=st.sampled_from(["", "hello@service.example"]),
    age_from=st.none() | st.integers(0, 18), age_to=st.none() | st.integers(18, 120), areas=chosen(EVERYWHERE),
    outcodes=listed(st.sampled_from(["LN1", "PE25", "NG31"])), towns=listed(names), needs=chosen(Need),
    women_only=st.booleans(), young_people=st.booleans(), co_occurring=st.booleans(), outreach=st.booleans(),
    remote=st.booleans(), access=chosen(Access), languages=st.sampled_from(["", "English", "English, Polish"]),
    hours=st.sets(openings, max_size=9).map(in_order),
    days=st.lists(differ, max_size=3, unique_by=lambda each: each.reference).map(lambda some: tuple(sorted(some, key=by_day))),
    sites=st.lists(places, max_size=3, unique_by=lambda each: each.reference).map(tuple),
    published_at=st.none() | st.just(datetime(2026, 11, 25, 3, 12, 9, 123000, tzinfo=UTC)),
    opened_on=st.just(date(2020, 4, 1)), closed_on=st.none() | st.just(date(2027, 1, 1)), town=words, phone=words,
    opening_hours=words, access_notes=words, on_bank_holidays=st.booleans(), typical_wait_days=st.none() | st.just(0),
)  # fmt: skip


def items(*changes):
    """A file of the plainest services, as JSON."""
    plain = [
        {
            "id": str(UUID(int=number)),
            "name": f"Service {number}",
            "status": "active",
            "organization": {"id": str(UUID(int=10**6)), "name": "A provider", "description": "Helps"},
        }
        for number in range(1, len(changes) + 1)
    ]
    return json.dumps([each | change for each, change in zip(plain, changes, strict=True)]).encode()


def faults_of(content):
    services, faults = read(content, EVERYWHERE)
    assert services == ()
    return [fault.words for fault in faults]


@pytest.mark.rounds
@settings(max_examples=rounds(25, 60), deadline=None)
@given(st.lists(ours, min_size=1, max_size=3, unique_by=(lambda each: each.reference, lambda each: each.name.lower())))
def test_what_is_written_is_read_back_the_same(services):
    assert read(written(services, TODAY), EVERYWHERE) == (tuple(services), ())


@settings(max_examples=30, deadline=None)
@given(ours)
def test_what_is_written_is_valid_against_the_published_schema(service):
    (item,) = json.loads(written([service], TODAY))
    assert wrong_by(published("service.schema.json"), item) == []


def test_the_published_example_is_read_and_given_back_with_everything_it_says():
    example = published(EXAMPLE)
    (service,), faults = read(json.dumps(example).encode())
    assert faults == ()
    assert (service.name, service.age_from, service.sites[0].postcode) == ("Community Counselling", 12, "ABC 1234")
    (item,) = json.loads(written([service], TODAY))
    assert {name: item[name] for name in example} == example


def test_our_table_of_fields_is_the_published_schema_word_for_word():
    schema = published("service.schema.json")
    types = {"string": "text", None: "text"}
    for path, inside, is_required in fields_of(schema):
        at = path.find("attributes[]")
        ours = fields()[path[at:] if at > 0 else "attributes" if path.endswith(".attributes") else path]
        wanted = inside.get("format") or types.get(inside["type"], inside["type"])
        assert (ours.type, ours.required, list(ours.choices)) == (wanted, is_required, inside.get("enum", [])), path
        assert set(inside) & NOT_IN_OUR_TABLE == set(), path


WRONG = (None, 5, True, "x", "", [], [5], {}, {"id": 5})


def spoiled(value):
    """A value with one thing in it at a time put wrong, or left out, wherever it is."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for at, each in inside:
        for other in (*WRONG, *spoiled(each)):
            copy = value.copy()
            copy[at] = other
            yield copy
        if isinstance(value, dict):
            yield {name: kept for name, kept in value.items() if name != at}


def test_whatever_the_standard_refuses_of_a_service_is_refused_here():
    validator = Draft202012Validator(published("service.schema.json"), format_checker=FORMATS)
    refused = [each for each in spoiled(published(EXAMPLE)) if not validator.is_valid(each)]
    assert len(refused) > 500
    assert [each for each in refused if not list(flaws_of(each))] == []


def test_a_wrong_type_in_row_4001_refuses_the_file_whole_and_names_row_and_field():
    changes = [{} for _ in range(4_100)]
    changes[4_000] = {"minimum_age": "eighteen"}
    assert faults_of(items(*changes)) == [
        "Service 4,001 (“Service 4001”), field minimum_age: must be a number and is the text “eighteen”"
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": None}, "field name: must be text and is null: leave the field out when there is nothing to say"),
        ({"name": 7}, "field name: must be text and is the number 7"),
        ({"id": "one"}, "field id: must be an id of the form ac148810-d857-441c-9679-408f346de14b"),
        ({"status": "open"}, "field status: must be one of active, inactive, defunct, temporarily closed"),
        ({"languages": {}}, "field languages: must be a list and is an object"),
        ({"schedules": [{"freq": "WEEKLY"}]}, "field schedules[1].id: is missing, and every one must have it"),
        ({"maximum_age": True}, "field maximum_age: must be a number and is true"),
        ({"minimum_age": 18, "maximum_age": 12}, "field maximum_age: is 12, below the minimum age of 18"),
        ({"last_modified": "yesterday"}, "field last_modified: must be a date and time with its zone"),
        ({"url": "www.example"}, "field url: must be an address that begins with https:"),
        ({"organization": 5}, "field organization: must be an object and is the number 5"),
        ({"description": "a\u0000b"}, "field description: has a character that cannot be kept"),
        ({"name": "x" * 121}, "field name: must be 120 characters or fewer and has 121"),
        ({"pathways": {"places": "many"}}, "field pathways.places: is not what Pathways writes there"),
        ({"extra": {"inside": "a\u202eb"}}, "field extra.inside: has a character that cannot be kept"),
    ],
)
def test_each_wrong_value_is_named_with_what_must_stand_there(change, words):
    assert any(words in each for each in faults_of(items({}, change))), faults_of(items({}, change))


def test_a_british_postcode_that_does_not_exist_in_form_is_refused_with_what_to_type():
    address = {"id": str(UUID(int=5)), "address_1": "1 High Street", "city": "Lincoln", "state_province": ""}
    address |= {"postal_code": "NL1 1AA", "country": "GB", "address_type": "physical"}
    location = {"id": str(UUID(int=6)), "location_type": "physical", "addresses": [address]}
    at = [{"id": str(UUID(int=7)), "location": location}]
    (words,) = faults_of(items({"service_at_locations": at}))
    assert "field service_at_locations[1].location.addresses[1].postal_code" in words
    assert "Type one like LN2 5AB" in words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is not JSON: a value is missing at line 1, column 1"),
        (b"name,town\nHub,Lincoln", "This file is not JSON"),
        ("é".encode("latin-1"), "This file is not text in UTF-8"),
        ('[{"name": "é"}]'.encode("utf-16"), "This file is not text in UTF-8"),
        (b"[]", "There is no service in this file"),
        (b"7", "There is no service in this file"),
        (b"[1]", "must be a service and is the number 1"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[NaN]", "This file has NaN where a number must stand"),
        (b"[1e999]", "a number too large to be read"),
        (b"[" + b"9" * 5000 + b"]", "a number too large to be read"),
    ],
)
def test_a_file_that_is_no_list_of_services_says_so_in_words(content, words):
    assert words in faults_of(content)[0]


def test_a_file_that_is_too_large_or_too_long_says_how_much_is_taken():
    assert faults_of(b" " * (LARGEST + 1)) == ["This file is larger than 40 MB. Export it in parts"]
    assert faults_of(b"[" + b"1," * MOST_SERVICES + b"1]") == [
        "This file has more than 20,000 services. Export it in parts"
    ]


def test_two_services_that_nothing_tells_apart_are_refused():
    assert faults_of(items({}, {"id": str(UUID(int=1))})) == [
        "Service 2 (“Service 2”), field id: has the id of service 1 again"
    ]
    assert "has the provider, name and town of service 1 again" in faults_of(items({}, {"name": "Service 1"}))[0]


def test_a_page_of_an_api_and_a_single_service_are_read_like_a_list():
    (service,) = json.loads(items({}))
    for content in (service, {"total_items": 1, "contents": [service]}, [service]):
        services, faults = read(json.dumps(content).encode())
        assert ([each.name for each in services], faults) == (["Service 1"], ())


def test_at_most_twenty_faults_are_said_at_once():
    assert len(faults_of(items(*({"name": 7} for _ in range(100))))) == 20
