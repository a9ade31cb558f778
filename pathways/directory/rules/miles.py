"""How far apart two towns of the county are, in whole miles as the crow flies: said, never counted. Pure.

It tells an officer what a journey asks of somebody (desk-treatment-and-manager 02: design choice). A town whose centre
nobody entered is left without miles, and nothing is guessed.
"""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from typing import Final

from pathways.directory.rules.areas import TownFacts

EARTH_IN_MILES: Final = 3959


def miles_between(towns: Iterable[TownFacts], here: str, there: str) -> int | None:
    """Whole miles in a straight line between two of these towns; None where either has no centre."""
    centres = {town.name: tuple(map(radians, town.centre)) for town in towns if town.centre is not None}
    if here not in centres or there not in centres:
        return None
    (north, east), (other_north, other_east) = centres[here], centres[there]
    across = cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return round(2 * EARTH_IN_MILES * asin(sqrt(sin((other_north - north) / 2) ** 2 + across)))
