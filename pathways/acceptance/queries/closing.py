"""Services that have closed while people were placed with them: how many, of nobody in particular."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from pathways import clock
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.referrals.models import Referral
from pathways.referrals.rules import groups
from pathways.refusals import OutOfSight
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class ClosedService:
    """A service that takes nobody any more, and how many people it still has."""

    service_id: int
    name: str
    town: str
    closed_on: date
    people: int


def closed_with_people() -> tuple[ClosedService, ...]:
    """Every closed service that still has people, the longest closed first."""
    return tuple(
        ClosedService(service_id=row[0], name=row[1], town=row[2], closed_on=row[3] or clock.today(), people=row[4])
        for row in db.session.execute(_closed().order_by(Service.closed_on, Service.id))
    )


def closed_service(service_id: int) -> ClosedService:
    """One closed service, also when it has nobody (any more). Raises OutOfSight for a service that is open."""
    found = next((one for one in closed_with_people() if one.service_id == service_id), None)
    service = directory.service(service_id)
    if found is None and (service.closed_on is None or service.closed_on > clock.today()):
        raise OutOfSight
    shut = service.closed_on or clock.today()
    return found or ClosedService(service_id=service_id, name=service.name, town=service.town, closed_on=shut, people=0)


def _closed() -> Select[int, str, str, date | None, int]:
    return (
        select(Service.id, Service.name, Service.town, Service.closed_on, func.count(Referral.id))
        .join(Referral, Referral.service_id == Service.id)
        .where(Service.closed_on <= clock.today(), Referral.state.in_(groups()["PLACED"]))
        .group_by(Service.id, Service.name, Service.town, Service.closed_on)
    )
