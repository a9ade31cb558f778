"""The pages of the policy lead."""

from pathways.policy.views import changes, gravity, leaflets, switches
from pathways.policy.views.blueprint import pages

__all__ = ["changes", "gravity", "leaflets", "pages", "switches"]
