"""The pages of the policy lead."""

from pathways.policy.views import changes, switches
from pathways.policy.views.blueprint import pages

__all__ = ["changes", "pages", "switches"]
