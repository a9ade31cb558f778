"""A signed disposal with a scan of what was signed, and what somebody sends in with another."""

from typing import Any

from pathways.auth import Role
from pathways.disposals import actions
from pathways.documents import ScanPurpose
from pathways.documents.scans import scan_of
from tests.integration.disposals import plain_disposal
from tests.scans import pdf, picture, sent

Ids = dict[str, int | str]


def endpoints() -> dict[str, Ids]:
    """The ids of each route's address."""
    where = plain_disposal.scene()
    signed = plain_disposal.signed(where)
    scan = actions.receive_scan(
        by=where.officer, disposal_id=signed.id, purpose=ScanPurpose.SIGNED_DISPOSAL, scan=scan_of(pdf(), "a.pdf")
    )
    of_disposal: Ids = {"disposal_id": signed.id}
    return {"disposals.scans": of_disposal, "disposals.scan": of_disposal | {"scan_id": scan.id}}


WRITES: dict[str, Any] = {
    "disposals.scans": (Role.CO, lambda _: {"purpose": "signed_disposal", "scan": sent(picture(), "b.png")}),
}
