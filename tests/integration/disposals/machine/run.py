"""One person's disposals, walked through the actions of their pages, each step checked against the second reading."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.disposals.conditions.rules import ConditionStatus
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.outcome_codes import actions, queries
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests.databases import Emptied
from tests.integration.disposals.machine.holding import everything_holds
from tests.integration.disposals.machine.placed import PLANNED
from tests.integration.disposals.machine.pressing import press
from tests.integration.disposals.machine.the_desks import RANKED, every_desk
from tests.integration.disposals.machine.the_table import FOLLOWED, KINDS, STEPS, has_ended
from tests.machines.table import Single
from tests.machines.walk import Act, Beginning, How, WalkedMachine
from tests.referred import died
from tests.unit.disposals.steps.test_actors_of_disposals import MAY

EVENTS = tuple(sorted({event for _, _, event in STEPS}))
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
"""Steps for which nothing need hold but the state, the desk and right answers."""
BY_A_SERGEANT = ("CC", "SC", "O22")
DEATH = 0.2


class Disposals(WalkedMachine):
    """A kind of disposal, proposed; then steps right and wrong, the clock, the registrar, and perhaps a death."""

    name = "the disposals"

    def __init__(self, built: Emptied, the_clock: clock.SettableClock) -> None:
        self.desks = every_desk()
        self.clock, self.beginning = the_clock, Beginning(built, the_clock)
        self.run, self.answered = 0, 0

    def begins(self) -> Iterable[str]:
        """Proposed by the constable; with a last day to charge, as for an offence that is tried summarily."""
        self.beginning.put_back()
        self.kind, self.is_dead = KINDS[self.run % len(KINDS)], False
        self.run += 1
        press(self.desks, self.desks.who["constable"], self.kind, Disposal(), "propose")
        self.disposal_id, self.pressed = self._newest().id, ("", "", 0)
        if days := self.random.choice((0, 60, 200)):
            db.session.execute(update(Disposal).values(limitation_on=clock.today() + timedelta(days=days)))
        db.session.commit()
        return ()

    def _newest(self) -> Disposal:
        return db.session.scalars(select(Disposal).order_by(Disposal.id.desc()).limit(1)).one()

    @property
    def state(self) -> str:
        return db.session.get_one(Disposal, self.disposal_id).state.value

    def open_steps(self) -> Sequence[str]:
        """Mostly those that lead on; each as the page of this kind of disposal takes it. After a death, its end as often."""
        here = self._here()
        if self.is_dead and self.random.random() < 0.4:
            return [event for event in here if event == "person_died"]
        likely = [event for event in here if event not in ENDS_EARLY] or here
        return [self._on_its_page(event) for event in (here if self.random.random() < 0.1 else likely)]

    def has_ended(self) -> bool:
        assert self.is_dead or has_ended(self.kind, self.state), f"{self.kind} {self.state} is a dead end"
        return True

    def shut_steps(self) -> Sequence[str]:
        return sorted({*map(self._on_its_page, EVENTS)} - {*map(self._on_its_page, self._here())} - {"propose"})

    def _here(self) -> list[str]:
        at = (self.kind, self.state)
        return [event for kind, state, event in STEPS if (kind, state) == at]

    def _on_its_page(self, event: str) -> str:
        """The step that a page takes for this kind of disposal: signing, reporting and changing have one page each."""
        if event == "new_disposal":
            return "propose"
        if self.kind not in PLANNED and event in OF_A_CONDITION:
            return "review"  # there is no condition to press it on
        for alike in (EFFECTS, REPORTED, CHANGED):
            if event in alike.values() and event not in ("report_not_done", alike.get(self.kind)):
                return alike.get(self.kind, event)
        return event if event != "report_not_done" or self.kind == "O22" else REPORTED[self.kind]

    def counted(self, step: str) -> str:
        return f"{self.kind} {self.state} {step}"

    def _single(self, event: str) -> Single | None:
        """The step of the table that is pressed: the last condition that is met is all of them."""
        if event == "propose":
            return STEPS[self.kind, "DRAFT", event]
        if event in ("condition_met", "all_met"):
            event = "all_met" if len(self._open()) == 1 else "condition_met"
        return STEPS.get((self.kind, self.state, event))

    def press(self, act: Act) -> bool:
        self.clock.advance(timedelta(minutes=1))
        step, version = self._single(act.step), audit.version_of(self.desks.person_id)
        may = [desk for desk in RANKED if step and self._may(desk, step) and self._sees(desk, act.step)]
        others = [desk for desk in RANKED if desk not in may]
        theirs = act.how is not How.NOT_THEIRS and may
        desk = self.random.choice(may if theirs else others)
        if act.how is How.AGAIN:
            _, desk, version = self.pressed
        self.must, self.step, before = act.how is How.RIGHT and bool(theirs), step, self._sees(desk, act.step)
        version -= act.how is How.STALE
        of = {"wrong": act.how is How.WRONG, "version": version}
        disposal = db.session.get_one(Disposal, self.disposal_id)
        try:
            press(self.desks, self.desks.who[desk], self.kind, disposal, act.step, **of)
            db.session.commit()
        except OutOfSight:
            db.session.rollback()
            assert not before, (desk, act)
            return False
        except Refused:
            db.session.rollback()
            return False
        assert step is not None, act
        assert self._may(desk, step), (desk, step)
        assert before, (desk, step)
        assert not self.is_dead or act.step == "person_died"
        self.pressed = act.step, desk, version
        return True

    def must_pass(self, act: Act) -> bool:
        return self.must and act.step in SURE and not self.is_dead

    def may_pass(self, act: Act) -> bool:
        """Neither page asks for anything that could be missing."""
        return act.how is How.WRONG and act.step in ("condition_met", "all_met", "decline")

    def must_hold(self, act: Act) -> None:
        if act.step == "propose":
            self.disposal_id = self._newest().id
        for disposal in db.session.scalars(select(Disposal)):
            everything_holds(disposal)
        overdue = act.step in SEES_REPORTS and self.state == "BREACH_REVIEW"
        assert self.step is not None
        assert self.state == self.step.to or overdue, (self.step, self.state)

    def _open(self) -> list[Condition]:
        rows = select(Condition).where(Condition.disposal_id == self.disposal_id)
        return [condition for condition in db.session.scalars(rows) if condition.status is ConditionStatus.OPEN]

    def _may(self, desk: str, step: Single) -> bool:
        may = RANKED[desk] in MAY[step.who]
        return may and (step.event != "authorise" or self.kind not in BY_A_SERGEANT or RANKED[desk][1] != 1)

    def _sees(self, desk: str, event: str) -> bool:
        if desk == "worker":
            return event in SEES_REPORTS
        if desk == "monitor":
            return self.state in FOLLOWED or (self.kind == "PND" and self.state in ("GIVEN", "COURT_REQUESTED"))
        return desk not in ("registrar", "stranger")

    def time_passes(self) -> None:
        """Some days; or the registrar answers, or the person dies."""
        if self.random.random() < DEATH and not self.is_dead:
            died(self.desks.person_id, self.desks.who["constable"])
            self.is_dead = True
        elif self.random.random() < 0.4:
            self._the_registrar_answers()
        else:
            self.clock.advance(self.random.choice(WAITS))
        db.session.commit()

    def _the_registrar_answers(self) -> None:
        """Whatever waits is accepted, or corrected to another code."""
        registrar = self.desks.who["registrar"]
        for line in queries.codes_waiting(registrar).rows[:1]:
            answer: dict[str, Any] = {"accept": True}
            if self.random.random() < 0.3:
                answer = {"accept": False, "code": "10", "reason": "Counted as no further action"}
            actions.answer_code(by=registrar, record_id=line.record.id, **answer)
            self.answered += 1
            everything_holds(line.disposal)
            self.clock.advance(timedelta(minutes=1))
