"""The areas and towns of the made-up county, set up as an administrator sets up a real one.

The four areas are the hotspots of the Lincolnshire Drugs Strategy 2021-2025. Of the towns the table beside this holds
the centres, to a hundredth of a degree (recalled).
"""

import csv
from datetime import date
from pathlib import Path

from pathways.audit import SYSTEM
from pathways.auth.models import Organisation
from pathways.directory import actions as directory
from pathways.vocabulary import ELSEWHERE, Area

TOWNS = Path(__file__).parent / "data" / "towns.csv"
LINCOLN, BOSTON = Area("lincoln", "Lincoln"), Area("boston", "Boston")
SKEGNESS, GRANTHAM = Area("skegness", "Skegness"), Area("grantham", "Grantham")
AREAS = (LINCOLN, BOSTON, SKEGNESS, GRANTHAM)
EVERYWHERE = (*AREAS, ELSEWHERE)


def set_up_areas(force: Organisation, since: date) -> None:
    """The county's areas, then its towns: one of an area's name lies in it, any other elsewhere."""
    codes = {
        each.label: directory.add_area(by=SYSTEM, organisation=force, name=each.label, from_on=since).code
        for each in AREAS
    }
    with TOWNS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            directory.add_town(
                by=SYSTEM,
                organisation=force,
                name=row["town"],
                area_code=codes.get(row["town"]),
                centre=(float(row["north"]), float(row["east"])),
                source=row["source"],
                from_on=since,
            )
