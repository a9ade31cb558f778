"""The pages of scrutiny: the organiser's (`rounds`, `cases`), the panel's (`panel`), and what is published."""

from pathways.scrutiny.views import cases, panel, rounds
from pathways.scrutiny.views.blueprint import pages

__all__ = ["cases", "pages", "panel", "rounds"]
