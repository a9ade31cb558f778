"""Every route is asked as roles that may open it, and refused, and answers as the matrix of `test_permissions` says.

The door opens and refuses by the role, the permission that the route names, and whether the address holds a number. So
each route is asked as one of the roles that may, a form as another than its page; of what the door answers alike each
route is refused to somebody, the next one to the next role, and each answer is met of it. That every other role would be
answered as they are is read from the permission it names. A page that shows a person is opened by
`test_routes`, and a form that is filled in is sent by `test_sent_wrongly`. `make long` asks every role for everything here.
"""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from pathways.auth.guard import permission_of
from pathways.auth.roles import Role, may
from tests.client import SignedInClient
from tests.house.test_permissions import LINES, Line, expected, is_about_a_record, role_asked
from tests.house.test_routes import looks_of
from tests.integration.hostile import typed
from tests.integration.hostile.scene import address_of
from tests.rounds import IN_FULL

DRAWS_NOTHING_OF_FEW = (
    "reporting.areas_chart", "reporting.trend_chart", "reporting.arc_chart", "reporting.fairness_chart", "reporting.by_service_chart",
    "reporting.contact_chart", "reporting.by_group_chart", "reporting.profile_chart",
)  # fmt: skip
"""There is no such picture of so few people, for whoever may ask for it."""

# The door asks no table but the session's, so what it says is asked on one database; what is in sight, on both.


@pytest.mark.rounds
@pytest.mark.parametrize("role", list(Role))
def test_every_route_answers_a_role_as_the_matrix_says(app, the_clock, client_of, role, full_county):
    client = client_of(full_county.users[role], role)
    wrong = []
    for line, method in (*_open_to(role), *_refused(app, role)):
        address = address_of(app, line.endpoint, full_county.ids(line.endpoint, role))
        status = client.ask(method, address).status_code
        if role.value in line.may:
            is_right = status in (200, 302) or line.endpoint in DRAWS_NOTHING_OF_FEW
        else:
            is_right = status == expected(app, line, role)
        if not is_right:
            wrong.append((method, address, line.endpoint, status))
    assert wrong == []


def test_every_route_names_a_permission_of_the_roles_in_the_matrix_and_of_no_other(app):
    may_open = {line.endpoint: {role.value for role in Role if _may_open(app, line, role)} for line in LINES}
    assert may_open == {line.endpoint: line.may for line in LINES}


def test_every_route_is_asked_in_each_way_as_a_role_that_may_and_in_two_ways_as_two_roles():
    asked = defaultdict(set)
    for role in Role:
        for line, method in _open_to(role):
            asked[line].add((role, method))
    for line in LINES:
        asked[line] |= {
            (role_asked(line, method), method) for method in line.methods if _is_asked_elsewhere(line, method)
        }
        assert {role.value for role, _ in asked[line]} <= line.may
    assert {line: {method for _, method in ways} for line, ways in asked.items()} == {
        line: line.methods for line in LINES if line.may
    }
    assert [
        line for line, ways in asked.items() if len({role for role, _ in ways}) < min(len(line.may), len(ways))
    ] == []


def test_every_route_that_somebody_may_not_open_is_refused_to_somebody(app):
    asked = {(line, method) for role in Role for line, method in _refused(app, role)}
    assert asked == {(line, method) for line in LINES for method in line.methods if len(line.may) < len(Role)}


def _may_open(app, line: Line, role: Role) -> bool:
    permission = permission_of(app, line.endpoint)
    return permission is not None and may(role, permission)


def _open_to(role: Role) -> Iterator[tuple[Line, str]]:
    """What this role is asked here of all that it may."""
    for line in LINES:
        for method in sorted(line.methods) if role.value in line.may else ():
            if IN_FULL or (role_asked(line, method) is role and not _is_asked_elsewhere(line, method)):
                yield line, method


def _is_asked_elsewhere(line: Line, method: str) -> bool:
    """Whether another test fails where this route is shut to `role_asked`."""
    return line.endpoint in typed.WRITES if method == "POST" else bool(looks_of(line.endpoint))


def _refused(app, role: Role) -> Iterator[tuple[Line, str]]:
    """What this role is asked of all that it may not: its share of what the door answers alike, as a page and its form."""
    alike = defaultdict(list)
    for line in LINES:
        kind = (
            permission_of(app, line.endpoint),
            is_about_a_record(app, line.endpoint),
            line.may,
            line.roles_told,
        )
        alike[kind] += [(line, method) for method in sorted(line.methods)]
    for number, ((_, _, roles_that_may, told), lines) in enumerate(alike.items()):
        others = [each for each in Role if each.value not in roles_that_may]
        if role in others:
            answered_alike = [each for each in others if (each.value in told) == (role.value in told)]
            turn = (answered_alike.index(role) + number) % len(answered_alike)
            yield from lines if IN_FULL else lines[turn :: len(answered_alike)]


def test_asking_what_a_page_takes_is_asking_for_the_page(app, the_clock, client_of, full_county):
    """OPTIONS and HEAD go through the same door as GET."""
    client = client_of(full_county.users[Role.AD], Role.AD)
    refused = [(line, method) for line, method in _refused(app, Role.AD) if method in ("GET", "POST")]
    assert {method for _, method in refused} == {"GET", "POST"}
    for line, method in refused:
        address = address_of(app, line.endpoint, full_county.ids(line.endpoint))
        for asks in ("OPTIONS", *(["HEAD"] if method == "GET" else [])):
            assert client.ask(asks, address).status_code == expected(app, line, Role.AD), (asks, address)


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT"])
def test_signed_out_every_address_leads_to_sign_in_alike(app, the_clock, method, full_county):
    stranger = SignedInClient(app)
    addresses = [address_of(app, line.endpoint, full_county.ids(line.endpoint)) for line in LINES]
    answers = set()
    for asked in (*addresses, "/nowhere", "/people/nobody"):
        answer = stranger.ask(method, asked)
        headers = [each for each in answer.headers if each[0] not in ("Location", "Content-Length", "Date")]
        place = answer.headers["Location"].split("?")[0]
        answers.add((answer.status_code, place, str(sorted(headers)), len(answer.data) > 0))
    assert len(answers) == 1, answers
    assert {(status, place) for status, place, *_ in answers} == {(302, "/sign-in")}
