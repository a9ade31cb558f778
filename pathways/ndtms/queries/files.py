"""The files that were made of a month, and whether each may still be handed out."""

from collections.abc import Iterable

from sqlalchemy import select

from pathways.auth import Role, Viewer
from pathways.auth.queries import names_of
from pathways.ndtms.models import NdtmsFile
from pathways.ndtms.queries.episodes import episodes
from pathways.ndtms.rules import EpisodeRow, KeptFile, Month, may_still_go
from pathways.refusals import OutOfSight
from pathways.store import db


def files_of(viewer: Viewer, month: Month, rows: Iterable[EpisodeRow]) -> tuple[KeptFile, ...]:
    """The files of a month, the newest first. `rows` are the episodes as they stand now."""
    now = tuple(rows)
    asked = select(NdtmsFile).where(
        NdtmsFile.organisation_id == viewer.organisation_id, NdtmsFile.month_on == month.begins_on
    )
    found = tuple(db.session.scalars(asked.order_by(NdtmsFile.made_at.desc(), NdtmsFile.id.desc())))
    names = names_of(one.made_by_id for one in found)
    return tuple(
        KeptFile(
            id=one.id,
            made_at=one.made_at,
            made_by=names.get(one.made_by_id, ""),
            sha256=one.sha256,
            rows=one.rows_written,
            held_back=one.held_back,
            may_go=may_still_go(one.in_full, one.reduced, now),
        )
        for one in found
    )


def file_to_hand_over(viewer: Viewer, file_id: int) -> tuple[NdtmsFile, tuple[int, ...]]:
    """A kept file with its bytes, and the people who are in it.

    Raises OutOfSight for another provider's, and for one that may no longer go out as it stands.
    """
    found = db.session.get(NdtmsFile, file_id)
    if found is None or viewer.role is not Role.PM or found.organisation_id != viewer.organisation_id:
        raise OutOfSight
    rows, _ = episodes(viewer, Month(found.month_on))
    if not may_still_go(found.in_full, found.reduced, rows):
        raise OutOfSight
    held = {*found.in_full, *found.reduced}
    return found, tuple(row.person_id for row in rows if row.referral_id in held)
