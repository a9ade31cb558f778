"""The administrator's pages: people and roles (`people`, `access`), organisations, suites and services (`places`),
the county's areas and towns (`areas`), how a service answers (`answering`), what was not sent (`messages`),
what takes a second person (`second_person`)."""

from pathways.admin.views import access, answering, areas, messages, people, places, second_person
from pathways.admin.views.blueprint import pages

__all__ = ["access", "answering", "areas", "messages", "pages", "people", "places", "second_person"]
