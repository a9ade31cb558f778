"""A run of steps about one person's disposals, each checked against the table as it was read a second time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.disposals.conditions.rules import ConditionStatus
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.outcome_codes import actions, queries
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store.base import db
from tests.databases import Emptied
from tests.integration.disposals.machine.holding import everything_holds
from tests.integration.disposals.machine.placed import PLANNED
from tests.integration.disposals.machine.pressing import press
from tests.integration.disposals.machine.the_desks import RANKED, Desks
from tests.integration.disposals.machine.the_table import FOLLOWED, Single, steps
from tests.referred import died
from tests.scenes import stage
from tests.unit.disposals.steps.test_actors_of_disposals import MAY

EVENTS = tuple(sorted({event for _, _, event in steps()}))
BUSY = ("sergeant", "sergeant", "inspector", "inspector", "constable", "monitor", "worker", "custody", "decider")
DESKS = (*BUSY, "colleague", "registrar", "stranger")
WAITS = tuple(timedelta(days=days) for days in (1, 1, 3, 8, 22, 40, 100))
ENDS_EARLY = {"transfer_force", "no_further_action", "charge", "suspect_not_found", "withdraw_proposal", "decline"}
ENDS_EARLY |= {"refuse", "cps_refuses", "error_found", "quashed"}
"""Steps that leave little behind them: taken now and then, else no run would come far."""
SEES_REPORTS = {"report_condition", "report_action", "report_done", "report_not_done"}
OF_A_CONDITION = SEES_REPORTS | {"condition_met", "all_met", "agree_variation", "change_actions"}
EFFECTS = {"CC": "sign", "SC": "give", "CR": "agree", "O22": "agree", "PND": "give", "CW": "give"}
REPORTED = {"CC": "report_condition", "CR": "report_action", "O22": "report_done"}
CHANGED = {"CC": "agree_variation", "CR": "change_actions"}
SURE = {"refuse", "refer_cps", "cps_refuses", "cps_returns", "suspect_not_found", "transfer_force", "redecide"}
SURE |= {"error_found", "quashed", "release_no_bail", "suspected_breach", "withdraw_agreement"}
SURE |= {"not_completed", "new_offence", "evidence_returned", "not_done", "review", "reopen", "provider_unavailable"}
SURE |= {"withdraw_proposal", "decline", "release_bail_for_decision", "accept_done", "action_done", "late_done"}
SURE |= {"close_22", "paid"}
BY_A_SERGEANT = ("CC", "SC", "O22")
"""Steps for which nothing need hold but the state, the desk and right answers."""


@dataclass
class World:
    """What every run on one database begins with."""

    built: Emptied
    rows: Any
    clock: clock.SettableClock
    begins: datetime
    desks: Desks
    counted: Counter[str] = field(default_factory=Counter)


class Run:
    """One run: a kind of disposal, proposed; then steps right and wrong, the clock, and perhaps a death."""

    def __init__(self, world: World) -> None:
        self.world, self.desks, self.counted = world, world.desks, world.counted
        db.session.remove()
        world.built.put_back(world.rows)
        stage.path = None
        world.clock.set(world.begins)
        self.kind, self.is_dead, self.taken, self.disposal_id = "CC", False, 0, 0
        self.last: tuple[str, str] | None = None

    def begins(self, kind: str, days_to_charge: int) -> None:
        """Proposed by the constable; with a last day to charge, as for an offence that is tried summarily."""
        self.kind = kind
        press(self.desks, self.desks.who["constable"], kind, Disposal(), "propose")
        self.disposal_id = self._newest().id
        if days_to_charge:
            last = clock.today() + timedelta(days=days_to_charge)
            db.session.execute(update(Disposal).values(limitation_on=last))
        db.session.commit()

    def _newest(self) -> Disposal:
        return db.session.scalars(select(Disposal).order_by(Disposal.id.desc()).limit(1)).one()

    @property
    def state(self) -> str:
        return db.session.get_one(Disposal, self.disposal_id).state.value

    def acts(self, pick: int, how: int) -> None:
        """Somebody takes a step: mostly one that the table has, mostly at a desk that may, mostly rightly."""
        state = self.state
        there = [step for step in steps().values() if (step.kind, step.state) == (self.kind, state)]
        likely = [step for step in there if step.event not in ENDS_EARLY] or there
        choices = there if how % 11 == 0 else likely
        event = choices[pick % len(choices)].event if choices and how % 7 else EVENTS[pick % len(EVENTS)]
        if event == "new_disposal":
            event = "propose"
        event = self._on_its_page(event)
        step = steps().get((self.kind, state, event))
        may = [desk for desk in DESKS if step and RANKED[desk] in MAY[step.actor]]
        desk = may[how % len(may)] if may and how % 5 else DESKS[(pick + how) % len(DESKS)]
        self.takes(desk, event, wrong=how % 13 == 0, stale=how % 17 == 0)

    def _on_its_page(self, event: str) -> str:
        """The step that a page takes for this kind of disposal: signing, reporting and changing have one page each."""
        if self.kind not in PLANNED and event in OF_A_CONDITION:
            return "review"  # there is no condition to press it on
        for alike in (EFFECTS, REPORTED, CHANGED):
            if event in alike.values() and event not in ("report_not_done", alike.get(self.kind)):
                return alike.get(self.kind, event)
        return event if event != "report_not_done" or self.kind == "O22" else REPORTED[self.kind]

    def again(self) -> None:
        """The same step is sent a second time, as by a second window."""
        if self.last:
            self.takes(*self.last)

    def takes(self, desk: str, event: str, *, wrong: bool = False, stale: bool = False) -> None:
        self.taken += 1
        self.counted["steps"] += 1
        disposal, before = db.session.get_one(Disposal, self.disposal_id), self.state
        version = audit.version_of(self.desks.person_id) - (1 if stale else 0)
        step = steps().get((self.kind, before, event))
        if event == "propose":
            step = steps()[self.kind, "DRAFT", "propose"]
        elif event == "all_met" and len(self._open()) > 1:
            step = steps().get((self.kind, before, "condition_met"))
        elif event == "condition_met" and len(self._open()) == 1:
            step = steps().get((self.kind, before, "all_met"))
        try:
            press(self.desks, self.desks.who[desk], self.kind, disposal, event, wrong=wrong, version=version)
            db.session.flush()
        except OutOfSight:
            db.session.rollback()
            assert not self._sees(desk, before, event), (desk, before, event)
        except (Refused, Stale) as told:
            db.session.rollback()
            self.counted["refused"] += 1
            sure = step and event in SURE and self._may(desk, step) and not (wrong or stale or self.is_dead)
            if sure:
                raise AssertionError(desk, before, event, told.reasons) from told
        else:
            self._was_taken(desk, event, before, step, wrong=wrong, stale=stale)
        db.session.commit()

    def _was_taken(self, desk: str, event: str, before: str, step: Single | None, *, wrong: bool, stale: bool) -> None:
        assert step is not None, (before, event)
        assert self._may(desk, step), (desk, step)
        assert self._sees(desk, before, event), (desk, step)
        assert not stale, step
        assert not wrong or event in ("condition_met", "decline"), step
        assert not self.is_dead or event == "person_died"
        self.last = desk, event
        if event == "propose":
            self.disposal_id = self._newest().id
        for disposal in db.session.scalars(select(Disposal)):
            everything_holds(disposal)
        overdue = event in SEES_REPORTS and self.state == "BREACH_REVIEW"
        assert self.state == step.to or overdue, (step, self.state)
        self.counted[str(step)] += 1
        self.world.clock.advance(timedelta(minutes=1))

    def _open(self) -> list[Condition]:
        rows = select(Condition).where(Condition.disposal_id == self.disposal_id)
        return [condition for condition in db.session.scalars(rows) if condition.status is ConditionStatus.OPEN]

    def _may(self, desk: str, step: Single) -> bool:
        may = RANKED[desk] in MAY[step.actor]
        return may and (step.event != "authorise" or self.kind not in BY_A_SERGEANT or RANKED[desk][1] != 1)

    def _sees(self, desk: str, state: str, event: str) -> bool:
        if desk == "worker":
            return event in SEES_REPORTS
        if desk == "monitor":
            runs = self.kind == "PND" and state in ("GIVEN", "COURT_REQUESTED")
            return state in FOLLOWED or runs
        return desk not in ("registrar", "stranger")

    def time_passes(self, pick: int) -> None:
        self.world.clock.advance(WAITS[pick % len(WAITS)])

    def the_person_dies(self) -> None:
        died(self.desks.person_id, self.desks.who["constable"])
        db.session.commit()
        self.is_dead = True

    def the_registrar_answers(self, pick: int) -> None:
        """Whatever waits is accepted, or corrected to another code."""
        registrar = self.desks.who["registrar"]
        for line in queries.codes(registrar, waiting=True)[:1]:
            answer: dict[str, Any] = {"accept": True}
            if pick % 3 == 0:
                answer = {"accept": False, "code": "10", "reason": "Counted as no further action"}
            actions.answer_code(by=registrar, record_id=line.record.id, **answer)
            self.counted["answered"] += 1
            everything_holds(line.disposal)
            self.world.clock.advance(timedelta(minutes=1))
        db.session.commit()
