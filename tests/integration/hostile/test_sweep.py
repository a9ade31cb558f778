"""Every form and every address under hundreds of posts that nobody means well by.

Nothing fails, nothing is shown unescaped, nothing is written without the log. The chance is seeded by the route and the
database, so a failure comes again, and what the one is not asked the other is. `make long` sends more than the few
that every run does, of every form as every role.
"""

import base64
import json
import random
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from pathways.audit import verify as audit
from pathways.auth.roles import Role
from pathways.store.base import db
from tests import county
from tests.client import SignedInClient
from tests.integration.hostile import doors, spoiled, typed
from tests.integration.hostile.scene import address_of
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL, rounds

POSTS = rounds(1, 40)
ONE_OF = rounds(6, 1)
"""Of so many forms one is parked, and one is sent what is no form: the same is done with each, and each is posted besides."""
VALUES = rounds(3, 5)
"""So many values are asked as each other word of a list."""
MARKERS = rounds(5, 2)
"""Of so many values one is asked as the marker of a list, of each list others: one function reads them all."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def chance_of(*words: str) -> random.Random:
    """Its own for each database, and the same in each run."""
    return random.Random(" ".join((*words, db.engine.dialect.name)))


def check(answer, where: str) -> None:
    assert answer.status_code < 500, f"{where}: {answer.status_code}"
    if answer.mimetype == "text/html":
        assert spoiled.MARK not in answer.text, f"{where}: unescaped"
        assert "<script>alert" not in answer.text, f"{where}: a script"
    for value in answer.headers.values():
        assert "\r" not in value
        assert "\n" not in value


def form_asked(app, client, ids, endpoint, chance) -> tuple[str, typed.Typed]:
    """The address of a form and what its page would send, opened with a question that makes no sense; where it shows no
    form then, as it is."""
    address = address_of(app, endpoint, ids)
    page = typed.FORM_AT.get(endpoint, address).format(**ids)
    question = f"{page}{'&' if '?' in page else '?'}{chance.choice(QUERIES)}={chance.choice(ASKED)}"
    answer = client.ask("GET", question)
    check(answer, question)
    filled = dict(typed.Filled(answer.text, address).values)
    return address, filled if "csrf_token" in filled else typed.filled_in(client, address, page)


@on_sqlite_in_full
@pytest.mark.parametrize("part", range(2))
def test_no_spoiled_post_breaks_a_form_shows_through_or_writes_unlogged(
    app, the_clock, client_of, watch, part, full_county
):
    for endpoint in list(typed.WRITES)[part::2]:
        role, write = typed.WRITES[endpoint]
        client, chance = client_of(full_county.users[role], role), chance_of(endpoint)
        for number in range(POSTS):
            if number % 3 == 0:
                address, filled = form_asked(app, client, full_county.ids(endpoint, role), endpoint, chance)
                whole = {**filled, **write(full_county)}
            data = whole | {"post_key": f"key-{endpoint}-{number}"[:60]}
            body = spoiled.body_of(spoiled.spoil(data, chance))
            answer = client.ask("POST", address, data=body, headers=FORM)
            check(answer, f"{endpoint} {number}: {body[:300]!r}")
    assert watch.unlogged == []
    assert list(audit.verify()) == []


@on_sqlite_in_full
def test_nothing_but_a_form_is_read_from_a_post(app, the_clock, client_of, watch, full_county):
    """JSON, XML, nothing, a file where text belongs, a broken multipart: refused or shown again, never an error."""
    bodies = [
        (b'{"surname": "x"}', "application/json"),
        (b"<a>&b;</a>", "text/xml"),
        (b"\x00\xff" * 50, "multipart/form-data; boundary=x"),
        (
            b"--x\r\nContent-Disposition: form-data; name=surname; filename=a\r\n\r\n<b>\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
        ),
        (b"a" * 2_000, "application/x-www-form-urlencoded; charset=utf-16"),
    ]
    clients = {role: client_of(user, role) for role, user in full_county.users.items()}
    for place, (endpoint, (role, _)) in enumerate(list(typed.WRITES.items())[::ONE_OF]):
        client, address = clients[role], address_of(app, endpoint, full_county.ids(endpoint, role))
        body, kind = bodies[(place + (2 if db.engine.dialect.name == "sqlite" else 0)) % len(bodies)]
        check(client.ask("POST", address, data=body, headers={"Content-Type": kind}), f"{endpoint} {kind}")
    assert watch.unlogged == []


def marker(value: Any) -> str:
    """A paging marker that says what it should not."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


ASKED = (
    *(quote(each.encode("utf-8", "surrogatepass")) for each in (*spoiled.TEXTS, *spoiled.NUMBERS, *spoiled.WORDS)),
    "%ED%A0%80", "%FF", "%00",
    marker([1, 2, 3]), marker([{"d": "2026-01-01"}, {"t": "2026-01-01T00:00:00+00:00"}, 10**30]),
    marker([{"d": "x"}, "x", "x"]), marker([{"t": "0001-01-01T00:00:00+23:00"}] * 3), marker({"a": 1}), marker(["\0"] * 3),
    marker([{"t": "2026-01-01"}, {"d": "2026-01-01"}, -1]), marker([True, None, 1.5]), marker(["a"] * 3),
    base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("="), marker([{"t": 5}] * 3), marker([{"d": "2026-01-01"}, 7, 7]),
)  # fmt: skip
QUERIES = (
    "after", "view", "whose", "placed", "w", "from", "to", "as-at", "from_on-day", "to_on-year", "next", "ended", "again",
    "change", "outcome", "words", "organisation", "role", "state",
)  # fmt: skip


LISTS = {
    "acceptance.inbox": ("after",),
    "acceptance.placing": ("after", "placed"),
    "engagement.caseload": ("after", "search"),
    "engagement.expected": ("after",),
    "engagement.expected_assessment": ("outcome",),
    "referrals.mine": ("after",),
    "admin.people": ("after", "organisation", "search"),
    "deadlines.tactical": ("only",),
    "deadlines.tactical_csv": ("only",),
    "reporting.arc": ("from", "as-at"),
    "reporting.testing": ("days", "as_at"),
    "reporting.by_service": ("days", "as_at"),
    "reporting.own_services": ("days", "as_at"),
    "reporting.treatment": ("days", "as_at"),
    "reporting.recovery": ("days", "as_at"),
    "reporting.by_group": ("days", "as_at", "route", "area", "test", "sex", "age", "ethnicity"),
    "reporting.by_group_chart": ("w", "sex"),
    "reporting.profile": ("days", "as_at"),
    "reporting.strategy": ("days", "as_at"),
    "reporting.profile_chart": ("w", "to"),
    "reporting.contact_chart": ("w", "to"),
    "reporting.board": ("days", "fingerprint"),
    "reporting.register": ("as_at", "as-at"),
    "reporting.overview": ("compare", "beside", "to"),
    "reporting.funnel_chart": ("w", "to"),
    "reporting.areas_chart": ("w", "to"),
    "reporting.trend_chart": ("w", "to"),
    "reporting.fairness": ("outcome", "days"),
    "engagement.record_outcome": ("outcome",),
    "engagement.today": ("record", "outcome"),
}


ASK = [Role.CO, Role.TW, Role.PW, Role.MG, Role.AD]


@on_sqlite_in_full
@pytest.mark.parametrize("role", ASK)
def test_no_question_in_an_address_breaks_a_page(app, the_clock, client_of, watch, role, full_county):
    """In the suite the page of a form is asked one by who fills it in, before they send it spoiled."""
    client, chance = client_of(full_county.users[role], role), chance_of(role.value)
    asked_before = () if IN_FULL else ASK[: ASK.index(role)]
    for rule in doors.routes(app):
        if "." not in rule.endpoint or not doors.may_open(app, rule.endpoint, role):
            continue
        if any(doors.may_open(app, rule.endpoint, each) for each in asked_before):
            continue
        asked = [
            (word, value)
            for word in LISTS.get(rule.endpoint, ())
            for value in chance.sample(ASKED, len(ASKED) // MARKERS if word == "after" else VALUES)
        ]
        address = address_of(app, rule.endpoint, full_county.ids(rule.endpoint, role))
        if IN_FULL or rule.endpoint not in typed.WRITES or rule.endpoint in typed.FORM_AT:
            asked.append((chance.choice(QUERIES), chance.choice(ASKED)))
        for word, value in asked:
            check(client.ask("GET", f"{address}?{word}={value}"), f"{rule.endpoint}?{word}={value[:80]}")
    assert watch.unlogged == []


@on_sqlite_in_full
def test_no_spoiled_sign_in_breaks_the_door(app, the_clock, watch):
    county.user(Role.CO)
    stranger, chance = SignedInClient(app), chance_of("sign-in")
    for number in range(POSTS * 3):
        filled = typed.filled_in(stranger, "/sign-in", "/sign-in") | {"name": "co1@example.test", "password": "x"}
        body = spoiled.body_of(spoiled.spoil(filled, chance))
        check(stranger.ask("POST", "/sign-in", data=body, headers=FORM), f"sign-in {number}: {body[:300]!r}")
        check(
            stranger.ask("GET", f"/link/{quote(chance.choice(spoiled.TEXTS).encode('utf-8', 'surrogatepass'))}x"),
            "link",
        )
        check(stranger.ask("GET", f"/sign-in?next={chance.choice(ASKED)}&ended={chance.choice(ASKED)}"), "sign-in")


@on_sqlite_in_full
def test_no_spoiled_post_of_a_session_that_ran_out_breaks_its_keeping(app, the_clock, client_of, watch, full_county):
    """What is parked is shown again to its own user: whatever was in it."""
    chance = chance_of("parked")
    endpoints = [name for name in typed.WRITES if not name.startswith("admin.")][::ONE_OF]
    clients = {role: client_of(user, role) for role, user in full_county.users.items()}
    opened = {
        name: typed.form_of(app, clients[typed.WRITES[name][0]], full_county, name, typed.WRITES[name][0])
        for name in endpoints
    }
    the_clock.advance(timedelta(minutes=16))
    for name, (address, filled) in opened.items():
        role, write = typed.WRITES[name]
        body = spoiled.body_of(spoiled.spoil({**filled, **write(full_county)}, chance))
        answer = clients[role].ask("POST", address, data=body, headers=FORM)
        ended = ("kept", "idle") if name in typed.FORM_AT else ("kept",)  # a button that is no page keeps nothing
        assert (answer.status_code, answer.location) in [(302, f"/sign-in?ended={how}") for how in ended], name
    back = {role: client_of(user, role) for role, user in full_county.users.items()}
    for name, (address, _) in opened.items():
        role = typed.WRITES[name][0]
        shown_at = typed.FORM_AT.get(name, address).format(**full_county.ids(name, role))
        check(back[role].ask("GET", shown_at), f"{name}, kept")
    for client in back.values():
        check(client.ask("GET", "/carry-on"), "carry on")  # each lists all that was kept of this user's
    assert watch.unlogged == []
