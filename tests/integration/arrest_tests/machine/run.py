"""One person's record while it is driven: who may do what now, what is sent, and what must hold after it."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from pathways import clock
from pathways.arrest_tests.rules import Machine
from pathways.auth.roles import Role
from pathways.store.base import db
from tests import county
from tests.databases import Emptied
from tests.integration.arrest_tests.machine import of_the_arrest, of_the_requirement, of_the_test
from tests.integration.arrest_tests.machine.actors import Actor
from tests.integration.arrest_tests.machine.holding import everything_holds, is_kept_as_draft, not_recorded
from tests.integration.arrest_tests.machine.spoiled import is_stale, spoiled
from tests.integration.arrest_tests.machine.steps import DESK, STRANGER, WORKER, Scene, Step
from tests.integration.arrest_tests.machine.written import TABLES, Written
from tests.integration.hostile.typed import Filled
from tests.scenes import stage

STEPS = (*of_the_arrest.STEPS, *of_the_test.STEPS, *of_the_requirement.STEPS)
OPEN = {
    Machine.TEST: {"SAMPLE_TAKEN"},
    Machine.LAB: {"DISPUTED", "SENT"},
    Machine.REQUIREMENT: {"IMPOSED", "INITIAL_BOOKED", "INITIAL_STARTED", "FOLLOWUP_BOOKED"},
    Machine.FAILURE: {"REVIEW", "FILE", "CHARGED"},
    Machine.HOLD: {"QUARANTINED"},
}
"""The states from which somebody has to go on; from the others everything that may follow is of free will."""
LATE = (25, 45, 65)
DEATH = 120
"""After how many steps an end may be taken, and when somebody may die."""
THEFT = "arrested for theft"
TO_THE_NOTICE = (THEFT, "positive", "required by hand", "notice served")
BEFORE = ((), TO_THE_NOTICE, TO_THE_NOTICE[:2], TO_THE_NOTICE, (THEFT, "not read yet"), (THEFT, "negative"))
"""What a run may begin with."""
JUMPS, SHIFT = (5, 20, 90), timedelta(hours=6)


@dataclass
class County:
    """What stands before each run, kept beside the database; and who signs in."""

    app: Flask
    built: Emptied
    clock: clock.SettableClock
    begins: datetime
    rows: Any
    people: dict[str, tuple[int, Role]]
    suite_id: int
    facts: dict[str, Any]
    seen: set[tuple[str, str]] = field(default_factory=set)


class Run:
    """A run of steps about the same person, from the same first moment."""

    def __init__(self, county: County, counted: Counter[str], turn: int) -> None:
        self.found, self.counted, self.turn = county, counted, turn
        db.session.remove()
        county.built.put_back(county.rows)
        stage.path = None
        county.clock.set(county.begins)
        self.actors = {name: Actor(county.app, user_id, role) for name, (user_id, role) in county.people.items()}
        self.written = Written()
        self.scene = Scene(written=self.written, **county.facts)
        self.last: tuple[str, str, dict[str, Any], str] | None = None
        self.taken = 0
        self.shift_began = county.begins
        self.told: list[tuple[str, str]] = []
        self._open: dict[str, list[Step]] | None = None
        self.late = LATE[0]

    def begins(self, before: tuple[str, ...], late: int) -> None:
        """What the run begins with: steps in their order, on their pages."""
        self.late = late
        for name in before:
            self._takes(DESK, next(step for step in STEPS if step.name == name), 0, 0)

    def open_to(self, who: str) -> list[Step]:
        """The steps that the record leaves open to somebody, ends only once they are due.

        After a death a hold is decided, and now and then something else is tried, and refused.
        """
        if self._open is None:
            open_steps = [step for step in STEPS if self._is_due(step) and step.where(self.scene) is not None]
            self._open = {actor: [step for step in open_steps if actor in step.who] for actor in self.actors}
        return self._open[who]

    def _is_due(self, step: Step) -> bool:
        if self.written.has_died and step.machine is not Machine.HOLD and self.taken % 9:
            return False
        return not step.ends or self.taken >= (DEATH if step.name == "died" else self.late)

    def is_open_to(self, who: str) -> bool:
        """Whether somebody acts now; every third step is somebody else's, or time's."""
        return self.taken % 3 != 2 and bool(self.open_to(who))

    @property
    def may_wait(self) -> bool:
        """Every third step, and when nobody has anything to do."""
        return self.taken % 3 == 2 or not any(self.open_to(who) for who in self.actors)

    def acts(self, who: str, pick: int, how: int) -> None:
        """Somebody takes one of the steps that are open to them, well or badly."""
        steps = self.open_to(who)
        if steps:
            self._takes(who, steps[(pick + self.turn * self.taken) % len(steps)], pick, how)

    def _takes(self, who: str, step: Step, pick: int, how: int) -> None:
        self._begins()
        address = step.where(self.scene)
        assert address is not None
        actor = self.actors[who]
        typed = spoiled(step.typed(self.scene), how, pick)
        hidden = self._fetched(actor, address) if step.name == of_the_arrest.RELEASED else {}
        hidden |= actor.fill(self.scene.person_id) | ({"version": "999999"} if is_stale(how) else {})
        answer = actor.send(address, hidden | typed)
        assert answer.status_code < 500, (step.name, typed, answer.text)
        self._judged(step, who, address, typed, hidden, how, answer)

    def time_passes(self, pick: int) -> None:
        """Some minutes, or hours."""
        self._begins()
        self.found.clock.advance(timedelta(minutes=JUMPS[pick % len(JUMPS)]))
        self._sets_up_the_shift()

    def appointments(self) -> list[datetime]:
        """The times ahead at which somebody is expected."""
        follow_up_times = [row.starts_at for row in self.written.live("follow_up") if row.starts_at and row.given_at]
        required = self.written.required
        times = [
            *follow_up_times,
            *([required.initial_at] if required is not None and required.notice_served_at else []),
        ]
        return [at for at in times if at > clock.now()]

    def the_time_comes(self) -> None:
        """The next time at which somebody is expected, and five minutes more."""
        self._begins()
        self.found.clock.set(max(clock.now(), min(self.appointments()) + timedelta(minutes=5)))
        self._sets_up_the_shift()

    def sends_again(self) -> None:
        """The same form once more: it leads where it led, and leaves nothing new behind."""
        self._begins()
        assert self.last is not None
        who, address, form, location = self.last
        self.last = None
        answer = self.actors[who].send(address, form)
        assert (answer.status_code, answer.location) == (302, location)

    def tries_what_is_not_theirs(self, pick: int) -> None:
        """A service at the pages of police, police at those of a service, a stranger at either: there is no such page."""
        self._begins()
        required = self.written.required
        police = [f"{self.scene.episode}/{page}" for page in ("test", "authority", "required-assessment")]
        service = [f"/inbox/required-assessments/{required.id if required else 1}"]
        who, pages = ((WORKER, police), (DESK, service), (STRANGER, service), (STRANGER, police))[pick % 4]
        actor = self.actors[who]
        answer = actor.send(pages[pick % len(pages)], actor.fill(self.scene.person_id) | {"outcome": "refused"})
        assert answer.status_code in (403, 404), (who, pages, answer.status_code)

    def ends(self) -> None:
        """What the steps that did not go through left behind: nothing."""
        known = {name: list(rows) for name, rows in self.written.rows.items()}
        self.written.read_again(TABLES)
        assert self.written.rows == known
        self.counted["runs"] += 1

    def is_waiting(self, machine: Machine, state: str) -> bool:
        """Whether somebody has to go on from a state: a death ends all but a hold, a release what asks for a sample."""
        if self.written.has_died and machine is not Machine.HOLD:
            return False
        if machine is Machine.REQUIREMENT and state == "IMPOSED" and self.written.is_released:
            return False
        return state in OPEN[machine]

    def has_a_way_on(self, machine: Machine, state: str) -> None:
        """Raises AssertionError unless a page of somebody's has an open form for it; each is opened once."""
        on = [step for step in STEPS if step.machine is machine and step.where(self.scene) is not None]
        assert on, f"{machine.value} {state} is a dead end"
        if (machine.value, state) in self.found.seen:
            return
        self.found.seen.add((machine.value, state))
        for step in on:
            page = self.actors[step.who[0]].browser.get(str(step.where(self.scene)), follow_redirects=True)
            assert page.status_code == 200, (machine, state, step.name)
            if 'method="post"' in page.text:
                return
        raise AssertionError(f"{machine.value} {state}: none of the pages has a form")

    def _begins(self) -> None:
        self.taken += 1
        self.counted["steps"] += 1
        self.found.clock.advance(timedelta(minutes=1))
        self._open = None

    def _fetched(self, actor: Actor, address: str) -> dict[str, Any]:
        """What the page would send if nobody typed; of each part that is still open, that there was no time."""
        text = actor.browser.ask("GET", address).text
        filled = dict(Filled(text, address).values)
        return filled | dict.fromkeys(_asked_why(text), "no_time")

    def _judged(
        self,
        step: Step,
        who: str,
        address: str,
        typed: dict[str, Any],
        hidden: dict[str, Any],
        how: int,
        answer: TestResponse,
    ) -> None:
        if answer.status_code == 200:
            self.counted["refused"] += 1
            self.counted[f"refused: {step.name}"] += 1
            assert is_kept_as_draft(self.actors[who].user_id, address, typed), (step.name, typed, self.told)
            return
        assert answer.status_code == 302, (step.name, address, answer.status_code)
        assert not is_stale(how), step.name
        self.counted["accepted"] += 1
        self.told.append((who, step.name))
        self.counted[f"accepted: {step.name}"] += 1
        self.last = (who, address, hidden | typed, answer.location or "")
        self.written.read_again(TABLES if step.ends else step.tables)
        lost = not_recorded(self.written, step, typed)
        assert not lost, (step.name, lost, typed)
        everything_holds(self)

    def _sets_up_the_shift(self) -> None:
        """Anew every few hours, as a shift begins."""
        if clock.now() - self.shift_began < SHIFT:
            return
        self.shift_began = clock.now()
        user_id, _ = self.found.people[DESK]
        county.shift_set_up(user_id, self.found.suite_id)
        db.session.commit()


def _asked_why(text: str) -> set[str]:
    """The parts that were left open, of which the page of a release asks why."""
    return set(re.findall(r'name="(why_[a-z_0-9]+)"', text))
