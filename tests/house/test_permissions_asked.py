"""Every route is asked as every role, and answers as the matrix of `test_permissions` says."""

import pytest

from pathways.auth.roles import Role
from tests.client import SignedInClient
from tests.house.test_permissions import LINES, expected
from tests.integration.hostile.scene import address_of

DRAWS_NOTHING_OF_FEW = ("reporting.arc_chart", "reporting.fairness_chart")
"""There is no such picture of so few people, for whoever may ask for it."""

# The door asks no table but the session's, so what it says is asked on one database; what is in sight, on both.


@pytest.mark.parametrize("role", list(Role))
def test_every_route_answers_a_role_as_the_matrix_says(app, the_clock, client_of, role, full_county):
    client = client_of(full_county.users[role], role)
    wrong = []
    for line in LINES:
        for method in sorted(line.methods):
            address = address_of(app, line.endpoint, full_county.ids(line.endpoint, role))
            status = client.ask(method, address).status_code
            if role.value in line.may:
                is_right = status in (200, 302) or line.endpoint in DRAWS_NOTHING_OF_FEW
            else:
                is_right = status == expected(app, line, role)
            if not is_right:
                wrong.append((method, address, line.endpoint, status))
    assert wrong == []


def test_asking_what_a_page_takes_is_asking_for_the_page(app, the_clock, client_of, full_county):
    """OPTIONS and HEAD go through the same door as GET."""
    client = client_of(full_county.users[Role.AD], Role.AD)
    for line in LINES:
        if "AD" not in line.may:
            address = address_of(app, line.endpoint, full_county.ids(line.endpoint))
            for method in ("OPTIONS", *(["HEAD"] if "GET" in line.methods else [])):
                assert client.ask(method, address).status_code == expected(app, line, Role.AD), (method, address)


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
