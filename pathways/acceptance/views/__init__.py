"""The provider's inbox, its answers, and the pages of the people who need a place."""

from pathways.acceptance.views import answers, inbox, placing
from pathways.acceptance.views.blueprint import pages

__all__ = ["answers", "inbox", "pages", "placing"]
