"""The areas and towns of the county, on a day and in the past."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import event, select, true
from sqlalchemy.orm import object_session

from pathways import clock
from pathways.directory.areas.rules import Map, TownFacts
from pathways.directory.models import AreaName, Service, Town
from pathways.refusals import or_out_of_sight
from pathways.store.base import db
from pathways.store.together import Records, SideBySide
from pathways.vocabulary import ELSEWHERE, Area


def map_on(day: date, organisation_id: int | None = None) -> Map:
    """The areas and towns in use on a day, in the order they were set up; an organisation's own, if it has any."""
    every, every_town = _places(with_towns=True)
    rows = [row for row in every if _holds(row, day)]
    towns = [row for row in every_town if _holds(row, day)]
    own = {row.code for row in rows if row.organisation_id == organisation_id}
    codes = list(dict.fromkeys(row.code for row in every))
    offered = sorted((row for row in rows if not own or row.code in own), key=lambda row: codes.index(row.code))
    return Map(areas=tuple(Area(row.code, row.name) for row in offered), towns=tuple(_town(row) for row in towns))


def map_now(organisation_id: int | None = None) -> Map:
    """The areas and towns in use today, of one organisation or of all."""
    return map_on(clock.today(), organisation_id)


def areas_offered(service: Service | None = None) -> tuple[Area, ...]:
    """What an entry may cover: the areas in use today, and those that it already names."""
    places, known = map_now().places, areas_known()
    named = (area_of(code, known) for code in (service.areas if service else ()))
    return (*places, *(area for area in named if area not in places))


def areas_known(on: date | None = None) -> Mapping[str, Area]:
    """Every area ever set up, by code, with its name on a day (today by default); a former one with its last name."""
    day = on or clock.today()
    named: dict[str, str] = {}
    every, _ = _places()
    for row in sorted(every, key=lambda area: area.valid_from):
        if row.valid_from <= day or row.code not in named:
            named[row.code] = row.name
    areas = {row.code: Area(row.code, named[row.code]) for row in every}
    return areas | {ELSEWHERE.value: ELSEWHERE}


def area_of(code: str, known: Mapping[str, Area] | None = None) -> Area:
    """The area of a stored code. A code that no row has any more is its own name, so that nothing is lost."""
    there = areas_known() if known is None else known
    return there.get(code) or Area(code, code.replace("_", " ").capitalize())


def area_names(organisation_id: int) -> tuple[AreaName, ...]:
    """The rows of an organisation, former ones included, in the order they were set up."""
    rows = select(AreaName).where(AreaName.organisation_id == organisation_id)
    return tuple(db.session.scalars(rows.order_by(AreaName.id)))


def towns_of(organisation_id: int) -> tuple[Town, ...]:
    """The towns of an organisation by name, former ones included."""
    rows = select(Town).where(Town.organisation_id == organisation_id)
    return tuple(db.session.scalars(rows.order_by(Town.name, Town.id)))


def area_name(area_id: int) -> AreaName:
    """One area under one name. Raises OutOfSight."""
    return or_out_of_sight(db.session.get(AreaName, area_id))


def town(town_id: int) -> Town:
    """One town. Raises OutOfSight."""
    return or_out_of_sight(db.session.get(Town, town_id))


_AREAS, _TOWNS = Records((AreaName,), true(), (AreaName.id,)), Records((Town,), true(), (Town.id,))
_AREAS_ALONE, _TOWNS_ALONE = SideBySide(areas=_AREAS), SideBySide(towns=_TOWNS)
_AREAS_AND_TOWNS = SideBySide(areas=_AREAS, towns=_TOWNS)


def _places(*, with_towns: bool = False) -> tuple[list[AreaName], list[Town]]:
    """Every area there ever was, read once a transaction, because each person and each service asks for it; and every
    town, where a page asks for those, in the same statement if it is the first to ask."""
    session = db.session()
    of, areas, towns = session.info.get("places", (None, [], None))
    if of is None or of is not session.get_transaction():
        read = (_AREAS_AND_TOWNS if with_towns else _AREAS_ALONE).read({})
        areas, towns = read["areas"], read.get("towns")
    elif with_towns and towns is None:
        towns = _TOWNS_ALONE.read({})["towns"]
    session.info["places"] = (session.get_transaction(), areas, towns)
    return areas, towns or []


def _forget(_mapper: Any, _connection: Any, row: AreaName | Town) -> None:
    """Forget what was read, because an area or a town was written."""
    if session := object_session(row):
        session.info.pop("places", None)


for _kind in (AreaName, Town):
    for _moment in ("after_insert", "after_update"):
        event.listen(_kind, _moment, _forget)


def _holds(row: AreaName | Town, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def _town(row: Town) -> TownFacts:
    centre = None if row.north is None or row.east is None else (row.north, row.east)
    return TownFacts(name=row.name, area_code=row.area_code, centre=centre)
