"""The pre-flight of a month, and which of its cases the viewer may still open."""

from collections.abc import Collection

from sqlalchemy import select

from pathways.auth import Viewer
from pathways.engagement.queries import with_us
from pathways.ndtms.queries.episodes import episodes
from pathways.ndtms.rules import Asked, EpisodeRow, Month, PreFlight, lists_on, pre_flight
from pathways.referrals.models import Referral
from pathways.store import db


def flight(viewer: Viewer, month: Month) -> tuple[PreFlight, tuple[EpisodeRow, ...]]:
    """Every episode of the viewer's provider, looked at with the code lists of the month's last day.

    Raises OutOfSight for everybody but a provider's manager.
    """
    rows, not_yet = episodes(viewer, month)
    return pre_flight(rows, Asked(ends_on=month.ends_on, lists=lists_on(month.ends_on)), not_yet=not_yet), rows


def still_open_to(viewer: Viewer, referral_ids: Collection[int]) -> dict[int, Referral]:
    """Those of the cases that the viewer may open: one closed long ago is in the file and no longer to be read."""
    asked = select(Referral).where(Referral.id.in_(set(referral_ids)), with_us(viewer))
    return {one.id: one for one in db.session.scalars(asked.order_by(Referral.id))}
