"""Walks: which steps are open now, one of them taken, and what the rows must say after it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from sqlalchemy import select

from pathways import clock
from pathways.acceptance.placing.queries import untried
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as the_steps_queries
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL, consent_live
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralStanding, ReferralState, guard_reasons, is_closed
from pathways.store.base import db
from tests.machine_of_referrals.desks import Desks
from tests.machine_of_referrals.pressing import attempt, child_of, known_to_police, press
from tests.machine_of_referrals.stopping import Clocks

OF_TWO_PEOPLE = frozenset({"recorded_in_error", "merged_duplicate", "person_died"})
"""Not of one referral alone, or read from the person: each has its own test."""
_NO_KEYWORKER_YET = [(state, "worker_left") for state in REFERRAL_STEPS.groups["WITH_PROVIDER"]]
_STARTED = [(ReferralState(state), "reopen_before_start") for state in ("COMPLETED", "LEFT_TREATMENT")]
_AGREES_ANEW = [(ReferralState.CONSENT_WITHDRAWN, f"reopen_{how}") for how in ("before_start", "in_treatment")]
NEVER = frozenset({*_NO_KEYWORKER_YET, *_STARTED, *_AGREES_ANEW, (ReferralState.NO_NEED, "reopen_in_treatment")})
"""Single steps that a guard shuts from that state: nobody is keyworker before acceptance; what ended in treatment had
started, and where no need was found nothing had; who took consent 1 back has to agree anew, which is no step here."""
LEADS_ON = ("decline_send_on", "place_found")
FAR = ("accept", "attended", "need_agreed", "structured_start", "hand_back", "person_declines")
"""Most walks would end before treatment: some are taken there first, each step like any other."""
SENT_ON = ("decline_send_on", "acknowledge", "ask")
"""And few would be at a second service that looks at it: some are taken there."""
Pair = tuple[ReferralState, str]


@dataclass
class Walk:
    """Where a walk stands, what it has taken so far, and how many steps that were."""

    at: Desks
    random: Random
    taken: Counter[Pair] = field(default_factory=Counter)
    steps: int = 0

    def __post_init__(self) -> None:
        self.began_at = self.at.clock.now()
        self.clocks = Clocks(self.at)

    def go(self, number: int) -> None:
        """Take `number` steps, with a new person whenever one has come to an end."""
        self._begin()
        while self.steps < number:
            self._wait()
            options = possible(self.at)
            if not options:
                assert is_closed(self.at.held.state), f"{self.at.held.state} is a dead end"
                self._begin()
                continue
            state = self.at.held.state
            fewest = min(self.taken[state, event] for event in options)
            event = self.random.choice([option for option in options if self.taken[state, option] == fewest])
            self._take(state, event)

    def _begin(self) -> None:
        """Somebody new, on the day of the first: a walk of thousands of steps would outrun the bank holidays known."""
        self.at.clock.set(self.began_at)
        self.at.begin(draft=self.random.random() < 0.2, required=self.random.random() < 0.3)
        self.clocks.begin()
        for event in self._ahead() if self.at.held.sent_at else ():
            self.at.later(minutes=self.random.randint(1, 90))
            if event in possible(self.at):
                self._take(self.at.held.state, event)

    def _ahead(self) -> tuple[str, ...]:
        """The steps that this walk takes first, if any."""
        if self.random.random() < 0.1:
            return SENT_ON[: self.random.randint(2, len(SENT_ON))]
        return FAR[: max(0, self.random.randint(-9, len(FAR)))]

    def _wait(self) -> None:
        """Time goes by; of a pause sometimes so long that somebody asks after it."""
        state = self.at.held.state
        self.at.later(minutes=self.random.randint(1, 90))
        if state is ReferralState.SUSPENDED and self.random.random() < 0.5:
            self.at.later(days=85)
        if state is ReferralState.OUTREACH and self.random.random() < 0.7:
            attempt(self.at)

    def _take(self, state: ReferralState, event: str) -> None:
        last = self.last_event()
        press(self.at, event)
        self.steps += 1
        self.taken[state, event] += 1
        made = events_after(self.at.held.id, last)
        assert (made[0].from_state, made[0].event) == (state, event), (state, event, [row.event for row in made])
        the_rows_hold(self.at)
        if event in LEADS_ON:
            self.clocks.have_been_handed_on()
            self.at.held = child_of(self.at.held)
            the_rows_hold(self.at)
        self.clocks.hold()

    def last_event(self) -> int:
        last = select(ReferralEvent.id).order_by(ReferralEvent.id.desc()).limit(1)
        return db.session.scalar(last) or 0


def events_after(referral_id: int, number: int) -> list[ReferralEvent]:
    rows = select(ReferralEvent).where(ReferralEvent.referral_id == referral_id, ReferralEvent.id > number)
    return list(db.session.scalars(rows.order_by(ReferralEvent.id)))


def the_rows_hold(at: Desks) -> None:
    """The events lead, one after the other by the table, to where the referral stands."""
    referral, state = at.held, ReferralState.DRAFT
    for row in events_after(referral.id, 0):
        step = REFERRAL_STEPS.steps[state, row.event]
        assert row.from_state is state
        assert step.to in ("SAME", "PREVIOUS", row.to_state.value), (row.event, row.to_state)
        assert step.to != "SAME" or row.to_state is state
        assert (row.by_id is None) == (row.role == "system") == (step.who == "system")
        state = row.to_state
    assert referral.state is state
    assert (referral.closed_at is not None) == is_closed(state)
    assert state not in REFERRAL_STEPS.groups["FINAL"] or not any(before is state for before, _ in REFERRAL_STEPS.steps)


def possible(at: Desks) -> list[str]:
    """The events that the table opens from where the referral stands, and whose guards hold now."""
    referral = at.held
    open_now = [
        event for state, event in REFERRAL_STEPS.steps if state is referral.state and event not in OF_TWO_PEOPLE
    ]
    return [event for event in open_now if _is_possible(at, event)]


def _is_possible(at: Desks, event: str) -> bool:
    referral = at.held
    now = _standing(at, event)
    on = clock.today() - timedelta(days=1 if event == "admitted_to_hospital" else 0)
    if guard_reasons(event, now, {"on": on}):
        return False
    if event in ("decline_send_on", "decline_no_next"):
        to_manager = routing_queries.next_for(referral)[0].found is None
        return to_manager == (event == "decline_no_next")
    consents = consents_queries.consents_in(referrals_queries.episode_of(referral))
    lives = consent_live(consents, REFERRAL, clock.now(), None).live
    return {
        "consent_withdrawn": lives and not (referral.state is ReferralState.NEEDS_PLACE and referral.accepted_at),
        "place_found": lives and at.services[-1].id != referral.service_id,
        "worker_left": referral.accepted_at is not None,
        "provider_closed": referral.service_id is not None,
        "admitted_to_hospital": referral.service_id is not None,
        "attended": referral.state is not ReferralState.ACCEPTED or _is_booked(at),
        "care_taken_over": referral.accepted_at is not None,
        "released": True,
        # Of an offer that was made after somebody had accepted, whoever first referred is told nothing.
        "withdraw": known_to_police(referral) is referral,
    }.get(event, True)


def _is_booked(at: Desks) -> bool:
    return case_queries.case(at.worker(), at.held.id).next_appointment is not None


def _standing(at: Desks, event: str) -> ReferralStanding:
    referral = at.held
    if referral.accepted_at is None:
        return steps_queries.standing_of(referral, untried=untried(referral) if event == "no_service_exists" else ())
    asked_for = {"transfer_out": at.other_service().id}.get(event)
    asked_for = referral.service_id if event.startswith("reopen") else asked_for
    now = the_steps_queries.standing_of(case_queries.case(at.worker(), referral.id), for_service=asked_for)
    if event != "no_service_exists":
        return now
    return type(now)(**{**vars(now), "untried": untried(referral)})
