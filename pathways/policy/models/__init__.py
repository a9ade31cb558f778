"""What policy leads propose and decide, and what they asked."""

from pathways.policy.models.changes import PolicyChange
from pathways.policy.models.questions import WhatIfRun

__all__ = ["PolicyChange", "WhatIfRun"]
