"""The pages of needs, consents and sending. Each authorises, loads, validates, acts, commits and redirects."""

from pathways.referrals.views import afterwards, agreeing, asking, joint, leaving, own, sending, stepping
from pathways.referrals.views.blueprint import pages

__all__ = ["afterwards", "agreeing", "asking", "joint", "leaving", "own", "pages", "sending", "stepping"]
