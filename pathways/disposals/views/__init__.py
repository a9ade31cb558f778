"""The pages of the disposals room."""

from pathways.disposals.views import choosing, deciding, papers, standing
from pathways.disposals.views.blueprint import pages

__all__ = ["choosing", "deciding", "pages", "papers", "standing"]
