"""The areas of the made-up county, as tests name them, and the rows that make them an organisation's own."""

from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import Organisation
from pathways.demo.journey import AREAS, BOSTON, EVERYWHERE, GRANTHAM, LINCOLN, SKEGNESS
from pathways.directory.areas.rules import Map, TownFacts
from pathways.directory.models import AreaName, Town
from pathways.store.base import db
from pathways.vocabulary import ELSEWHERE

__all__ = [
    "AREAS",
    "BOSTON",
    "CENTRES",
    "COUNTY",
    "ELSEWHERE",
    "EVERYWHERE",
    "GRANTHAM",
    "LINCOLN",
    "SKEGNESS",
    "set_up",
]

CENTRES = (
    TownFacts(name="Boston", area_code="boston", centre=(52.98, -0.03)),
    TownFacts(name="Gainsborough", centre=(53.40, -0.77)),
    TownFacts(name="Grantham", area_code="grantham", centre=(52.91, -0.64)),
    TownFacts(name="Horncastle", centre=(53.21, -0.11)),
    TownFacts(name="Lincoln", area_code="lincoln", centre=(53.23, -0.54)),
    TownFacts(name="Louth", centre=(53.37, 0.00)),
    TownFacts(name="Mablethorpe", centre=(53.34, 0.26)),
    TownFacts(name="Skegness", area_code="skegness", centre=(53.14, 0.34)),
    TownFacts(name="Sleaford", centre=(53.00, -0.41)),
    TownFacts(name="Spalding", centre=(52.79, -0.15)),
    TownFacts(name="Stamford", centre=(52.65, -0.48)),
)
COUNTY = Map(areas=AREAS, towns=CENTRES)
SINCE = date(2015, 1, 1)


def set_up(force: Organisation) -> Organisation:
    """The county's areas and towns, once; returns the force."""
    if db.session.scalar(select(AreaName.id).limit(1)) is not None:
        return force
    known = {"organisation_id": force.id, "valid_from": SINCE, "recorded_at": clock.now()}
    db.session.add_all(AreaName(code=area.value, name=area.label, **known) for area in AREAS)
    for town in CENTRES:
        north, east = town.centre
        db.session.add(Town(name=town.name, area_code=town.area_code, north=north, east=east, **known))
    db.session.flush()
    return force
