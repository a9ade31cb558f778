"""Which times of its diary a service may offer to somebody on its caseload, and which one the page fills in."""

from pathways import clock
from pathways.directory import queries as directory
from pathways.directory.models import Slot
from pathways.engagement.queries.case import Case
from pathways.engagement.rules import NextTimes, days_to_next
from pathways.referrals.models import Appointment
from pathways.referrals.rules import Outcome
from pathways.refusals import OutOfSight
from pathways.store import db

TIMES_SHOWN = 4


def next_times(held: Case, after: Appointment | None = None, outcome: Outcome = Outcome.DID_NOT_ATTEND) -> NextTimes:
    """What the service of a case in sight may offer next. `booked_at` is a later appointment that stands already."""
    service_id, now = held.referral.service_id, clock.now()
    slots = directory.free_slots("", [service_id]) if service_id else ()
    booked = (at for at in held.booked_at if at > now and (after is None or at != after.starts_at))
    usual = clock.london(after.starts_at if after else now).time().replace(second=0, microsecond=0)
    day = clock.add_working_days(clock.today(), days_to_next(outcome))
    place = directory.service(service_id) if service_id else None
    free = [(one.id, one.starts_at) for one in slots if one.starts_at not in held.booked_at]
    return NextTimes(
        service=place.name if place else "",
        town=place.town if place else "",
        slots=tuple(free[:TIMES_SHOWN]),
        suggested_at=clock.from_london(day, usual),
        booked_at=next(booked, None),
    )


def slot_of(held: Case, slot_id: int) -> Slot:
    """A time in the diary of the provider that has the case. Raises OutOfSight."""
    found = db.session.get(Slot, slot_id)
    if found is None or directory.service(found.service_id).organisation_id != held.referral.organisation_id:
        raise OutOfSight
    return found
