"""The referral and the slip: each holds its checklist, is printed again as the same bytes, and tells no result."""

from pathways.auth.roles import Role
from tests import county
from tests.accepted import accepted
from tests.papers import opened, placed, words_of
from tests.referred import referred

ROOM = "referrals"


def test_the_referral_and_the_slip_hold_their_checklists_and_are_printed_again_as_the_same_bytes(app, client_of):
    someone = county.user(Role.CO)
    client, officer = client_of(someone, Role.CO), county.viewer_of(someone)
    referral = referred(officer)
    addresses = {
        "referral": f"/referrals/{referral.id}/referral.pdf",
        "slip": f"/episodes/{referral.episode_id}/slip.pdf",
    }
    first = {paper: client.get(address).data for paper, address in addresses.items()}
    assert {paper: client.get(address).data for paper, address in addresses.items()} == first
    texts = {paper: opened(content, ROOM, paper) for paper, content in first.items()}
    assert f"{referral.reference} · Copy 1 · Made 25 November 2026 03:12 by {officer.name}" in texts["referral"]
    assert "Dean Rawcliffe" in texts["referral"]
    assert "Positive" not in texts["referral"]
    assert officer.name not in texts["slip"]
    assert "Rawcliffe" not in texts["slip"]
    county.db.session.get_one(county.Service, referral.service_id).phone = "01632 960 999"
    county.db.session.commit()
    for paper, address in addresses.items():
        words = words_of(client.get(address).data)
        assert "01632 960 999" in words
        assert "Copy 2" in words
        assert ("takes the place of copy 1" in words) == (paper == "referral")
        assert client.get(f"{address}?copy=1").data == first[paper]


def test_what_somebody_agreed_to_is_printed_to_sign_and_is_nothing_for_police(db, client_of, the_clock):
    scene = accepted(the_clock)
    address = f"/cases/{scene.referral.id}/consents.pdf"
    content = client_of(scene.worker_user, Role.TW).get(address).data
    words = opened(content, ROOM, "consents")
    lines, _ = placed(content)
    sizes = {line.size for line in lines if line.words.startswith(("“", "If you agree:", "If not:"))}
    assert len(sizes) == 1
    signing = next(line for line in lines if line.words == "Your signature")
    assert any(line.page == signing.page and "it still applies, whatever you answered" in line.words for line in lines)
    assert "Dean Rawcliffe" in words
    assert "Your answer: agrees" in words
    assert "Your answer: not asked yet" in words
    assert client_of(county.user(Role.CO), Role.CO).ask("GET", address).status_code == 404
