"""How much of somebody's death a viewer is told, and what was recorded in error. Every police page and action asks."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from pathways.auth.models import User
from pathways.auth.roles import Viewer
from pathways.people.deaths.rules import DeathDetail, death_bars, death_words, told_of_death
from pathways.people.models.identity import DeathCorrection, Person
from pathways.people.queries import WayIn, is_record_of, surviving_id
from pathways.refusals import Reason
from pathways.store.base import db, shared_alias

Resume = Callable[[Viewer, Collection[int], datetime], None]
_open_steps: list[WayIn] = []
_resumes: list[Resume] = []
# Made once: every look at a case asks it.
_ASKED, _SAID_ON = shared_alias(Person), shared_alias(Person)


def deaths_in_error(person_ids: Any) -> Select[int, datetime, datetime | None, int]:
    """The statement of who of these people (a subquery, or a parameter) stood as dead and was not, from when to when.

    The person id is the one asked for, merged or not.
    """
    return (
        select(
            _ASKED.id.label("person_id"), DeathCorrection.recorded_at, DeathCorrection.decided_at, DeathCorrection.id
        )
        .join(_SAID_ON, _SAID_ON.id == DeathCorrection.person_id)
        .join(_ASKED, surviving_id(_ASKED) == surviving_id(_SAID_ON))
        .where(_ASKED.id.in_(person_ids), DeathCorrection.is_confirmed.is_(True))
        .order_by(DeathCorrection.recorded_at, DeathCorrection.id)
    )


_DEAD_BY_ERROR = deaths_in_error(bindparam("of_people", expanding=True))
_DIED = (
    select(Person.died_at).join(_ASKED, Person.id == surviving_id(_ASKED)).where(_ASKED.id == bindparam("of_person"))
)


@dataclass(frozen=True, kw_only=True)
class Death:
    """A death as the viewer is told of it. `is_whole`: the viewer is told all, also who recorded it."""

    died_at: datetime
    words: str
    is_whole: bool


def open_step(of: WayIn) -> WayIn:
    """Decorator for a later room: its function gives the ids of people with an open step at the viewer's force."""
    _open_steps.append(of)
    return of


def when_taken_back(resume: Resume) -> Resume:
    """Decorator for a later room: its function puts right what was recorded because of a death that was an error."""
    _resumes.append(resume)
    return resume


def resume_after_error(by: Viewer, person_ids: Collection[int], since: datetime) -> None:
    """Run those functions of later rooms for these records, whose death, recorded at `since`, was taken back."""
    for resume in _resumes:
        resume(by, person_ids, since)


def death_of(viewer: Viewer, person: Person) -> Death | None:
    """A person's death as the viewer is told it. None for the living, and just the same where nothing is told."""
    return deaths_of(viewer, [person]).get(person.id)


def deaths_of(viewer: Viewer, people: Iterable[Person]) -> dict[int, Death]:
    """The deaths of these people as the viewer is told them, by person; the living, and whoever nothing is told of,
    are left out."""
    dead = {person.id: person.died_at for person in people if person.died_at is not None}
    how_much = _told(viewer, [person for person in people if person.id in dead])
    return {
        person_id: Death(died_at=died_at, words=death_words(died_at, detail), is_whole=detail is DeathDetail.ALL)
        for person_id, died_at in dead.items()
        if (detail := how_much[person_id]) is not DeathDetail.NOTHING
    }


def bars_of_death(viewer: Viewer, person: Person) -> tuple[Reason, ...]:
    """Why nothing more is done for this person, in words the viewer may read. It stops them whatever they are told."""
    return death_bars(person.died_at, _told(viewer, [person])[person.id]) if person.died_at else ()


def death_correction_waiting(person: Person) -> DeathCorrection | None:
    """The statement that a recorded death is wrong which a second person has still to decide; None if there is none."""
    waits = (DeathCorrection.person_id == person.id, DeathCorrection.decided_at.is_(None))
    return db.session.scalar(select(DeathCorrection).where(*waits).execution_options(populate_existing=True))


def is_colleague(viewer: Viewer, user_id: int | None) -> bool:
    """Whether somebody works where the viewer does. Only colleagues read who said what of a death, and how they know:
    "she came this morning" would tell anybody else that a service sees her."""
    theirs = select(User.organisation_id).where(User.id == user_id)
    return user_id is not None and db.session.scalar(theirs) == viewer.organisation_id


def dead_by_error(person_ids: Collection[int]) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
    """By the person id asked for, merged or not: the periods in which they stood as dead and were not, oldest first.

    A period begins when the death was recorded and ends when it was confirmed to be an error.
    """
    in_error: dict[int, list[tuple[datetime, datetime]]] = {}
    for person_id, began, ended, _ in db.session.execute(_DEAD_BY_ERROR, {"of_people": list(person_ids)}):
        in_error.setdefault(person_id, []).append((began, ended or began))  # decided, as it is confirmed
    return {person_id: tuple(stretches) for person_id, stretches in in_error.items()}


def has_died(person_id: int) -> bool:
    """Whether somebody, or the record they were merged into, is dead: for what is sent without anybody looking."""
    return db.session.scalar(_DIED, {"of_person": person_id}) is not None


def _told(viewer: Viewer, dead: Collection[Person]) -> dict[int, DeathDetail]:
    """How much of the death of each of these people the viewer is told."""
    if not viewer.is_police or not dead:
        return dict.fromkeys((person.id for person in dead), DeathDetail.ALL)
    own = (User.organisation_id == viewer.organisation_id, User.id.in_({each.death_recorded_by_id for each in dead}))
    colleagues = set(db.session.scalars(select(User.id).where(*own)))
    by_others = {person.id for person in dead if person.death_recorded_by_id not in colleagues}
    open_ids = _with_an_open_step(viewer, by_others)
    return {
        person.id: told_of_death(
            is_police=True, recorded_by_own=person.id not in by_others, holds_open_step=person.id in open_ids
        )
        for person in dead
    }


def _with_an_open_step(viewer: Viewer, person_ids: Collection[int]) -> set[int]:
    """Those of these people, by the record that stays, with an open step at the viewer's force."""
    if not _open_steps or not person_ids:
        return set()
    open_step = or_(*(Person.id.in_(step(viewer)) for step in _open_steps))
    return set(db.session.scalars(select(surviving_id()).where(is_record_of(person_ids), open_step)))
