"""Areas and towns of a county: an administrator sets them up, renames and ends them, each from a day."""

from datetime import date, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.models import Organisation
from pathways.auth.roles import OrganisationKind
from pathways.directory.areas import queries
from pathways.directory.areas.rules import area_faults, code_for, day_faults
from pathways.directory.models import AreaName, Town
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db, save


def add_area(*, by: Actor, organisation: Organisation, name: str, from_on: date) -> AreaName:
    """Add an area of a force's county, offered from a day on. Raises Refused."""
    _is_force(organisation)
    _refuse(area_faults(name, queries.map_on(from_on, organisation.id).areas))
    code = code_for(name, set(db.session.scalars(select(AreaName.code))))
    added = _named(organisation.id, code, name, from_on)
    audit.administered(by, "area.added", organisation.id, area=added.code, name=added.name)
    return added


def rename_area(*, by: Actor, area: AreaName, name: str, from_on: date) -> AreaName:
    """Rename an area from a day on. Its code stays, and with it everything recorded under it. Raises Refused."""
    _lock(area)
    others = (known for known in queries.map_on(from_on, area.organisation_id).areas if known.value != area.code)
    _refuse((*area_faults(name, others), *day_faults(from_on, area.valid_from, "from_on")))
    area.valid_to = from_on
    renamed = _named(area.organisation_id, area.code, name, from_on)
    audit.administered(by, "area.renamed", area.organisation_id, area=area.code, name=renamed.name)
    return renamed


def end_area(*, by: Actor, area: AreaName, last_on: date) -> None:
    """Stop offering an area after a day; what was recorded under it still counts there. Raises Refused."""
    _end(area, last_on)
    audit.administered(by, "area.ended", area.organisation_id, area=area.code)


def add_town(
    *,
    by: Actor,
    organisation: Organisation,
    name: str,
    area_code: str | None,
    centre: tuple[float, float] | None,
    source: str,
    from_on: date,
) -> Town:
    """Add a town, the area it is in and where its centre is. Raises Refused."""
    _is_force(organisation)
    there = queries.map_on(from_on, organisation.id)
    if name.strip().casefold() in {town.name.casefold() for town in there.towns}:
        raise Refused("There is a town of this name", field="name")
    if area_code is not None and area_code not in {area.value for area in there.areas}:
        raise Refused("This area is not in use on that day", field="area")
    north, east = centre or (None, None)
    added = Town(
        organisation_id=organisation.id,
        name=name.strip(),
        area_code=area_code,
        north=north,
        east=east,
        source=source,
        valid_from=from_on,
        recorded_at=clock.now(),
    )
    save(added)
    audit.administered(by, "town.added", organisation.id, town=added.name, area=area_code)
    return added


def end_town(*, by: Actor, town: Town, last_on: date) -> None:
    """Stop using a town after a day; to move it to another area, end it and add it again. Raises Refused."""
    _end(town, last_on)
    audit.administered(by, "town.ended", town.organisation_id, town=town.name)


def _named(organisation_id: int, code: str, name: str, from_on: date) -> AreaName:
    row = AreaName(
        organisation_id=organisation_id, code=code, name=name.strip(), valid_from=from_on, recorded_at=clock.now()
    )
    return save(row)


def _end(row: AreaName | Town, last_on: date) -> None:
    _lock(row)
    ends_on = last_on + timedelta(days=1)
    _refuse(day_faults(ends_on, row.valid_from, "last_on"))
    row.valid_to = ends_on
    db.session.flush()


def _is_force(organisation: Organisation) -> None:
    if organisation.kind is not OrganisationKind.FORCE:
        raise Refused("The areas of a county belong to its police force")


def _lock(row: AreaName | Town) -> None:
    """Lock the row until the transaction ends and read it afresh: only one of two can end it. Raises Refused."""
    db.session.refresh(row, with_for_update=True)
    _stands(row.valid_to)


def _stands(valid_to: date | None) -> None:
    if valid_to is not None:
        raise Refused("This has an end already")


def _refuse(reasons: tuple[Reason, ...]) -> None:
    refuse_if(reasons)
