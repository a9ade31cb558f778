"""What two people of a force signed off for a day: its gravity table, and its leaflets."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.disposals.models import GravityTableKept, Leaflet
from pathways.disposals.queries.cases import CaseView
from pathways.disposals.rules import GravityTable, Kind, LeafletWords, paragraphs_of, read_gravity
from pathways.disposals.rules.gravity import Gravity, gravest
from pathways.store import db

_TABLE = (
    select(GravityTableKept.text, GravityTableKept.version)
    .where(GravityTableKept.organisation_id == bindparam("of_force"), GravityTableKept.valid_from <= bindparam("day"))
    .order_by(GravityTableKept.valid_from.desc())
    .limit(1)
)
_LEAFLET = (
    select(Leaflet)
    .where(Leaflet.organisation_id == bindparam("of_force"), Leaflet.kind == bindparam("of_kind"))
    .where(Leaflet.valid_from <= bindparam("day"))
    .order_by(Leaflet.valid_from.desc())
    .limit(1)
)


def gravity_table_on(organisation_id: int, day: date) -> GravityTable | None:
    """The gravity table of a force on a day; None where it has none, and gravity is not known."""
    found = db.session.execute(_TABLE, {"of_force": organisation_id, "day": day}).one_or_none()
    return read_gravity(found.text, found.version) if found else None


def leaflet_on(organisation_id: int, kind: Kind, day: date) -> LeafletWords | None:
    """What a disposal means for the person, in the words of the force on a day; None until it signed some off."""
    found = db.session.scalar(_LEAFLET, {"of_force": organisation_id, "of_kind": kind, "day": day})
    if found is None:
        return None
    version = f"{kind.value.lower()}-{found.number}"
    return LeafletWords(kind=kind, version=version, paragraphs=paragraphs_of(found.text), source=found.source)


def gravity_of(case: CaseView, factors: Iterable[str] = ()) -> Gravity | None:
    """The gravity of a case by the table of its force today, with the factors found: the same number on every page."""
    table = gravity_table_on(case.view.episode.organisation_id, clock.today())
    return gravest(table, case.case.offences, factors)
