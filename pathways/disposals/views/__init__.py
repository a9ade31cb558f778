"""The pages of the disposals room."""

from pathways.disposals.views import choosing, deciding, history, papers, standing, victims
from pathways.disposals.views.blueprint import pages

__all__ = ["choosing", "deciding", "history", "pages", "papers", "standing", "victims"]
