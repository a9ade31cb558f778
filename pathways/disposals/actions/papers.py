"""Keeping what was signed or decided on paper, as it was scanned."""

from pathways import audit
from pathways.auth import Viewer
from pathways.disposals import queries
from pathways.disposals.actions.steps import refuse_if_dead
from pathways.documents import ScanPurpose
from pathways.documents.models import ReceivedPaper
from pathways.documents.received import receive
from pathways.documents.scans import Scan
from pathways.refusals import Refused

AFTER_SIGNING = (ScanPurpose.SIGNED_DISPOSAL, ScanPurpose.VARIATION)
NOTHING_SIGNED = "Nothing is recorded as signed yet. Record the signature first, then add its scan"


def receive_scan(
    *, by: Viewer, disposal_id: int, purpose: ScanPurpose, scan: Scan, version: int | None = None
) -> ReceivedPaper:
    """Keep a scan about a disposal. It is added and never replaced. Raises OutOfSight, Stale and Refused."""
    found = queries.disposal(by, disposal_id)
    if version is not None:
        audit.expect(found.view.person.id, version)
    refuse_if_dead(by, found.disposal.person_id)
    if purpose in AFTER_SIGNING and found.disposal.signed_at is None:
        raise Refused(NOTHING_SIGNED, field="purpose")
    row = receive(scan, purpose=purpose, about_id=disposal_id, episode_id=found.disposal.episode_id, by=by)
    facts = {"purpose": purpose.value, "disposal_id": disposal_id, "sha256": row.sha256, "size": row.size}
    facts["sent_sha256"] = row.sent_sha256
    audit.change(by, found.view.person.id, "disposal.scan.recorded", ("received_paper", row.id), **facts)
    return row


def open_scan(*, by: Viewer, disposal_id: int, scan_id: int) -> ReceivedPaper:
    """One scan with its bytes, the look in the log. Raises OutOfSight."""
    row, found = queries.scan(by, disposal_id, scan_id)
    facts = {"disposal_id": disposal_id, "sha256": row.sha256}
    audit.look(by, found.view.person.id, "disposal.scan.viewed", ("received_paper", row.id), **facts)
    return row
