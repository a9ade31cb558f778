"""A session that somebody else got hold of."""

from tests.attacks.client import Client
from tests.attacks.databases import ON_BOTH


@ON_BOTH
def test_a_cookie_taken_before_its_owner_signed_out_opens_nothing_afterwards(attacked):
    owner = attacked.client("officer")
    thief = Client(attacked.port, cookies=dict(owner.cookies))
    assert thief.get("/custody").status == 200
    owner.post("/sign-out")
    for path in ("/custody", f"/people/{attacked.scene.people['Rawcliffe']}"):
        answer = thief.get(path)
        assert (answer.status, answer.location.split("?")[0]) == (302, "/sign-in")
        assert b"Rawcliffe" not in answer.body
