"""The pages of risks and of concerns. Each authorises, loads, validates, acts, commits and redirects."""

from pathways.safeguarding.views import avoiding, concerns, risks
from pathways.safeguarding.views.blueprint import pages

__all__ = ["avoiding", "concerns", "pages", "risks"]
