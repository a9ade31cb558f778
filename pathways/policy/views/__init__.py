"""The pages of the policy lead."""

from pathways.policy.views import asking, changes, gravity, leaflets, switches, waiting
from pathways.policy.views.blueprint import pages

__all__ = ["asking", "changes", "gravity", "leaflets", "pages", "switches", "waiting"]
