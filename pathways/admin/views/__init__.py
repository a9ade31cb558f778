"""The administrator's pages: people and roles (`people`, `access`), organisations, suites and services (`places`),
how a
service answers (`answering`), what was not sent (`messages`)."""

from pathways.admin.views import access, answering, messages, people, places
from pathways.admin.views.blueprint import pages

__all__ = ["access", "answering", "messages", "pages", "people", "places"]
