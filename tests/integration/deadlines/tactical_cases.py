"""Referrals that a seed draws from step to step: as they are sent, answered, met, paused, handed on and closed."""

from collections import defaultdict
from datetime import timedelta

from pathways.acceptance.models import Decline
from pathways.acceptance.rules import decline_reasons
from pathways.auth.roles import Role
from pathways.deadlines.models import ClockAnswer
from pathways.engagement.models.case import Assessment, Attempt, Contact, StructuredStart
from pathways.engagement.models.treatment import NeedsAssessed, PlanReview
from pathways.people.models.identity import Person
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.store.base import db, supersede
from tests import county
from tests.integration.deadlines.by_hand_timers import CLOSED, FINAL, london
from tests.integration.reporting.records import added

ANSWERS = ("acknowledge", "ask", "accept", "accept", "accept", "decline", "decline", "moved_away", "withdraw", "pause")
MEETS = ("offer", "records", "records", "records", "records", "corrects", "sits", "sits", "talks")
LEAVES = ("pause", "hand_back", "transfer", "new_worker", "is_error", "is_duplicate")
WAYS = {
    "SUBMITTED": ANSWERS,
    "ACKNOWLEDGED": ANSWERS[1:],
    "RETURNED": ("answered", "accept", "decline", "pause"),
    "NEEDS_PLACE": ("place", "pause", "no_service", "waits", "waits"),
    "ACCEPTED": ("offer", "comes", "talks", "tries", "sits", *LEAVES),
    "APPT_OFFERED": (*MEETS, *MEETS, "comes", "tries", *LEAVES, "declines"),
    "ATTENDED_ASSESSMENT": (*MEETS, "plans", *LEAVES, "no_need"),
    "CARE_PLAN": (*MEETS, "starts", *LEAVES),
    "IN_TREATMENT": (*MEETS, *MEETS, "reviews", *LEAVES, "completes", "drops_out"),
    "OUTREACH": ("tries", "finds", "loses", "waits"),
    "TRANSFER_PENDING": ("picked_up", "receiver_declines", "waits", "waits"),
    "SUSPENDED": ("comes_back", "is_asked_after", "is_lost", "waits"),
}
"""What may happen next, the more often the likelier."""
STEPS = {
    "acknowledge": ("acknowledge", "ACKNOWLEDGED"),
    "ask": ("ask", "RETURNED"),
    "answered": ("answered", "ACKNOWLEDGED"),
    "withdraw": ("withdraw", "WITHDRAWN"),
    "no_service": ("no_service_exists", "UNMET_NEED"),
    "hand_back": ("hand_back", "NEEDS_PLACE"),
    "picked_up": ("picked_up", "TRANSFERRED"),
    "declines": ("person_declines", "NOT_ENGAGED"),
    "no_need": ("no_need", "NO_NEED"),
    "completes": ("complete", "COMPLETED"),
    "drops_out": ("person_leaves", "LEFT_TREATMENT"),
    "is_duplicate": ("merged_duplicate", "DUPLICATE"),
    "is_error": ("recorded_in_error", "ERROR"),
}
"""What is a step and nothing else. Whom a service hands back it keeps until a place is found."""
SELDOM = {
    "withdraw", "moved_away", "no_service", "picked_up", "is_lost", "declines", "no_need", "completes", "drops_out",
    "is_error", "is_duplicate", "loses", "transfer", "hand_back", "comes",
}  # fmt: skip
"""Only now and then: most of what happens would otherwise have ended before its last night."""
RECEIVES = ("none", "none", "gp", "with_us", "declined")
OUTCOMES = ("did_not_attend",) * 4 + ("attended",) * 3 + ("left_early", "cancelled_by_person", "cancelled_by_service")


class Cases:
    """The referrals of a county, and everything that happens to one of them. `ahead` draws a moment to come."""

    def __init__(self, dice, the_clock, services, officer, ahead):
        self.dice, self.clock, self.services, self.officer, self.ahead = dice, the_clock, services, officer, ahead
        places = {each.organisation_id: db.session.get(county.Organisation, each.organisation_id) for each in services}
        self.workers = {number: [county.user(Role.TW, of=each) for _ in range(3)] for number, each in places.items()}
        self.referrals, self.left, self.meetings = [], {}, defaultdict(list)

    @property
    def now(self):
        return self.clock.now()

    def often(self, share):
        return self.dice.random() < share

    def state_of(self, referral):
        return getattr(referral.state, "value", referral.state)

    def goes_on(self, referral):
        """Something happens, if there is a way on and the person lives."""
        ways = WAYS.get(self.state_of(referral), ("reopens",))
        person = db.session.get(Person, referral.person_id)
        stays = db.session.get(Person, person.merged_into_id) if person.merged_into_id else person
        way = self.dice.choice(ways)
        if stays.died_at is None and (way not in SELDOM or self.often(0.3)):
            self.goes(referral, way)

    def goes(self, referral, way):
        self.step(referral, *STEPS[way]) if way in STEPS else getattr(self, way)(referral)

    def step(self, referral, event, to=None, *, recorded=None, role="TW", **values):
        before, after = self.state_of(referral), to or self.state_of(referral)
        ReferralEvent.of(
            referral.id, event, before, after, at=self.now, by_id=self.officer.user_id, role=role, recorded=recorded
        )
        if after != before:
            values = {"closed_at": self.now if after in CLOSED | FINAL else None} | values
        changed(referral, state=after, **values)

    # Sent, and answered.

    def sent(self, episode, service, parent=None):
        """To a service, or to nobody where none is open (`service` is None)."""
        whose = {"service_id": service.id, "organisation_id": service.organisation_id} if service else {}
        first = {"first_submitted_at": self.now, "bounces": 0}
        if parent:
            first = {"first_submitted_at": parent.first_submitted_at, "bounces": parent.bounces, "parent_id": parent.id}
        referral = added(
            Referral(
                reference=f"PW-T{len(self.referrals) + 1:05}", person_id=episode.person_id, episode_id=episode.id,
                state="DRAFT", routing={}, made_at=self.now, sent_at=self.now, sent_by_id=self.officer.user_id,
                due_on=london(self.now) + timedelta(days=2), **whose, **first,
            )
        )  # fmt: skip
        self.referrals.append(referral)
        if service:
            self.step(referral, "submit", "SUBMITTED", role="CO")
        else:
            self.step(referral, "submit_no_service", "NEEDS_PLACE", role="CO")
        return referral

    def on_to(self, referral, service):
        """The next link of its chain."""
        episode = db.session.get(county.Episode, referral.episode_id)
        self.sent(episode, service, parent=referral)

    def elsewhere(self, referral):
        return self.dice.choice([each for each in self.services if each.id != referral.service_id])

    def waits(self, referral):
        """Nothing happens."""

    def accept(self, referral):
        self.accepts(referral)
        if self.often(0.6):
            self.offer(referral)

    def accepts(self, referral):
        worker = self.dice.choice(self.workers[referral.organisation_id])
        by = {"accepted_by_id": worker.id, "keyworker_id": worker.id}
        self.step(referral, "accept", "ACCEPTED", accepted_at=self.now, **by)

    def decline(self, referral):
        service_id, organisation_id = referral.service_id, referral.organisation_id
        if referral.bounces < 3 and self.often(0.4):
            self.step(referral, "decline_send_on", "REROUTED", bounces=referral.bounces + 1)
            self.on_to(referral, self.elsewhere(referral))
        else:
            self.step(
                referral, "decline_no_next", "NEEDS_PLACE", bounces=referral.bounces + 1, service_id=None,
                organisation_id=None,
            )  # fmt: skip
        reason = self.dice.choice(list(decline_reasons().values()))
        by = {"declined_at": self.now, "declined_by_id": self.officer.user_id}
        added(
            Decline(
                referral_id=referral.id, organisation_id=organisation_id, service_id=service_id, reason=reason, **by
            )
        )

    def moved_away(self, referral):
        self.step(referral, "moved_away", "NEEDS_PLACE", service_id=None, organisation_id=None)

    def place(self, referral):
        self.step(referral, "place_found", "REROUTED", role="PW")
        service = db.session.get(county.Service, referral.service_id) if referral.service_id else None
        self.on_to(referral, service if service and self.often(0.3) else self.elsewhere(referral))

    # Met, or missed.

    def offer(self, referral, at=None):
        meeting = added(
            Appointment(
                referral_id=referral.id, starts_at=at or self.ahead(), place="Room 2", channel="in_person",
                purpose=self.dice.choice(("assessment", "structured", "other")), offered_at=self.now,
                offered_by_id=self.officer.user_id,
            )
        )  # fmt: skip
        self.meetings[referral.id].append(meeting)
        if self.state_of(referral) == "ACCEPTED":
            self.step(referral, "offer_appointment", "APPT_OFFERED")
        self.date_first_offer(referral)

    def misses(self, referral):
        """An appointment at this moment, which is recorded at once."""
        self.accepts(referral)
        self.offer(referral, self.now)
        meeting = self.meetings[referral.id][-1]
        changed(meeting, outcome="did_not_attend", outcome_at=self.now, outcome_by_id=self.officer.user_id)
        self.follows(referral, meeting, "did_not_attend")

    def is_away(self, referral):
        """Misses an appointment on the day on which they are taken away: it is not missed."""
        self.misses(referral)
        self.pause(referral)

    def looked_for(self, referral):
        self.accepts(referral)
        self.pause(referral)
        self.is_lost(referral)

    def date_first_offer(self, referral):
        """The day of the first offer that the service has not taken back."""
        offers = [
            each.offered_at
            for each in self.meetings[referral.id]
            if not each.superseded_at
            and (each.outcome != "cancelled_by_service" or self.now < min(each.starts_at, each.outcome_at))
        ]
        referral.first_offered_on = london(min(offers)) if offers else None

    def records(self, referral):
        """What became of the first appointment of which nothing is recorded; of one that is ahead, that it is off."""
        open_now = [each for each in self.meetings[referral.id] if not each.outcome and not each.superseded_at]
        if not open_now:
            return
        meeting = min(open_now, key=lambda each: each.starts_at)
        outcome = self.dice.choice(OUTCOMES if meeting.starts_at <= self.now + timedelta(minutes=15) else OUTCOMES[-2:])
        changed(meeting, outcome=outcome, outcome_at=self.now, outcome_by_id=self.officer.user_id)
        self.follows(referral, meeting, outcome)
        if self.often(0.4):
            self.clock.advance(timedelta(seconds=1))
            self.offer(referral)

    def follows(self, referral, meeting, outcome):
        state = self.state_of(referral)
        first = {}
        if outcome == "attended":
            on = london(meeting.starts_at)
            first = {"first_attended_on": min(on, referral.first_attended_on or on)}
            referral.first_attended_on = first["first_attended_on"]
        if outcome == "attended" and state in ("ACCEPTED", "APPT_OFFERED"):
            self.step(referral, "attended", "ATTENDED_ASSESSMENT", **first)
        elif outcome not in ("attended", "left_early") and state == "APPT_OFFERED":
            self.step(referral, outcome)
        self.date_first_offer(referral)

    def corrects(self, referral):
        """Another outcome, by a row that takes the place of the first."""
        recorded = [each for each in self.meetings[referral.id] if each.outcome and not each.superseded_at]
        if not recorded:
            return
        old = self.dice.choice(recorded)
        if old.starts_at > self.now or (old.outcome == "attended" and referral.assessed_on):
            return
        outcome = self.dice.choice([each for each in dict.fromkeys(OUTCOMES) if each != old.outcome])
        same = ("referral_id", "starts_at", "place", "channel", "purpose", "offered_at", "offered_by_id")
        new = Appointment(
            **{name: getattr(old, name) for name in same},
            outcome=outcome,
            outcome_at=self.now,
            outcome_by_id=self.officer.user_id,
        )
        was_attended = old.outcome == "attended"
        supersede(old, new, at=self.now, reason="Wrong person")
        self.meetings[referral.id].append(new)
        if outcome == "attended":
            self.follows(referral, new, outcome)
        elif was_attended:
            came = [london(each.starts_at) for each in recorded if each is not old and each.outcome == "attended"]
            if not came and self.state_of(referral) == "ATTENDED_ASSESSMENT":
                self.step(referral, "attendance_corrected", "APPT_OFFERED")
            referral.first_attended_on = min(came, default=None)
        self.date_first_offer(referral)

    def comes(self, referral):
        """Without an appointment, and is assessed at once."""
        if referral.assessed_on:
            return
        by = {"recorded_at": self.now, "recorded_by_id": self.officer.user_id}
        on = london(self.now)
        added(
            Assessment(
                referral_id=referral.id, person_id=referral.person_id, attended_on=on,
                assessor_id=self.officer.user_id, uses_substances=False, needs_agreed="Housing", **by,
            )
        )  # fmt: skip
        on = {"assessed_on": on, "first_attended_on": min(on, referral.first_attended_on or on)}
        self.step(referral, "attended", "ATTENDED_ASSESSMENT", **on)

    def talks(self, referral):
        """With the person, or with somebody else about them."""
        whom, how = self.dice.choice(("person", "family")), self.dice.choice(("in_person", "phone", "text", "letter"))
        is_structured = whom == "person" and how == "phone" and self.often(0.5)
        added(
            Contact(
                referral_id=referral.id, at=self.now, how=how, whom=whom, is_structured=is_structured,
                naloxone="already_has" if whom == "person" else None, recorded_at=self.now,
                recorded_by_id=self.officer.user_id,
            )
        )  # fmt: skip

    def tries(self, referral):
        by = {"recorded_at": self.now, "recorded_by_id": self.officer.user_id}
        if self.often(0.5):
            added(Attempt(referral_id=referral.id, at=self.now, way="phone", **by))
        else:
            answered = self.dice.choice(("attempted", "spoke"))
            added(ClockAnswer(referral_id=referral.id, answered=answered, at=self.now, by_id=self.officer.user_id))

    def needs_help(self, referral):
        self.accepts(referral)
        self.sits(referral, "yes", "none")

    def sits(self, referral, *says):
        """Is asked about their needs; asked again, the later answers stand."""
        mind, help_had = says or (self.dice.choice(("yes", "yes", "yes", "no")), self.dice.choice(RECEIVES))
        old = db.session.scalars(
            db.select(NeedsAssessed).filter_by(referral_id=referral.id, superseded_at=None)
        ).one_or_none()
        overdose = self.dice.choice(("yes", "no", "no"))
        new = NeedsAssessed(
            referral_id=referral.id, use_answer="nothing", injecting="never", overdose=overdose,
            overdose_days=self.dice.choice((None, 2, 7, 8)) if overdose == "yes" else None,
            suicide_risk=self.dice.choice((None, "no", "no", "yes")), mental_health=mind,
            receiving=help_had if mind == "yes" else None, housing="safe", children="not_a_parent",
            pregnant=self.dice.choice((None, "no", "yes")), employment="other", safeguarding="no",
            naloxone="already_has", recorded_at=self.now, recorded_by_id=self.officer.user_id,
        )  # fmt: skip
        supersede(old, new, at=self.now, reason="Asked again")

    # In treatment, away, handed on, closed.

    def plans(self, referral):
        self.step(referral, "need_agreed", "CARE_PLAN", assessed_on=london(self.now))

    def starts(self, referral):
        by = {"recorded_at": self.now, "recorded_by_id": self.officer.user_id}
        if not self.start_of(referral):
            added(StructuredStart(referral_id=referral.id, modality="95", started_on=london(self.now), **by))
        self.step(referral, "structured_start", "IN_TREATMENT")

    def start_of(self, referral):
        return db.session.scalars(db.select(StructuredStart).filter_by(referral_id=referral.id)).first()

    def reviews(self, referral):
        by = {"recorded_at": self.now, "recorded_by_id": self.officer.user_id}
        added(PlanReview(referral_id=referral.id, reviewed_on=london(self.now), summary="Goes well", **by))

    def new_worker(self, referral):
        self.step(referral, "worker_left", keyworker_id=self.dice.choice(self.workers[referral.organisation_id]).id)

    def lately(self, referral):
        """A day since it came to be where it is: a pause and its end are often told of afterwards."""
        moves = db.select(db.func.max(ReferralEvent.at)).filter_by(referral_id=referral.id)
        came = london(db.session.scalar(moves.where(ReferralEvent.from_state != ReferralEvent.to_state)))
        return {"on": (came + timedelta(days=self.dice.randint(0, (london(self.now) - came).days))).isoformat()}

    def pause(self, referral):
        recorded, self.left[referral.id, "SUSPENDED"] = self.lately(referral), self.state_of(referral)
        event = self.dice.choice(("taken_into_custody", "admitted_to_hospital"))
        self.step(referral, event, "SUSPENDED", recorded=recorded)

    def comes_back(self, referral):
        self.step(referral, "released", self.left[referral.id, "SUSPENDED"], recorded=self.lately(referral))

    def is_asked_after(self, referral):
        added(ClockAnswer(referral_id=referral.id, answered="checked", at=self.now, by_id=self.officer.user_id))

    def is_lost(self, referral):
        if referral.accepted_at:
            self.step(referral, "return_not_known", "OUTREACH")

    def transfer(self, referral):
        self.left[referral.id, "TRANSFER_PENDING"] = self.state_of(referral)
        self.step(referral, "transfer_out", "TRANSFER_PENDING")

    def receiver_declines(self, referral):
        self.step(referral, "receiver_declines", self.left[referral.id, "TRANSFER_PENDING"])

    def finds(self, referral):
        has_start = self.start_of(referral)
        if has_start:
            self.step(referral, "contact_made_in_treatment", "IN_TREATMENT")
        else:
            self.step(referral, "contact_made", "APPT_OFFERED")
            self.offer(referral)

    def loses(self, referral):
        has_start = self.start_of(referral)
        self.step(referral, *(("lost_in_treatment", "LEFT_TREATMENT") if has_start else ("not_found", "NOT_ENGAGED")))

    def reopens(self, referral):
        """Within the three weeks in which a case may be."""
        may = self.state_of(referral) in CLOSED and referral.accepted_at and referral.closed_at
        if not may or self.now - referral.closed_at > timedelta(days=20) or self.often(0.7):
            return
        has_start = self.start_of(referral)
        to = ("reopen_in_treatment", "IN_TREATMENT") if has_start else ("reopen_before_start", "ACCEPTED")
        self.step(referral, *to)


def changed(row, **values):
    """All at once: half a change is refused."""
    with db.session.no_autoflush:
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()
