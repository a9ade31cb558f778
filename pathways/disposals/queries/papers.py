"""Reads of the papers about a disposal that were sent in."""

from pathways.auth import Viewer
from pathways.disposals.queries.records import DisposalView, disposal
from pathways.documents import ScanPurpose
from pathways.documents.models import ReceivedPaper
from pathways.documents.received import received_about
from pathways.refusals import OutOfSight


def scans_of(disposal_id: int) -> tuple[ReceivedPaper, ...]:
    """The scans about a disposal in the order they came. The caller found it in sight."""
    return received_about(disposal_id, *ScanPurpose)


def scan(viewer: Viewer, disposal_id: int, scan_id: int) -> tuple[ReceivedPaper, DisposalView]:
    """One scan about a disposal in sight. Raises OutOfSight."""
    found = disposal(viewer, disposal_id)
    row = next((each for each in scans_of(disposal_id) if each.id == scan_id), None)
    if row is None:
        raise OutOfSight
    return row, found
