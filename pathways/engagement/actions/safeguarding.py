"""A concern about somebody in treatment, passed to the police who brought them in, or whose county it is."""

from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.people.queries import view_of
from pathways.referrals.queries import episode_of
from pathways.safeguarding import actions as safeguarding
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules import AvoidFacts, ConcernFacts


def raise_concern(*, by: Viewer, referral_id: int, facts: ConcernFacts) -> Concern:
    """Raise a concern from a case of the viewer's provider. Police are told of it whatever the person agreed to.

    Source: treatment-and-statistics 2.6, what police see: a safeguarding action of which they are the recipient.
    Raises OutOfSight, Refused.
    """
    held = queries.case(by, referral_id)
    return safeguarding.raise_concern(
        by=by,
        episode=episode_of(held.referral),
        facts=facts,
        near=queries.towns_near(held.referral),
    )


def record_services_to_avoid(
    *, by: Viewer, referral_id: int, facts: AvoidFacts, seen_version: int | None = None
) -> None:
    """Which services the person of a case must not be sent to: for the next service, a partner, a transfer.

    Raises OutOfSight, Refused, Stale.
    """
    held = queries.case(by, referral_id)
    safeguarding.record_services_to_avoid(
        by=by,
        view=view_of(episode_of(held.referral)),
        facts=facts,
        is_keyworker=held.referral.keyworker_id == by.user_id,
        seen_version=seen_version,
    )
