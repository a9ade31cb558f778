"""One walk for every machine that is read from a table of steps: a drug test, a disposal, a referral.

Somebody begins anew; then steps are taken in any order, rightly, with something wrong in them, from an old page, at a desk
that may not, where the table has none, or twice; and time goes by. A machine tells what is its own (`WalkedMachine`); what
is true of each is asked here: what was taken is in the log, and what was refused left nothing there. Whatever is taken for
the first time is pressed by somebody who may not before.

A walk that stops, by a failure or by hand, writes where it stood: `PATHWAYS_WALK=<that file>` takes that run again, alone.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from pathways.audit.models import AuditEvent, EventClass
from pathways.clock import SettableClock
from pathways.store.base import db
from tests.databases import Emptied
from tests.scenes import stage

STOPPED_AT = "PATHWAYS_WALK"
RESULTS = Path(__file__).resolve().parents[2] / "test-results"
"""Where it is kept at which run a walk stopped, when all that the tests made is gone."""
NO_CHANGE = (EventClass.CONSULTATION, EventClass.SIGN_IN, EventClass.SECURITY, EventClass.SYSTEM)


class How(StrEnum):
    """How a step is pressed; or that time goes by meanwhile."""

    RIGHT = "rightly"
    WRONG = "with something wrong in it"
    STALE = "from a page that others wrote after"
    NOT_THEIRS = "by somebody who may not"
    OUT_OF_TURN = "where the table has no such step"
    AGAIN = "a second time"
    LATER = "later"


MIX: Mapping[How, int] = {
    How.RIGHT: 60,
    How.WRONG: 6,
    How.STALE: 3,
    How.NOT_THEIRS: 5,
    How.OUT_OF_TURN: 5,
    How.AGAIN: 5,
    How.LATER: 16,
}
"""How often each is done."""


class Beginning:
    """The rows and the hour with which each run begins: kept beside the database, and put back."""

    def __init__(self, built: Emptied, the_clock: SettableClock) -> None:
        db.session.commit()
        self.built, self.clock, self.at, self.rows = built, the_clock, the_clock.now(), built.keep()

    def put_back(self) -> None:
        db.session.remove()
        self.built.put_back(self.rows)
        stage.path = None
        self.clock.set(self.at)


@dataclass(frozen=True)
class Act:
    """A step as it is pressed; `counted` is what it counts as: the state, the event."""

    step: str
    how: How = How.RIGHT
    counted: str = ""


class WalkedMachine:
    """What a machine tells of itself. The walk gives it each run's random numbers and how many turns that has taken."""

    name = ""
    random: Random
    turns: int

    def begins(self) -> Iterable[str]:
        """Somebody new stands where every run begins; the steps that this run takes first."""

    def open_steps(self) -> Sequence[str]:
        """The steps that somebody is to take now."""

    def has_ended(self) -> bool:
        """Whether nothing more can be done, asked where no step is open. Raises AssertionError at a dead end."""
        return False

    def shut_steps(self) -> Sequence[str]:
        """Steps that the table does not have from here."""
        return ()

    def can_be_pressed(self, step: str, how: How) -> bool:
        """Whether a step can be pressed in this way at all; else it is pressed rightly, or time passes."""
        return True

    def counted(self, step: str) -> str:
        """What a step counts as from here."""
        return step

    def press(self, act: Act) -> bool:
        """Press it, and say whether it was taken."""

    def must_pass(self, act: Act) -> bool:
        """Whether it must be taken: pressed rightly, and nothing speaks against it."""
        return False

    def may_pass(self, act: Act) -> bool:
        """Whether what was not pressed rightly may be taken all the same."""
        return False

    def must_hold(self, act: Act) -> None:
        """What must be so after a step that was taken."""

    def changes(self) -> int:
        """How many changes stand in the log."""
        is_change = AuditEvent.event_class.not_in(NO_CHANGE)
        return db.session.scalar(select(func.count(AuditEvent.id)).where(is_change)) or 0

    def time_passes(self) -> None:
        """Some of it."""

    def ends(self) -> None:
        """What must be so at the end of a run."""


@dataclass
class Walk:
    """A walk of `machine` in runs of `each` turns. `taken` counts single steps, `done` what became of each way."""

    machine: WalkedMachine
    seed: int
    each: int
    taken: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    run: int = 0
    trail: list[str] = field(default_factory=list)
    last: Act | None = None

    def go(self, turns: int) -> None:
        """As many runs as it takes to have taken so many turns, or the one at which a walk stopped."""
        stopped = json.loads(Path(os.environ[STOPPED_AT]).read_text()) if STOPPED_AT in os.environ else {}
        if stopped.get("walk") == self.machine.name:
            self.seed, self.run, self.tried = stopped["seed"], stopped["run"], Counter(stopped["tried"])
            turns = 1
        while self.turns < turns:
            before = dict(self.tried)
            try:
                self._run()
            except BaseException as fault:
                fault.add_note(self._stopped(before))
                raise
            self.run += 1
        if turns == 1:  # one run is no walk: it must not count as a test that passed
            pytest.skip("The run at which the walk stopped goes through")
        print(f"The walk of {self.machine.name}, seed {self.seed}: {self.turns} turns in {self.run} runs")
        print(f"{len(self.taken)} different steps taken; {dict(sorted(self.done.items()))}")

    def _stopped(self, before: Mapping[str, int]) -> str:
        RESULTS.mkdir(exist_ok=True)
        file = RESULTS / f"walk of {self.machine.name}.json".replace(" ", "-")
        where = {"walk": self.machine.name, "seed": self.seed, "run": self.run, "tried": before}
        file.write_text(json.dumps(where))
        trail = "\n".join(self.trail)
        return f"{self.machine.name}, seed {self.seed}, run {self.run}. {STOPPED_AT}={file} takes it alone.\n{trail}"

    def _run(self) -> None:
        self.random = self.machine.random = Random(f"{self.seed} {self.run}")
        self.machine.turns = 0
        self.trail, self.last = [], None
        for step in self.machine.begins():
            if step in self.machine.open_steps():
                self._take(Act(step))
        for _ in range(self.each):
            open_steps = self.machine.open_steps()
            if not open_steps and self.machine.has_ended():
                break
            self._turn(open_steps)
        self.machine.ends()

    def _turn(self, open_steps: Sequence[str]) -> None:
        how = self.random.choices(list(MIX), list(MIX.values()))[0]
        if how is How.AGAIN:
            steps: Sequence[str] = [self.last.step] if self.last is not None else []
            self.last = None
        elif how is How.OUT_OF_TURN:
            steps = self.machine.shut_steps()
        else:
            steps = [self._least_tried(open_steps)] if open_steps and how is not How.LATER else []
        step = self.random.choice(steps) if steps else ""
        if step and self.machine.can_be_pressed(step, how):
            self._take(Act(step, how))
        elif step in open_steps:
            self._take(Act(step))
        else:
            self._turns_by_one()
            self.machine.time_passes()

    def _turns_by_one(self) -> None:
        self.turns += 1
        self.machine.turns += 1

    def _least_tried(self, steps: Sequence[str]) -> str:
        tried = {step: self.tried[self.machine.counted(step)] for step in steps}
        fewest = min(tried.values())
        return self.random.choice([step for step in steps if tried[step] == fewest])

    def _take(self, act: Act) -> None:
        counted = self.machine.counted(act.step)
        act = Act(act.step, act.how, counted)
        self._turns_by_one()
        self.trail.append(f"{act.how}: {counted}")
        self.tried[counted] += act.how is How.RIGHT
        if act.how is How.RIGHT and self.tried[counted] == 1 and self.machine.can_be_pressed(act.step, How.NOT_THEIRS):
            self._take(Act(act.step, How.NOT_THEIRS))  # first by somebody who may not, and it is as open as it was
        before = self.machine.changes()
        if not self.machine.press(act):
            self.done[f"refused {act.how}"] += 1
            assert not self.machine.must_pass(act), f"{counted} was refused, pressed {act.how}"
            assert self.machine.changes() == before, f"{counted} was refused, pressed {act.how}, and is in the log"
            return
        self.done[f"taken {act.how}"] += 1
        assert act.how is How.RIGHT or self.machine.may_pass(act), f"{counted} was taken, pressed {act.how}"
        assert self.machine.changes() > before, f"{counted} was taken and is not in the log"
        self.taken[counted] += 1
        self.last = act
        self.machine.must_hold(act)
