"""Writing what two people of a force signed off: its gravity table, and its leaflets. The caller asked who may."""

from datetime import date

from sqlalchemy import func, select

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals.models import GravityTableKept, Leaflet
from pathways.disposals.rules import Kind, read_gravity
from pathways.store import db


def set_gravity_table(
    *, by: Viewer, version: str, text: str, valid_from: date, source: str, is_demonstration: bool = False
) -> GravityTableKept:
    """Keep a force's gravity table from a day on. Raises NotATable for a text that is none."""
    read_gravity(text, version)
    row = GravityTableKept(
        organisation_id=by.organisation_id,
        version=version,
        text=text,
        valid_from=valid_from,
        source=source,
        is_demonstration=is_demonstration,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.administered(by, "definition.changed", by.organisation_id, gravity=version, starts=valid_from)
    return row


def set_leaflet(
    *, by: Viewer, kind: Kind, text: str, valid_from: date, source: str, is_demonstration: bool = False
) -> Leaflet:
    """Keep the next version of a force's leaflet on one disposal from a day on."""
    own = (Leaflet.organisation_id == by.organisation_id, Leaflet.kind == kind)
    row = Leaflet(
        organisation_id=by.organisation_id,
        kind=kind,
        number=(db.session.scalar(select(func.max(Leaflet.number)).where(*own)) or 0) + 1,
        text=text,
        source=source,
        valid_from=valid_from,
        is_demonstration=is_demonstration,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.administered(by, "definition.changed", by.organisation_id, leaflet=kind.value, number=row.number)
    return row
