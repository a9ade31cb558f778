"""A step that somebody may take on a page: who, where, what is typed, and what stands of it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pathways import clock
from pathways.arrest_tests.rules import Machine
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.arrest_tests.machine.written import Written

Typed = dict[str, Any]
SENTENCE = "Recorded as it was said at the desk, word for word"
DESK, SENIOR, INSPECTOR, WORKER, SUPERVISOR = "custody officer", "duty inspector", "inspector", "worker", "supervisor"
APART = "inspector who had no part in it"
STRANGER = "worker of another service"
SERVICE = (WORKER, SUPERVISOR)


@dataclass(frozen=True)
class Scene:
    """Whom it is about, who could be named, and the record as it stood when the step was chosen."""

    episode_id: int
    person_id: int
    inspector_id: int
    service_id: int
    slots: tuple[int, ...]
    first_slot_at: datetime
    written: Written

    @property
    def episode(self) -> str:
        return f"/episodes/{self.episode_id}"

    @property
    def notice(self) -> str:
        return f"/inbox/required-assessments/{self.written.required.id}"


@dataclass(frozen=True)
class Step:
    """`where` gives the address while the step is open in a record, else None. `ends` is taken late, and seldom.

    `tables` are those in which the typed values stand once it went through.
    """

    name: str
    who: tuple[str, ...]
    machine: Machine
    where: Callable[[Scene], str | None]
    typed: Callable[[Scene], Typed]
    tables: tuple[str, ...] = ()
    ends: bool = False


def now(*names: str, ago: int = 0) -> Typed:
    """The present minute in the boxes of each moment."""
    return {box: value for name in names for box, value in boxes(name, clock.now() - timedelta(minutes=ago)).items()}


def today(name: str) -> Typed:
    return {box: value for box, value in boxes(name, clock.now()).items() if not box.endswith("-time")}


def ahead(name: str, **more: float) -> Typed:
    return boxes(name, clock.now() + timedelta(**more))


def has_passed(at: datetime | None) -> bool:
    """Whether it may be recorded what happened then: from a quarter of an hour before."""
    return at is not None and clock.now() >= at - timedelta(minutes=15)
