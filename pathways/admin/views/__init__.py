"""The administrator's pages: people and roles (`people`, `access`), organisations, suites and services (`places`)."""

from pathways.admin.views import access, people, places
from pathways.admin.views.blueprint import pages

__all__ = ["access", "pages", "people", "places"]
