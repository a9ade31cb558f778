"""The pages of the room, on one blueprint."""

from pathways.arrest_tests.views import arrest, assessments, authority, notifications, tests
from pathways.arrest_tests.views.blueprint import pages

__all__ = ["arrest", "assessments", "authority", "notifications", "pages", "tests"]
