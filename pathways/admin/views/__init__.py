"""The administrator's pages: people and roles (`people`, `access`), organisations, suites and services (`places`),
what was not sent (`messages`)."""

from pathways.admin.views import access, messages, people, places
from pathways.admin.views.blueprint import pages

__all__ = ["access", "messages", "pages", "people", "places"]
