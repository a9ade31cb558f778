"""What policy leads propose and decide."""

from pathways.policy.models.changes import PolicyChange

__all__ = ["PolicyChange"]
