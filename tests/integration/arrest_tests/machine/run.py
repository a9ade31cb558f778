"""One person's test and requirement, walked on their pages: who may do what now, what is sent, what is written of it."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from pathways import clock
from pathways.arrest_tests.rules import Machine
from pathways.auth.roles import Rank, Role
from pathways.people.custody.queries import episode
from pathways.store.base import db
from tests import county
from tests.databases import Emptied
from tests.integration.arrest_tests.custody_scenes import notified
from tests.integration.arrest_tests.machine import of_the_arrest, of_the_requirement, of_the_test
from tests.integration.arrest_tests.machine.actors import Actor
from tests.integration.arrest_tests.machine.holding import is_kept_as_draft, not_recorded, states
from tests.integration.arrest_tests.machine.steps import (
    APART,
    DESK,
    INSPECTOR,
    SENIOR,
    STRANGER,
    SUPERVISOR,
    WORKER,
    Scene,
    Step,
    Typed,
)
from tests.integration.arrest_tests.machine.written import TABLES, Written
from tests.integration.hostile.typed import Filled
from tests.machines.walk import Act, Beginning, How, WalkedMachine

STEPS = {step.name: step for step in (*of_the_arrest.STEPS, *of_the_test.STEPS, *of_the_requirement.STEPS)}
OPEN = {
    Machine.TEST: {"SAMPLE_TAKEN"},
    Machine.LAB: {"DISPUTED", "SENT"},
    Machine.REQUIREMENT: {"IMPOSED", "INITIAL_BOOKED", "INITIAL_STARTED", "FOLLOWUP_BOOKED"},
    Machine.FAILURE: {"REVIEW", "FILE", "CHARGED"},
    Machine.HOLD: {"QUARANTINED"},
}
"""The states from which somebody has to go on; from the others everything that may follow is of free will."""
LATE, DEATH = (25, 45, 65), 120
"""After how many steps an end may be taken, and when somebody may die."""
THEFT = "arrested for theft"
TO_THE_NOTICE = (THEFT, "positive", "required by hand", "notice served")
BEFORE = ((), TO_THE_NOTICE, TO_THE_NOTICE[:2], TO_THE_NOTICE, (THEFT, "not read yet"), (THEFT, "negative"))
"""What a run may begin with."""
JUMPS, SHIFT = (5, 20, 90), timedelta(hours=6)
NONSENSE = ("nonsense", "<b>ZZ</b> & so on", "ZZ" * 3000)


class DrugTests(WalkedMachine):
    """Somebody detained at Lincoln, officers and a service with two free times; each run begins from the same scene."""

    name = "the drug tests"

    def __init__(self, app: Flask, built: Emptied, the_clock: clock.SettableClock) -> None:
        officer, inspector = county.user(Role.CO), {"rank": Rank.INSPECTOR}
        people = {
            DESK: (officer, Role.CO),
            SENIOR: (county.user(Role.CO, **inspector), Role.CO),
            INSPECTOR: (county.user(Role.DM, **inspector), Role.DM),
            APART: (county.user(Role.DM, **inspector), Role.DM),
            WORKER: (county.user(Role.TW), Role.TW),
            SUPERVISOR: (county.user(Role.PM), Role.PM),
            STRANGER: (county.user(Role.TW, of=county.provider("Trent Bank")), Role.TW),
        }
        notified()
        by = county.viewer_of(officer)
        opened, _ = county.detained(by=by)
        slots = [county.slot(in_hours=hours) for hours in (26, 27)]
        self.facts: dict[str, Any] = {
            "episode_id": opened.id,
            "person_id": episode(by, opened.id).person.id,
            "inspector_id": people[INSPECTOR][0].id,
            "service_id": county.service().id,
            "slots": tuple(slot.id for slot in slots),
            "first_slot_at": slots[0].starts_at,
        }
        self.people = {name: (user.id, role) for name, (user, role) in people.items()}
        self.app, self.clock, self.suite_id = app, the_clock, county.suite().id
        self.beginning = Beginning(built, the_clock)
        self.seen: set[tuple[str, str]] = set()
        self.steps_of_table: set[str] = set()

    def begins(self) -> Iterable[str]:
        self.beginning.put_back()
        self.actors = {name: Actor(self.app, user_id, role) for name, (user_id, role) in self.people.items()}
        self.written = Written()
        self.scene = Scene(written=self.written, **self.facts)
        self.sent: tuple[str, str, Typed, str] | None = None
        self.late, self.shift_began = self.random.choice(LATE), clock.now()
        return self.random.choice(BEFORE)

    def open_steps(self) -> Sequence[str]:
        """Ends only once they are due. After a death a hold is decided, and now and then something else is refused."""
        return [name for name, step in STEPS.items() if self._is_due(step) and step.where(self.scene) is not None]

    def _is_due(self, step: Step) -> bool:
        if self.written.has_died and step.machine is not Machine.HOLD and self.turns % 9:
            return False
        return not step.ends or self.turns >= (DEATH if step.name == "died" else self.late)

    def can_be_pressed(self, step: str, how: How) -> bool:
        """What is not somebody's is tried now and then: it is no step of its own."""
        return how is not How.NOT_THEIRS or self.turns % 9 == 0

    def press(self, act: Act) -> bool:
        self._begins()
        if act.how is How.NOT_THEIRS:
            return self._tries_what_is_not_theirs()
        if act.how is How.AGAIN:
            return self._sends_again()
        step = STEPS[act.step]
        address, who = step.where(self.scene), self.random.choice(step.who)
        assert address is not None
        actor, typed = self.actors[who], step.typed(self.scene)
        if act.how is How.WRONG:
            typed = self._spoiled(typed)
        hidden = self._fetched(actor, address) if step.name == of_the_arrest.RELEASED else {}
        hidden |= actor.fill(self.scene.person_id) | ({"version": "999999"} if act.how is How.STALE else {})
        answer = actor.send(address, hidden | typed)
        assert answer.status_code in (200, 302), (step.name, typed, answer.text)
        if answer.status_code == 200:
            assert is_kept_as_draft(actor.user_id, address, typed), (step.name, typed)
            return False
        self.sent = (who, address, hidden | typed, answer.location or "")
        before = dict(self.written.rows)
        self.written.read_again(TABLES if step.ends else step.tables)
        if act.how is How.WRONG and self.written.rows == before:
            return False  # a blank where nothing need be said
        lost = not_recorded(self.written, step, typed)
        assert not lost, (step.name, lost, typed)
        return True

    def may_pass(self, act: Act) -> bool:
        """What is typed badly may still be an answer: a blank that need not be filled, a word for any other."""
        return act.how is How.WRONG

    def must_hold(self, act: Act) -> None:
        """No state that the table does not lead to; from each open one, somebody has an open step on a page of theirs."""
        for machine, state, taken in states(self.written):
            self.steps_of_table |= {f"{machine.value} {before} {event}" for before, event in taken}
            if self._is_waiting(machine, state):
                self._has_a_way_on(machine, state)

    def time_passes(self) -> None:
        """Some minutes, or hours; or the next time at which somebody is expected comes, and five minutes more."""
        self._begins()
        if (ahead := self._appointments()) and self.random.random() < 0.4:
            self.clock.set(max(clock.now(), min(ahead) + timedelta(minutes=5)))
        else:
            self.clock.advance(timedelta(minutes=self.random.choice(JUMPS)))
        if clock.now() - self.shift_began >= SHIFT:  # set up anew every few hours, as a shift begins
            self.shift_began = clock.now()
            county.shift_set_up(self.people[DESK][0], self.suite_id)
            db.session.commit()

    def ends(self) -> None:
        """What the steps that did not go through left behind: nothing."""
        known = {name: list(rows) for name, rows in self.written.rows.items()}
        self.written.read_again(TABLES)
        assert self.written.rows == known

    def _begins(self) -> None:
        db.session.rollback()
        self.clock.advance(timedelta(minutes=1))

    def _spoiled(self, typed: Typed) -> Typed:
        """One of the answers blank, of a wrong year, or nonsense."""
        names = sorted(typed)
        years = [name for name in names if name.endswith("-year")]
        spoil = self.random.choice(("blank", "year", "nonsense"))
        if not typed or spoil == "blank":
            return typed | dict.fromkeys(self.random.sample(names, min(1, len(names))), "")
        if spoil == "year" and years:
            return typed | {self.random.choice(years): self.random.choice(("2031", "2001"))}
        return typed | {self.random.choice(names): self.random.choice(NONSENSE)}

    def _sends_again(self) -> bool:
        """The same form once more: it leads where it led."""
        assert self.sent is not None
        who, address, form, location = self.sent
        answer = self.actors[who].send(address, form)
        assert (answer.status_code, answer.location) == (302, location)
        return False

    def _tries_what_is_not_theirs(self) -> bool:
        """A service at the pages of police, police at those of a service, a stranger at either: there is no such page."""
        required = self.written.required
        police = [f"{self.scene.episode}/{page}" for page in ("test", "authority", "required-assessment")]
        service = [f"/inbox/required-assessments/{required.id if required else 1}"]
        who, pages = self.random.choice(((WORKER, police), (DESK, service), (STRANGER, service), (STRANGER, police)))
        actor = self.actors[who]
        form = actor.fill(self.scene.person_id) | {"outcome": "refused"}
        answer = actor.send(self.random.choice(pages), form)
        assert answer.status_code in (403, 404), (who, pages, answer.status_code)
        return False

    def _appointments(self) -> list[datetime]:
        """The times ahead at which somebody is expected."""
        times = [row.starts_at for row in self.written.live("follow_up") if row.starts_at and row.given_at]
        required = self.written.required
        times += [required.initial_at] if required is not None and required.notice_served_at else []
        return [at for at in times if at > clock.now()]

    def _is_waiting(self, machine: Machine, state: str) -> bool:
        """Whether somebody has to go on from a state: a death ends all but a hold, a release what asks for a sample."""
        if self.written.has_died and machine is not Machine.HOLD:
            return False
        if machine is Machine.REQUIREMENT and state == "IMPOSED" and self.written.is_released:
            return False
        return state in OPEN[machine]

    def _has_a_way_on(self, machine: Machine, state: str) -> None:
        """Raises AssertionError unless a page of somebody's has an open form for it; each is opened once."""
        on = [step for step in STEPS.values() if step.machine is machine and step.where(self.scene) is not None]
        assert on, f"{machine.value} {state} is a dead end"
        if (machine.value, state) in self.seen:
            return
        self.seen.add((machine.value, state))
        for step in on:
            page = self.actors[step.who[0]].browser.get(str(step.where(self.scene)), follow_redirects=True)
            assert page.status_code == 200, (machine, state, step.name)
            if 'method="post"' in page.text:
                return
        raise AssertionError(f"{machine.value} {state}: none of the pages has a form")

    def _fetched(self, actor: Actor, address: str) -> dict[str, Any]:
        """What the page would send if nobody typed; of each part that is still open, that there was no time."""
        text = actor.browser.ask("GET", address).text
        filled = dict(Filled(text, address).values)
        return filled | dict.fromkeys(re.findall(r'name="(why_[a-z_0-9]+)"', text), "no_time")
