"""The time of a required assessment in the diary of the service: held while it is told, taken with the notice."""

from datetime import datetime

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries.diaries import kept_for
from pathways.arrest_tests.rules.appointments import by_hand_faults
from pathways.directory import actions as directory
from pathways.directory import queries as services
from pathways.directory.models import Slot
from pathways.refusals import Refused
from pathways.store import db


def time_of_diary(slot_id: int) -> tuple[datetime, int]:
    """When a time of a diary is, and at which service. Raises Refused where it is none any more."""
    found = db.session.get(Slot, slot_id, populate_existing=True)
    if found is None or found.ended_at is not None:
        raise directory.TakenMeanwhile(directory.TAKEN_MEANWHILE, field="slot")
    return found.starts_at, found.service_id


def hold_for(key: str, slot_id: int | None, at: datetime, service_id: int) -> None:
    """Hold a time for a change of the appointment; one typed by hand only where no diary is kept. Raises Refused."""
    if slot_id is not None:
        directory.hold_slot(slot_id=slot_id, kept_for=key)
    else:
        refuse_where_a_diary_is_kept(at, service_id, "initial_at")


def hold(episode_id: int, slot_id: int | None, at: datetime | None, service_id: int | None) -> None:
    """Hold the chosen time; or let go of the one before, for a time typed by hand. Raises Refused."""
    if slot_id is not None:
        directory.hold_slot(slot_id=slot_id, kept_for=kept_for(episode_id))
        return
    refuse_where_a_diary_is_kept(at, service_id, "initial_at")
    let_go(episode_id)


def refuse_where_a_diary_is_kept(at: datetime | None, service_id: int | None, field: str) -> None:
    """A time is typed by hand only where the service keeps no diary for that day."""
    if at is None or service_id is None:
        return
    keeps = services.keeps_diary_on(service_id, clock.london_date(at))
    if faults := by_hand_faults(services.service(service_id).name, at, keeps_diary=keeps):
        raise Refused(faults[0], field=field)


def take(episode_id: int, required: RequiredAssessment, held_as: str = "") -> None:
    """Take the time that stands, if a diary has it, and free the one before. Raises TakenMeanwhile: choose another."""
    if required.service_id is None or required.initial_at is None:
        return
    slot = services.slot_at(required.service_id, required.initial_at)
    if slot is not None:
        directory.take_slot(slot_id=slot.id, kept_for=kept_for(episode_id), held_as=held_as)
    else:
        let_go(episode_id)


def let_go(episode_id: int) -> None:
    """Free what is kept for an episode."""
    directory.let_go(kept_for=kept_for(episode_id))
