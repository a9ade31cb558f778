"""A signed disposal with a scan of what was signed, and what somebody sends in with another."""

from typing import Any

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.signing import actions as signing_actions
from pathways.documents.kinds import ScanPurpose
from pathways.documents.scans import scan_of
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.disposals import plain_disposal
from tests.integration.disposals.plain_disposal import an_outcome
from tests.scans import pdf, picture, sent

Ids = dict[str, int | str]


def endpoints() -> dict[str, Ids]:
    """The ids of each route's address."""
    where = plain_disposal.scene()
    signed = plain_disposal.signed(where)
    scan = signing_actions.receive_scan(
        by=where.officer, disposal_id=signed.id, purpose=ScanPurpose.SIGNED_DISPOSAL, scan=scan_of(pdf(), "a.pdf")
    )
    scene = plain_disposal.scene()
    proposal = plain_disposal.proposed(plain_disposal.with_facts(scene, victim="supports"))
    signing_actions.authorise(by=scene.sergeant, disposal_id=proposal.id, reason=plain_disposal.BECAUSE)
    with_victim = signing_actions.sign(
        by=scene.sergeant, disposal_id=proposal.id, explained_at=clock.now(), consents=True, was_signed=True
    )
    earlier = facts_actions.add_earlier(by=scene.officer, episode_id=scene.episode.id, outcome=an_outcome())
    of_disposal: Ids = {"disposal_id": signed.id}
    return {
        "disposals.scans": of_disposal,
        "disposals.scan": of_disposal | {"scan_id": scan.id},
        "disposals.victim_letter": {"disposal_id": with_victim.id},
        "disposals.victim": {"episode_id": scene.episode.id},
        "disposals.earlier": {"episode_id": scene.episode.id},
        "disposals.correct_earlier": {"episode_id": scene.episode.id, "number": earlier.number},
    }


EARLIER = {
    "kind": "SC", "given_on-day": "1", "given_on-month": "3", "given_on-year": "2025", "offence": "Theft from a shop",
    "is_similar": "no", "found_in": "PNC",
}  # fmt: skip
WRITES: dict[str, Any] = {
    "disposals.scans": (Role.CO, lambda _: {"purpose": "signed_disposal", "scan": sent(picture(), "b.png")}),
    "disposals.earlier": (Role.CO, lambda _: EARLIER),
    "disposals.correct_earlier": (
        Role.CO,
        lambda _: EARLIER | {"correction_reason": "It was another person of the same name"},
    ),
    "disposals.victim": (Role.CO, lambda _: {"by_what": "telephone", "answer": "told"} | boxes("at", clock.now())),
}
