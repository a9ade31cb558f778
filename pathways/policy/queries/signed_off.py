"""Every gravity table and leaflet a force ever signed off."""

from sqlalchemy import select

from pathways.disposals.models import GravityTableKept, Leaflet
from pathways.store import db


def gravity_tables(organisation_id: int) -> tuple[GravityTableKept, ...]:
    """The tables of a force, the latest first."""
    own = select(GravityTableKept).where(GravityTableKept.organisation_id == organisation_id)
    return tuple(db.session.scalars(own.order_by(GravityTableKept.valid_from.desc())))


def leaflets(organisation_id: int) -> tuple[Leaflet, ...]:
    """The leaflets of a force, the latest first."""
    own = select(Leaflet).where(Leaflet.organisation_id == organisation_id)
    return tuple(db.session.scalars(own.order_by(Leaflet.valid_from.desc(), Leaflet.id.desc())))
