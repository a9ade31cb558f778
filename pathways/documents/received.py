"""Keeping the scans that are sent in, and finding them again. Nothing here commits."""

from sqlalchemy import select

from pathways import clock
from pathways.documents.kept import Printer
from pathways.documents.kinds import ScanPurpose
from pathways.documents.models import ReceivedPaper
from pathways.documents.scans import Scan
from pathways.refusals import Refused
from pathways.store import db

KEPT_ALREADY = "This very scan is kept already. Choose another file, or leave it as it is"


def receive(
    scan: Scan, *, purpose: ScanPurpose, about_id: int, episode_id: int, by: Printer, field: str = "scan"
) -> ReceivedPaper:
    """Keep a scan as it was drawn anew. Raises Refused, at `field`, if it is there already for the same purpose.

    The caller found the record in sight and writes the entry of the log.
    """
    same = (ReceivedPaper.purpose == purpose, ReceivedPaper.about_id == about_id, ReceivedPaper.sha256 == scan.sha256)
    if db.session.scalar(select(ReceivedPaper.id).where(*same)) is not None:
        raise Refused(KEPT_ALREADY, field=field)
    row = ReceivedPaper(
        purpose=purpose,
        about_id=about_id,
        episode_id=episode_id,
        name=scan.name,
        media_type=scan.media_type,
        size=scan.size,
        sha256=scan.sha256,
        sent_sha256=scan.sent_sha256,
        content=scan.content,
        received_at=clock.now(),
        received_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def received_about(about_id: int, *purposes: ScanPurpose) -> tuple[ReceivedPaper, ...]:
    """The scans of these purposes about one record, in the order they came; their bytes are not read."""
    of_record = (ReceivedPaper.about_id == about_id, ReceivedPaper.purpose.in_(purposes))
    return tuple(db.session.scalars(select(ReceivedPaper).where(*of_record).order_by(ReceivedPaper.id)))
