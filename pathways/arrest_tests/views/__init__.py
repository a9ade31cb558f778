"""The pages of the room, on one blueprint."""

from pathways.arrest_tests.views import (
    arrest,
    asking_later,
    assessments,
    authority,
    booking,
    changes,
    happened,
    holds,
    law,
    law_changes,
    life_cycle,
    notifications,
    papers,
    required_otherwise,
    sharing,
    shifts,
    tests,
)
from pathways.arrest_tests.views.blueprint import pages

__all__ = [
    "arrest",
    "asking_later",
    "assessments",
    "authority",
    "booking",
    "changes",
    "happened",
    "holds",
    "law",
    "law_changes",
    "life_cycle",
    "notifications",
    "pages",
    "papers",
    "required_otherwise",
    "sharing",
    "shifts",
    "tests",
]
