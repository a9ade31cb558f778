"""The provider's inbox, its answers and questions, and the pages of the people who need a place."""

from pathways.acceptance.views import answers, closing, errors, inbox, links, placing, stepping
from pathways.acceptance.views.blueprint import pages

__all__ = ["answers", "closing", "errors", "inbox", "links", "pages", "placing", "stepping"]
