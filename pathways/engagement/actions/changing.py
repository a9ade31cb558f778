"""The assessor changes the time or place of a required assessment that a notice names it for (Drugs Act 2005 s.11(8)).

The requirement is the custody desk's record: this is the door to it.
"""

from datetime import datetime

from pathways.arrest_tests import actions as arrest_tests
from pathways.arrest_tests.models import AppointmentChange
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.refusals import OutOfSight


def propose_change(
    *,
    by: Viewer,
    required_id: int,
    new_at: datetime | None,
    service_id: int | None,
    slot_id: int | None,
    reason: str,
    seen_version: int | None = None,
) -> AppointmentChange:
    """Enter another time or place. Raises OutOfSight unless the notice names the viewer's provider, Refused, Stale."""
    held = queries.expected_one(by, required_id)
    return arrest_tests.propose_change(
        by=by,
        person=held.person,
        required=held.required,
        new_at=new_at,
        service_id=service_id,
        slot_id=slot_id,
        reason=reason,
        is_follow_up_told=_is_follow_up_told(required_id),
        seen_version=seen_version,
    )


def serve_change(
    *, by: Viewer, required_id: int, served_at: datetime, seen_version: int | None = None
) -> AppointmentChange:
    """Record that the further notice was given: the new time binds. Raises OutOfSight, Refused, Stale."""
    held = queries.expected_one(by, required_id)
    return arrest_tests.serve_change(
        by=by,
        person=held.person,
        required=held.required,
        served_at=served_at,
        is_follow_up_told=_is_follow_up_told(required_id),
        seen_version=seen_version,
    )


def drop_change(*, by: Viewer, required_id: int, seen_version: int | None = None) -> None:
    """Drop a change whose notice was not given. Raises OutOfSight, Refused, Stale."""
    held = queries.expected_one(by, required_id)
    arrest_tests.drop_change(by=by, person=held.person, required=held.required, seen_version=seen_version)


def print_changed_notice(
    *, by: Viewer, required_id: int, change: AppointmentChange, number: int | None = None
) -> bytes:
    """The notice (RA2) as bytes, with the look in the log. Raises OutOfSight."""
    held = queries.expected_one(by, required_id)
    if change.required_assessment_id != required_id:
        raise OutOfSight
    return arrest_tests.print_changed_notice(
        by=by, person=held.person, required=held.required, change=change, number=number
    )


def _is_follow_up_told(required_id: int) -> bool:
    return queries.given_before(queries.follow_up_of(required_id)) is not None
