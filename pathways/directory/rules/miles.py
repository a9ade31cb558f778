"""How far apart two towns of the county are, in whole miles as the crow flies: said, never counted. Pure.

It tells an officer what a journey asks of somebody (desk-treatment-and-manager 02: design choice). The table holds town
centres; a town that is not in it is left without miles, and nothing is guessed.
"""

import csv
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent.parent / "data" / "towns.csv"
EARTH_IN_MILES: Final = 3959


def miles_between(here: str, there: str) -> int | None:
    """Whole miles in a straight line between two towns; None where either is not in the table."""
    towns = _towns()
    if here not in towns or there not in towns:
        return None
    (north, east), (other_north, other_east) = towns[here], towns[there]
    across = cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return round(2 * EARTH_IN_MILES * asin(sqrt(sin((other_north - north) / 2) ** 2 + across)))


@cache
def _towns() -> dict[str, tuple[float, float]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["town"]: (radians(float(row["north"])), radians(float(row["east"]))) for row in rows}
