"""Which times of the services' diaries an officer may choose for somebody, and how the one they chose stands."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import AppointmentChange, RequiredAssessment
from pathways.arrest_tests.rules.moments import weekday_in_words
from pathways.directory import queries as directory
from pathways.directory.models import Service, Slot
from pathways.directory.rules import SlotState, TimeOffered, state_of
from pathways.directory.rules.miles import miles_between
from pathways.store import db

FARTHEST = 999
"""Miles to a town whose place nobody measured: it comes last."""


def kept_for(episode_id: int) -> str:
    """The key under which a diary keeps a time for the required assessment of an episode."""
    return f"required {episode_id}"


def kept_for_change(required_id: int) -> str:
    """The key under which a time is held while a changed appointment is told."""
    return f"change {required_id}"


def times_offered(key: str, services: Iterable[Service], near: str = "") -> list[TimeOffered]:
    """The times free for a key, day by day; within a day those nearest to a town first, then the soonest."""
    by_id = {one.id: one for one in services}
    towns = directory.map_now().towns if near else ()

    def turn(slot: Slot) -> tuple[date, bool, int, datetime, int]:
        town = by_id[slot.service_id].town
        miles = miles_between(towns, near, town) if near else None
        far = FARTHEST if miles is None else miles
        return (clock.london_date(slot.starts_at), town != near, far, slot.starts_at, slot.id)

    return [
        TimeOffered(
            slot_id=each.id,
            day=weekday_in_words(each.starts_at).partition(",")[0],
            words=f"{clock.london(each.starts_at):%H:%M}, {by_id[each.service_id].name}, {by_id[each.service_id].town}",
        )
        for each in sorted(directory.free_slots(key, by_id), key=turn)
    ]


def chosen_time(required: RequiredAssessment | None) -> Slot | None:
    """The diary's time that a decision names, whoever has it by now."""
    if required is None or required.service_id is None or required.initial_at is None:
        return None
    return directory.slot_at(required.service_id, required.initial_at)


def pending_change(required_id: int) -> AppointmentChange | None:
    """The changed appointment whose notice is still to be given."""
    return db.session.scalar(
        select(AppointmentChange).where(
            AppointmentChange.required_assessment_id == required_id,
            AppointmentChange.notice_served_at.is_(None),
            AppointmentChange.dropped_at.is_(None),
        )
    )


def changes_of(required_id: int) -> tuple[AppointmentChange, ...]:
    """The changes whose notice was given, oldest first."""
    given = AppointmentChange.notice_served_at.is_not(None)
    statement = select(AppointmentChange).where(AppointmentChange.required_assessment_id == required_id, given)
    return tuple(db.session.scalars(statement.order_by(AppointmentChange.notice_served_at, AppointmentChange.id)))


def held_until(episode_id: int, slot: Slot | None) -> datetime | None:
    """Until when a chosen time is held for this episode; None where it is not held, or taken already."""
    is_ours = slot is not None and slot.kept_for == kept_for(episode_id)
    return slot.held_until if slot is not None and is_ours and not slot.taken_at else None


def is_lost(episode_id: int, slot: Slot | None) -> bool:
    """Whether a chosen time has somebody else's name on it by now."""
    if slot is None or slot.kept_for == kept_for(episode_id):
        return False
    state = state_of(now=clock.now(), held_until=slot.held_until, taken_at=slot.taken_at, has_ended=False)
    return state is not SlotState.FREE
