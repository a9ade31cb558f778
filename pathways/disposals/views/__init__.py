"""The pages of the disposals room."""

from pathways.disposals.views import choosing, deciding, standing
from pathways.disposals.views.blueprint import pages

__all__ = ["choosing", "deciding", "pages", "standing"]
