"""A referral, walked through the actions of its pages: which steps are open now, and what its rows and clocks must say."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from pathways import clock
from pathways.acceptance.placing.queries import untried
from pathways.engagement.case.queries import case as case_queries
from pathways.engagement.case.queries import steps as the_steps_queries
from pathways.people.identity.queries import details_of
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL, consent_live
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.actions import take_step
from pathways.referrals.steps.rules import (
    REFERRAL_STEPS,
    ReferralStanding,
    ReferralState,
    guard_reasons,
    is_closed,
    steps_asked,
)
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests.integration.referrals.machine.desks import Desks, desks
from tests.integration.referrals.machine.pressing import ENDINGS, attempt, child_of, known_to_police, press
from tests.integration.referrals.machine.stopping import Clocks
from tests.machines.table import REFERRALS, folded, singles
from tests.machines.walk import Act, How, WalkedMachine

OF_TWO_PEOPLE = frozenset({"recorded_in_error", "merged_duplicate", "person_died"})
"""Not of one referral alone, or read from the person: each has its own test."""
_NO_KEYWORKER_YET = [(state, "worker_left") for state in REFERRAL_STEPS.groups["WITH_PROVIDER"]]
_STARTED = [(ReferralState(state), "reopen_before_start") for state in ("COMPLETED", "LEFT_TREATMENT")]
_AGREES_ANEW = [(ReferralState.CONSENT_WITHDRAWN, f"reopen_{how}") for how in ("before_start", "in_treatment")]
_NEVER = (*_NO_KEYWORKER_YET, *_STARTED, *_AGREES_ANEW, (ReferralState.NO_NEED, "reopen_in_treatment"))
NEVER = frozenset(f"{state} {event}" for state, event in _NEVER)
"""Single steps that a guard shuts from that state: nobody is keyworker before acceptance; what ended in treatment had
started, and where no need was found nothing had; who took consent 1 back has to agree anew, which is no step here."""
LEADS_ON = ("decline_send_on", "place_found")
FAR = ("accept", "attended", "need_agreed", "structured_start", "hand_back", "person_declines")
"""Most walks would end before treatment: some are taken there first, each step like any other."""
SENT_ON = ("decline_send_on", "acknowledge", "ask")
"""And few would be at a second service that looks at it: some are taken there."""
_OF_MORE = frozenset({"offer_appointment", "attended", "did_not_attend", "cancelled_by_person"})
_OF_MORE |= {"cancelled_by_service", "provider_closed", "submit", "submit_no_service", "consent_refused"}
"""Pressed where the table has no such step these are of another appointment, referral or case, and move nothing here."""
ASKED = frozenset(event for event, asked in steps_asked().items() if any(each.required for each in asked.records))


class Referrals(WalkedMachine):
    """A referral on its desks, from a draft or sent, wherever it leads; and the clocks that run on it."""

    name = "the referrals"

    def __init__(self, the_clock: clock.SettableClock) -> None:
        self.at, self.clocks, self.began_at = (at := desks(the_clock)), Clocks(at), the_clock.now()

    def begins(self) -> Iterable[str]:
        """Somebody new, on the day of the first: a walk of thousands of steps would outrun the bank holidays known.

        Most walks would end before treatment, and few be at a second service that looks at it: some are taken there.
        """
        self.at.clock.set(self.began_at)
        self.at.begin(draft=self.random.random() < 0.2, required=self.random.random() < 0.3)
        self.clocks.begin()
        if not self.at.referral.sent_at:
            return ()
        if self.random.random() < 0.1:
            return SENT_ON[: self.random.randint(2, len(SENT_ON))]
        return FAR[: max(0, self.random.randint(-9, len(FAR)))]

    def open_steps(self) -> Sequence[str]:
        return possible(self.at)

    def has_ended(self) -> bool:
        assert is_closed(self.at.referral.state), f"{self.at.referral.state} is a dead end"
        return True

    def shut_steps(self) -> Sequence[str]:
        state = self.at.referral.state
        return sorted({event for _, event in REFERRAL_STEPS.steps} - {*_open(state), *OF_TWO_PEOPLE, *_OF_MORE})

    def counted(self, step: str) -> str:
        return f"{self.at.referral.state} {step}"

    def can_be_pressed(self, step: str, how: How) -> bool:
        """Not again what may be taken again, not with a blank where nothing is asked, nor where its page alone asks who."""
        return {
            How.AGAIN: step not in {*_open(self.at.referral.state), *_OF_MORE},
            How.WRONG: step in ASKED and (step not in ENDINGS or self.at.referral.state is ReferralState.NEEDS_PLACE),
            How.STALE: False,
            How.NOT_THEIRS: step != "provider_closed",
        }.get(how, True)

    def press(self, act: Act) -> bool:
        event, state, last = act.step, self.at.referral.state, self._last_event()
        self.at.is_blank = act.how is How.WRONG
        meanwhile = db.session.begin_nested()
        try:
            if act.how is How.NOT_THEIRS:
                _by_somebody_else(self.at, event)
            else:
                press(self.at, event)
        except (Refused, OutOfSight):
            meanwhile.rollback()
            return False
        meanwhile.commit()
        made = events_after(self.at.referral.id, last)
        if not made:
            return False  # police are answered alike, whether or not the step was open
        assert (made[0].from_state, made[0].event) == (state, event), (state, event, [row.event for row in made])
        return True

    def must_pass(self, act: Act) -> bool:
        return act.how is How.RIGHT

    def must_hold(self, act: Act) -> None:
        """What the rows and the clocks say. Then time goes by; of a pause sometimes so long that somebody asks after it."""
        the_rows_hold(self.at)
        if act.step in LEADS_ON:
            self.clocks.have_been_handed_on()
            self.at.referral = child_of(self.at.referral)
            the_rows_hold(self.at)
        self.clocks.hold()
        self.time_passes()
        state = self.at.referral.state
        if state is ReferralState.SUSPENDED and self.random.random() < 0.5:
            self.at.later(days=85)
        if state is ReferralState.OUTREACH and self.random.random() < 0.7:
            attempt(self.at)

    def time_passes(self) -> None:
        self.at.later(minutes=self.random.randint(1, 90))

    def _last_event(self) -> int:
        return db.session.scalar(select(func.max(ReferralEvent.id))) or 0


def _open(state: ReferralState) -> list[str]:
    return [event for before, event in REFERRAL_STEPS.steps if before is state]


def _by_somebody_else(at: Desks, event: str) -> None:
    """The step by a worker of no service that has to do with it; a manager's by a colleague, a clock's by anybody."""
    who = singles(REFERRALS)["REF", at.referral.state.value, event].who
    if who == "system":
        take_step(at.referral, event, by=at.worker(), given={}, now=steps_queries.standing_of(at.referral))
    else:
        press(at.of_workers() if who == "provider manager" else at.of_strangers(), event)


def events_after(referral_id: int, number: int) -> list[ReferralEvent]:
    rows = select(ReferralEvent).where(ReferralEvent.referral_id == referral_id, ReferralEvent.id > number)
    return list(db.session.scalars(rows.order_by(ReferralEvent.id)))


def the_rows_hold(at: Desks) -> None:
    """The events lead, one after the other by the table, to where the referral stands."""
    referral, rows = at.referral, events_after(at.referral.id, 0)
    state, taken = folded(REFERRALS, "REF", [(row.event, row.to_state.value) for row in rows], "DRAFT")
    assert [row.from_state.value for row in rows] == [before for before, _ in taken]
    for row in rows:
        is_a_clocks = singles(REFERRALS)["REF", row.from_state.value, row.event].who == "system"
        assert (row.by_id is None) == (row.role == "system") == is_a_clocks
    assert referral.state.value == state
    assert (referral.closed_at is not None) == is_closed(referral.state)
    assert referral.state not in REFERRAL_STEPS.groups["FINAL"] or not _open(referral.state)


def possible(at: Desks) -> list[str]:
    """The events that the table opens from where the referral stands, and whose guards hold now."""
    referral = at.referral
    open_now = [
        event for state, event in REFERRAL_STEPS.steps if state is referral.state and event not in OF_TWO_PEOPLE
    ]
    return [event for event in open_now if _is_possible(at, event)]


def _is_possible(at: Desks, event: str) -> bool:
    referral = at.referral
    now = _standing(at, event)
    on = clock.today() - timedelta(days=1 if event == "admitted_to_hospital" else 0)
    if guard_reasons(event, now, {"on": on}):
        return False
    if event in ("decline_send_on", "decline_no_next"):
        to_manager = routing_queries.next_for(referral, details_of(referral.person_id))[0].next_verdict is None
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
    return case_queries.case(at.worker(), at.referral.id).next_appointment is not None


def _standing(at: Desks, event: str) -> ReferralStanding:
    referral = at.referral
    if referral.accepted_at is None:
        return steps_queries.standing_of(
            referral, untried=untried(referral, details_of(referral.person_id)) if event == "no_service_exists" else ()
        )
    asked_for = {"transfer_out": at.other_service().id}.get(event)
    asked_for = referral.service_id if event.startswith("reopen") else asked_for
    now = the_steps_queries.standing_of(case_queries.case(at.worker(), referral.id), for_service=asked_for)
    if event != "no_service_exists":
        return now
    return type(now)(**{**vars(now), "untried": untried(referral, details_of(referral.person_id))})
