"""A made-up county drawn by a seed, lived through from day to day, with every way in which the Tactical pack counts.

What happens falls on both sides of the moments that matter on its last night: so many working days before it, so many
days, among them the 28 for which what has ended is read. Now and then the worker reads the clocks, and at the end.
"""

from datetime import UTC, datetime, time, timedelta
from random import Random

from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.deadlines.models import Closure
from pathways.disposals.models import Condition, Disposal
from pathways.engagement.models.treatment import FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.people.models.identity import DeathCorrection, Person, Restriction, RestrictionName
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import db, supersede
from tests import county
from tests.accepted import require
from tests.areas import LINCOLN
from tests.integration.deadlines.by_hand_timers import BANK_HOLIDAYS, LONDON, SENT, london, wall
from tests.integration.deadlines.tactical_cases import Cases, changed
from tests.integration.reporting.records import added

NIGHTS = {
    26: (2026, 11, 2, 10, 30),  # a week after the clocks went back
    1: (2026, 4, 7, 14, 0),  # after Easter, and nine days after they went forward
    9: (2026, 11, 25, 3, 12),
    5: (2026, 10, 26, 0, 30),  # half an hour into the first day of winter time
    4: (2026, 12, 29, 16, 59),  # between the years
}
"""By seed, London's wall time of the last night."""
DAYS = 100
MINUTE = timedelta(minutes=1)
STATES = (("CC", "ACTIVE"), ("O22", "DEFERRED"), ("CR", "AGREED"), ("CC", "ACTIVE"), ("CC", "COMPLETED"))
KINDS = (
    "drug_assessment", "structured_treatment_engagement", "needs_assessment", "mental_health_assessment", "apology",
    "naloxone_training_offer",
)  # fmt: skip


LEFT_ALONE = {
    ("working days", 1): ("waits",),
    ("working days", 2): ("acknowledge", "nowhere", "misses"),
    ("working days", 3): ("acknowledge",),
    ("working days", 5): ("accepts",),
    ("working days", 10): ("looked_for",),
    ("days", 1): ("urgent",),
    ("days", 2): ("owes", "needs_help"),
    ("days", 10): ("is_away",),
    ("days", 21): ("accepts",),
    ("days", 28): ("decline", "misses"),
    ("days", 42): ("accepts",),
}
"""What befell somebody so long before the last night, to the minute, with nothing after it."""


def a_tactical_county(seed, the_clock, people=44):
    """Returns whoever has a pack: the managers of each provider, and those who find places."""
    night = datetime(*NIGHTS[seed], tzinfo=LONDON).astimezone(UTC)
    readers = Drawn(Random(seed), the_clock, night, people).everything()
    db.session.commit()
    return readers


class Drawn:
    """What one seed draws."""

    def __init__(self, dice, the_clock, night, people):
        self.dice, self.clock, self.night, self.most = dice, the_clock, night, people
        self.hangs = {}
        self.moments = self.drawn_moments()
        self.clock.set(self.moments[0] - timedelta(days=1))
        self.officer, self.colleague = county.officer(), county.officer()
        self.lincoln, self.coast, self.wolds = map(county.provider, ("Lincoln Recovery", "Coast", "Wolds"))
        self.services = [
            county.service("Lincoln Hub", self.lincoln),
            county.service("Lincoln Women", self.lincoln, women_only=True),
            county.service("Boston Door", self.coast, town="Boston"),
            county.service("Louth Mill", self.wolds, town="Louth"),
            county.service("Louth Young People", self.wolds, town="Louth", young_people=True),
        ]
        self.cases = Cases(dice, the_clock, self.services, self.officer, self.ahead)
        self.persons, self.required, self.conditions, self.still = [], [], [], set()

    def often(self, share):
        return self.dice.random() < share

    # When things happen.

    def drawn_moments(self):
        """Of the last hundred days, those on which much depends, with the minute before and after, and others."""
        today, moments = london(self.night), set()
        for number in (1, 2, 3, 5, 10):
            at = self.working_days_before(number)
            self.hangs |= {at - MINUTE: ("working days", number), at: ("working days", number)}
            moments.add(at + MINUTE)
        for number in (0, 1, 2, 10, 21, 22, 28, 29, 42, 43):
            begins = wall(today - timedelta(days=number), 0)
            self.hangs |= {begins - MINUTE: ("days", number), begins: ("days", number)}
            moments.add(begins + timedelta(hours=self.dice.randrange(24)))
        ended = self.night - timedelta(days=28)
        moments |= {ended - MINUTE, ended, ended + MINUTE}
        for _ in range(18):
            days = self.dice.choice((5, 12, 30, 60, DAYS))
            moments.add(self.night - timedelta(minutes=self.dice.randrange(1, days * 24 * 60)))
        return sorted(each for each in moments | self.hangs.keys() if each < self.night)

    def working_days_before(self, number):
        """The same time of day so many working days ago."""
        local = self.night.astimezone(LONDON)
        day = local.date()
        while number:
            day -= timedelta(days=1)
            number -= day.weekday() < 5 and day not in BANK_HOLIDAYS
        return datetime.combine(day, time(local.hour, local.minute), tzinfo=LONDON).astimezone(UTC)

    def ahead(self):
        """A moment to come: of those on which something happens within ten days, or another."""
        now = self.clock.now()
        soon = [each for each in (*self.moments, self.night) if now < each < now + timedelta(days=10)]
        if soon and self.often(0.7):
            return self.dice.choice(soon)
        return now + timedelta(minutes=self.dice.randrange(30, 12 * 24 * 60))

    def everything(self):
        for place, moment in enumerate(self.moments):
            self.clock.set(moment)
            for how in LEFT_ALONE.get(self.hangs.get(moment), ()):
                self.left_alone(how)
            self.something_happens(place)
            if place % 11 == 0:
                self.worker_reads()
        self.clock.set(self.night - MINUTE)
        self.left_alone("misses")
        self.clock.advance(MINUTE / 2)
        self.cases.offer(self.cases.referrals[-1])  # the only one, by some dice, who missed and was offered another
        self.clock.set(self.night)
        self.joined()
        readers = self.kept_from()
        self.worker_reads()
        return readers

    def worker_reads(self):
        db.session.commit()
        act_on_due_clocks()

    def something_happens(self, place):
        if len(self.persons) < self.most * (place + 8) / len(self.moments):
            for _ in range(2):
                self.arrested()
        open_now, closed = [], []
        for each in self.cases.referrals:
            if each.id not in self.still:
                (open_now if self.cases.state_of(each) in SENT else closed).append(each)
        for referral in (*self.some(open_now, 12), *self.some(closed, 1)):
            self.cases.goes_on(referral)
        for required in self.some(self.required, 1):
            self.assessed(required)
        for condition in self.some(self.conditions, 1):
            self.reported(condition)
        self.clock.advance(timedelta(seconds=2))
        if place in (20, 40, 60):
            self.die()
            self.worker_reads()
        if place in (24, 44, 64):
            self.lives()
        if place == 30:
            self.away()
        db.session.flush()

    def some(self, rows, number):
        return self.dice.sample(rows, min(number, len(rows)))

    def left_alone(self, how):
        episode = county.episode(county.person(by=self.officer), by=self.officer)
        by = {"recorded_at": self.clock.now(), "recorded_by_id": self.officer.user_id}
        if how == "urgent":
            added(RiskScreen(episode_id=episode.id, suicide_risk="yes", **by))
        referral = self.cases.sent(episode, None if how == "nowhere" else self.dice.choice(self.services))
        if how == "owes":
            self.decided(episode, is_owed=True)
        if how not in ("nowhere", "urgent"):
            self.cases.goes(referral, "accepts" if how == "owes" else how)
        self.still.add(referral.id)

    # An arrest, and what comes of it.

    def arrested(self):
        known = [each for each in self.persons if each.died_at is None and each.merged_into_id is None]
        person = self.dice.choice(known) if known and self.often(0.25) else county.person(by=self.officer)
        self.persons.append(person)
        if self.often(0.7):
            released = {"released_at": self.clock.now()} if self.often(0.5) else {}
            arrested_at = self.clock.now() - timedelta(hours=6)
            episode, _ = county.detained(person, by=self.officer, arrested_at=arrested_at, **released)
        else:
            episode = county.episode(person, by=self.officer)
        self.asked_at_the_desk(episode)
        if self.often(0.4):
            self.required.append(self.must_come(episode))
        if self.often(0.6):
            self.decided(episode)
        if self.often(0.9):
            self.cases.sent(episode, None if self.often(0.1) else self.dice.choice(self.services))

    def asked_at_the_desk(self, episode):
        by = {"episode_id": episode.id, "recorded_at": self.clock.now(), "recorded_by_id": self.officer.user_id}
        if self.often(0.5):
            risk = {"suicide_risk": self.dice.choice(("yes", "no", "no"))}
            added(
                RiskScreen(**risk, overdose_last_7_days=self.dice.choice((None, "no", "yes")), exploitation="no", **by)
            )
        if self.often(0.3):
            way = self.dice.choice(("no_phone", "text"))
            added(
                NeedScreen(
                    use_answer="nothing", injected="never", mental_health="no", housing="safe", contact_way=way,
                    contact_number="07700 900318" if way == "text" else None, area=LINCOLN.value,
                    pregnant=self.dice.choice((None, "no", "yes")), **by,
                )
            )  # fmt: skip

    def must_come(self, episode):
        required = require(episode, self.ahead(), service=self.dice.choice(self.services))
        if self.often(0.15):
            changed(
                required, **dict.fromkeys(("notice_served_at", "notice_served_by_id", "notice_sha256", "words_version"))
            )
        return required

    def assessed(self, required):
        """What became of it is recorded, corrected, or followed by another appointment or by a change of mind."""
        now, by = self.clock.now(), {"recorded_at": self.clock.now(), "recorded_by_id": self.officer.user_id}
        if required.superseded_at or required.initial_at > now or not required.notice_served_at or self.often(0.3):
            return
        outcome = self.dice.choice(("attended_remained", "failed_to_attend", "failed_to_remain"))
        same = {"required_assessment_id": required.id, "booking": required.booking}
        told = {"reported_to_police_at": None if outcome == "attended_remained" else now}
        stands = db.select(RequiredAssessmentOutcome).filter_by(**same, superseded_at=None)
        old = db.session.scalars(stands).one_or_none()
        if old is None or self.often(0.3):
            new = RequiredAssessmentOutcome(**same, outcome=outcome, at=required.initial_at, **told, **by)
            supersede(old, new, at=now, reason="Wrong person")
        elif old.outcome != "attended_remained":
            changed(required, booking=required.booking + 1, initial_at=self.ahead())
        elif self.often(0.3):
            self.not_required_after_all(required, by)
        else:
            self.followed_up(required, by)

    def not_required_after_all(self, required, by):
        new = RequiredAssessment(
            episode_id=required.episode_id, drug_test_id=required.drug_test_id, decision="not_imposed",
            not_imposed_reason="The result was overturned", **by,
        )  # fmt: skip
        supersede(required, new, at=self.clock.now(), reason="Overturned")

    def followed_up(self, required, by):
        stands = db.select(FollowUp).filter_by(required_assessment_id=required.id, superseded_at=None)
        follow_up = db.session.scalars(stands).one_or_none()
        if follow_up is None:
            given = {"given_at": self.clock.now(), "given_by_id": self.officer.user_id, "notice_sha256": "0" * 64}
            starts = {"starts_at": self.ahead(), "place": "Brayford Service", "decision": "required"}
            added(FollowUp(required_assessment_id=required.id, **starts, **given, **by))
            return
        same = {"required_assessment_id": required.id, "booking": follow_up.booking}
        done = db.session.scalars(db.select(FollowUpOutcome).filter_by(**same)).first()
        if follow_up.starts_at <= self.clock.now() and done is None:
            added(FollowUpOutcome(**same, outcome="attended_remained", at=follow_up.starts_at, **by))

    def decided(self, episode, *, is_owed=False):
        """A caution, an agreement or an activity. Where it `is_owed`, reports on it are due on the last night and after."""
        now, officer = self.clock.now(), self.officer.user_id
        kind, state = self.dice.choice(STATES[: 4 if is_owed else 5])
        is_signed = is_owed or self.often(0.9)
        signed = {
            "authorised_at": now, "authorised_by_id": self.colleague.user_id, "authorised_rank": "sergeant",
            "explained_at": now, "consented_at": now, "signed_at": now, "signed_by_id": officer,
        }  # fmt: skip
        disposal = added(
            Disposal(
                episode_id=episode.id, person_id=episode.person_id, organisation_id=self.officer.organisation_id,
                kind=kind, state=state if is_signed else "OFFERED", facts={}, results=[], rules_version="drawn",
                rationale="Drawn", reasons_cite_test=False, proposed_at=now, proposed_by_id=officer,
                **(signed if is_signed else {}),
            )
        )  # fmt: skip
        if is_owed:
            for days in (0, 1):
                agreed(disposal, KINDS[0], london(self.night) + timedelta(days=days), None)
            return
        for _ in range(self.dice.randint(1, 3)):
            service = self.dice.choice((None, None, None, *self.services))
            kind = self.dice.choice(KINDS)
            self.conditions.append(agreed(disposal, kind, london(self.ahead()), service.id if service else None))

    def reported(self, condition):
        """The service reports on it, or the officer settles it without a report."""
        if condition.status != "open" or condition.reported_as:
            return
        now, officer = self.clock.now(), self.officer.user_id
        if self.often(0.3):
            settled = {"status": self.dice.choice(("met", "not_met", "excused", "varied", "cancelled"))}
            settled |= {"accepted_at": now, "accepted_by_id": officer} if settled["status"] == "met" else {}
        else:
            worker = self.dice.choice([each.id for theirs in self.cases.workers.values() for each in theirs])
            settled = {"reported_as": self.dice.choice(("met", "not_met")), "reported_on": london(now)}
            settled |= {"reported_at": now, "reported_by_id": worker}
        changed(condition, **settled)

    # Deaths, staff who leave, days on which a place is closed.

    def die(self):
        """Two of them; of one it is said some time later that it was somebody else."""
        dead = self.dice.sample([each for each in self.persons if each.died_at is None], 2)
        at = {"died_at": self.clock.now(), "death_recorded_at": self.clock.now()}
        for each in dead:
            changed(each, **at, death_recorded_by_id=self.officer.user_id, death_source="hospital")
        self.said_dead = dead[0]

    def lives(self):
        person, now, by = self.said_dead, self.clock.now(), self.officer.user_id
        added(
            DeathCorrection(
                person_id=person.id, died_at=person.died_at, source="family", recorded_at=person.death_recorded_at,
                recorded_by_id=by, reason="Somebody else of that name", proposed_at=now, proposed_by_id=by,
                decided_at=now, decided_by_id=self.colleague.user_id, is_confirmed=True,
            )
        )  # fmt: skip
        changed(person, died_at=None, death_recorded_at=None, death_recorded_by_id=None, death_source=None)

    def away(self):
        today, by = london(self.clock.now()), {"recorded_at": self.clock.now(), "recorded_by_id": self.officer.user_id}
        for whose, days, is_off in ((self.lincoln.id, 2, False), (None, 6, False), (self.coast.id, 1, True)):
            on = {"from_on": today + timedelta(days=days), "to_on": today + timedelta(days=days + 1)}
            off = {"taken_out_at": self.clock.now(), "taken_out_by_id": self.officer.user_id} if is_off else {}
            added(Closure(organisation_id=whose, why="Move of premises", **on, **off, **by))
        for organisation_id, theirs in self.cases.workers.items():
            changed(theirs[0], disabled_at=self.clock.now(), disabled_reason="Left")
            self.cases.workers[organisation_id] = theirs[1:]

    # Two records of one person, and records that are shut.

    def joined(self):
        open_now = [each for each in self.cases.referrals if self.cases.state_of(each) in SENT]
        for organisation in (self.lincoln, self.coast, self.wolds, None):
            theirs = [each for each in open_now if each.organisation_id == (organisation.id if organisation else None)]
            people = list(dict.fromkeys(each.person_id for each in theirs))
            if len(people) > 2:
                keeps, away = (db.session.get(Person, each) for each in self.dice.sample(people, 2))
                if not (keeps.died_at or away.died_at or keeps.merged_into_id or away.merged_into_id):
                    away.merged_into_id = keeps.id
        dead = next(each for each in self.persons if each.died_at)
        lives = [each for each in self.persons if not each.died_at and not each.merged_into_id and each.id != dead.id]
        kept = {each.merged_into_id for each in self.persons}
        self.dice.choice([each for each in lives if each.id not in kept]).merged_into_id = dead.id
        db.session.flush()

    def kept_from(self):
        """Six records with a list; returns the readers, some of whom are on one."""
        managers = [county.user(Role.PM, of=each) for each in (self.lincoln, self.coast, self.wolds, self.lincoln)]
        finders = [county.user(Role.PW) for _ in range(2)]
        people = list(dict.fromkeys(each.person_id for each in self.cases.referrals))
        drawn = self.dice.sample(people, 12)
        for person_id in drawn[:3]:
            self.shut(person_id, "excluded_from", (managers[0], managers[1], finders[0]))
        for person_id in drawn[3:8]:
            self.shut(person_id, "restricted_to", (managers[3], finders[1]))
        self.shut(drawn[8], "restricted_to", (managers[0],), binds_all=False, organisation_id=self.lincoln.id)
        self.shut(drawn[9], "excluded_from", managers, until_on=london(self.night) - timedelta(days=1))
        self.shut(drawn[10], "excluded_from", managers, until_on=london(self.night))
        self.shut(drawn[11], "excluded_from", managers, in_force_at=None)
        return [*managers, *finders]

    def shut(self, person_id, which, names, **changes):
        now = self.clock.now()
        facts = {
            "organisation_id": self.officer.organisation_id, "binds_all": True, "in_force_at": now, "is_confirmed": True,
            "decided_at": now, "decided_by_id": self.colleague.user_id,
        }  # fmt: skip
        row = added(
            Restriction(
                person_id=person_id, which=which, why="relative", reason="Drawn", proposed_at=now,
                proposed_by_id=self.officer.user_id, **(facts | changes),
            )
        )  # fmt: skip
        db.session.add_all(RestrictionName(restriction_id=row.id, user_id=each.id) for each in names)


def agreed(disposal, kind, due_on, service_id):
    return added(
        Condition(
            disposal_id=disposal.id, position=1, kind=kind, object="rehabilitative", wording="Come, and stay",
            due_on=due_on, service_id=service_id, proof="attendance_log",
        )
    )  # fmt: skip
