"""Who may sign in, as what, for whom: organisations, users, roles as data, dated ranks, sessions, and the guard."""

from pathways.auth.roles import OrganisationKind, Rank, Role
from pathways.auth.viewer import Viewer

__all__ = ["OrganisationKind", "Rank", "Role", "Viewer"]
