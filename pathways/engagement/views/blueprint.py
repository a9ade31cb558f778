"""The room's blueprint, and what all its pages share: a case in sight, looked at, with its audit entry."""

from flask import Blueprint, url_for

from pathways import audit
from pathways.auth.guard import viewer
from pathways.engagement import queries
from pathways.engagement.queries import Case

pages = Blueprint("engagement", __name__)


def looked_at(held: Case) -> Case:
    """Record that the viewer saw this case."""
    audit.look(viewer(), held.person.id, "person.viewed", ("referral", held.referral.id))
    return held


def case_in_sight(referral_id: int) -> Case:
    """The case, with the look recorded. Raises OutOfSight."""
    return looked_at(queries.case(viewer(), referral_id))


def case_url(referral_id: int) -> str:
    """Where every page of a case goes back to."""
    return url_for("engagement.case", referral_id=referral_id)
