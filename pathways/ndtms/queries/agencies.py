"""Which agency code each service of a provider has."""

from dataclasses import dataclass

from sqlalchemy import select

from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.ndtms.models import AgencyCode
from pathways.store import db


@dataclass(frozen=True)
class AgencyLine:
    """A service, and its code if it has one."""

    service: Service
    code: str


def agencies(viewer: Viewer) -> tuple[AgencyLine, ...]:
    """The services of the viewer's provider, closed ones too: their episodes are in the file."""
    rows = select(AgencyCode.service_id, AgencyCode.code).order_by(AgencyCode.service_id)
    codes = {row.service_id: row.code for row in db.session.execute(rows)}
    return tuple(AgencyLine(one, codes.get(one.id, "")) for one in directory.services_of(viewer.organisation_id))


def agency_of(viewer: Viewer, service_id: int) -> AgencyLine:
    """A service of the viewer's own provider with its code. Raises OutOfSight."""
    service = directory.service_of(viewer, service_id)
    code = db.session.scalar(select(AgencyCode.code).where(AgencyCode.service_id == service.id))
    return AgencyLine(service, code or "")
