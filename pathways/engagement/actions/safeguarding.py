"""A concern about somebody in treatment, passed to the police who brought them in, or whose county it is."""

from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.referrals.queries import episode_of
from pathways.safeguarding import actions as safeguarding
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules import ConcernFacts


def raise_concern(*, by: Viewer, referral_id: int, facts: ConcernFacts, seen_version: int | None = None) -> Concern:
    """Raise a concern from a case of the viewer's provider. Police are told of it whatever the person agreed to.

    Source: treatment-and-statistics 2.6, what police see: a safeguarding action of which they are the recipient.
    Raises OutOfSight, Refused, Stale.
    """
    held = queries.case(by, referral_id)
    return safeguarding.raise_concern(
        by=by,
        episode=episode_of(held.referral),
        facts=facts,
        near=queries.towns_near(held.referral),
        seen_version=seen_version,
    )
