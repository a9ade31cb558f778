"""A made-up county drawn by a seed, with every way in which figures of fairness, services and treatment come about."""

import csv
from collections import defaultdict
from datetime import timedelta
from random import Random

from sqlalchemy import select

from pathways import clock, dates
from pathways.directory.models import Service, ServiceChange
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, TRANSITIONS, State
from pathways.engagement.models.case import AssessedSubstance, Assessment, Exit, StructuredStart
from pathways.law.rules.disposal_book import RULES_VERSION
from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity.rules import Ethnicity
from pathways.people.models.identity import Person
from pathways.people.rules import Presence, ReleaseType
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.sending.rules import ReferralRoute
from pathways.store.base import db
from pathways.vocabulary import Answer, Sex, Substance
from tests import county
from tests.areas import EVERYWHERE
from tests.integration.disposals import plain_disposal
from tests.integration.reporting.records import a_referral, added, asked, at_noon, dies, merge, screen
from tests.integration.reporting.test_by_service_pages import declined, let_go
from tests.unit.disposals.plain_case import facts

KINDS = (Kind.CC, Kind.CC, Kind.CR, Kind.O22, Kind.O22, Kind.SC, Kind.PND, Kind.CW)
GIVEN = {Kind.CC: State.ACTIVE, Kind.CR: State.AGREED, Kind.O22: State.DEFERRED}
STEPS = 16
HELP = ("mental_health_team", "gp", "none", "declined", "would_not_say")
SELDOM = {
    "person_died", "transfer_force", "error_found", "quashed", "refer_youth", "withdraw_proposal", "refuse", "decline",
    "suspect_not_found", "provider_unavailable", "new_disposal", "refer_cps", "withdraw_agreement", "new_offence",
}  # fmt: skip
"""Steps that would end most disposals before anything came of them, as each is open at nearly every moment."""


def a_varied_county(seed):
    """Some sixty people over three years: detained, decided about, referred, sent on, treated, released, back again."""
    dice = Random(seed)
    Drawn(dice).everything()
    db.session.commit()


class Drawn:
    """What one seed draws. Days lie in the three years before today."""

    def __init__(self, dice):
        self.dice, self.today, self.officer = dice, clock.today(), county.officer()
        providers = [county.provider(name) for name in ("Lincoln Recovery", "Coast", "Wolds", "Fens")]
        self.services = [
            county.service(name, providers[place], town=name.split()[0])
            for name, place in (("Lincoln Hub", 0), ("Boston Door", 1), ("Louth Mill", 2), ("Sleaford House", 3),
                                ("Lincoln Annex", 0))
        ]  # fmt: skip
        self.persons = [self.somebody() for _ in range(60)]
        self.ways = ways_on()

    def somebody(self):
        return county.person(
            born=self.ago(20_000) - timedelta(days=6_600), by=self.officer, sex=self.dice.choice(list(Sex)),
            ethnicity=self.dice.choice((None, *Ethnicity)),
        )  # fmt: skip

    def ago(self, most=1000):
        return self.today - timedelta(days=self.dice.randrange(10, most))

    def often(self, share):
        return self.dice.random() < share

    def later(self, day, most):
        """A day after that one; sometimes the same one."""
        return day + timedelta(days=self.dice.randrange(most))

    def everything(self):
        dice = self.dice
        for person in dice.choices(self.persons, k=90):
            self.detained(person)
        for person in dice.choices(self.persons, k=90):
            self.referred(county.episode(person, by=self.officer))
        for service in dice.sample(self.services, 2):
            change = ServiceChange(service_id=service.id, kind="changed", was={"name": f"Old {service.name}"},
                                   became={"name": service.name}, changed_at=at_noon(self.ago(500)),
                                   changed_by_id=self.officer.user_id)  # fmt: skip
            added(change)
        for person in dice.sample(self.persons, 6):
            dies(person.id, self.ago(800))
        for person in dice.choices(self.persons, k=45):
            self.decided(county.episode(person, by=self.officer), self.ago(), is_given=True)
        self.asked()
        away, keeps, other, also, stays = dice.sample(self.persons, 5)
        for which, into in ((away, keeps), (other, keeps), (also, stays)):
            merge(which.id, into.id)

    def asked(self):
        """What services asked: some anew under the same referral, on the same day or later."""
        dice = self.dice
        for referral in list(
            db.session.scalars(select(Referral).where(Referral.accepted_at.is_not(None)).order_by(Referral.id))
        ):
            day = dates.london_date(referral.accepted_at)
            for last in (False, True)[self.often(0.6) :]:
                answer, on = dice.choice(list(Answer)), day
                day = self.later(day, 3)
                help_with_it = dice.choice(HELP) if answer is Answer.YES else None
                asked(referral, answer, help_with_it, on=on, anew_on=None if last else day)
            self.met(referral, day)

    def met(self, referral, day):
        """Assessments that say what is used, or not; and appointments whose outcome was recorded in time, late or not."""
        dice, by = self.dice, {"recorded_at": at_noon(day), "recorded_by_id": self.officer.user_id}
        if self.often(0.6):
            uses = self.often(0.7)
            row = Assessment(referral_id=referral.id, person_id=referral.person_id, attended_on=self.later(day, 20),
                             assessor_id=self.officer.user_id, uses_substances=uses, needs_agreed="Drawn", **by)  # fmt: skip
            added(row)
            if uses and self.often(0.7):
                added(AssessedSubstance(assessment_id=row.id, substance=dice.choice(list(Substance))))
        for _ in range(dice.randrange(3)):
            on = self.later(day, 60)
            told = self.later(on, 10) if self.often(0.9) else None
            added(
                Appointment(
                    referral_id=referral.id, starts_at=at_noon(on), place="The hub", channel="in_person", purpose="structured",
                    offered_at=at_noon(day), offered_by_id=self.officer.user_id, outcome=told and "attended",
                    outcome_at=told and at_noon(told), outcome_by_id=told and self.officer.user_id,
                    superseded_at=at_noon(on) if self.often(0.1) else None,
                )
            )  # fmt: skip

    # Custody, and what was decided there.

    def detained(self, person):
        dice, day = self.dice, self.ago()
        released = at_noon(self.later(day, 2))
        episode, detention = county.detained(
            person, by=self.officer, arrested_at=at_noon(day) - timedelta(hours=dice.randrange(4, 9)),
            **{} if self.often(0.05) else {"released_at": released, "release_type": dice.choice(list(ReleaseType))},
        )  # fmt: skip
        if self.often(0.2):
            detention.presence = dice.choice((Presence.ARRESTED_AFTER_ATTENDING, Presence.BAIL_RETURN))
            if detention.presence is Presence.BAIL_RETURN:
                detention.first_arrested_at = detention.arrested_at - timedelta(days=20)
        if detention.released_at and self.often(0.15):
            self.moved(person, detention)
        if self.often(0.8):
            offence = plain_disposal.offence(episode)
            if self.often(0.3):
                offence.charged_at = at_noon(day) - timedelta(hours=1)
        if self.often(0.5):
            self.decided(episode, day)
            if self.often(0.2):
                self.decided(episode, self.later(day, 60))
        if self.often(0.4):
            screen(episode, dice.choice(EVERYWHERE).value)
        if self.often(0.6):
            self.referred(episode, self.later(day, 3))

    def moved(self, person, detention):
        """On to another suite: one detention, though both have an arrival and an end."""
        at = detention.released_at + timedelta(hours=1)
        county.detained(person, by=self.officer, continuous_detention=detention.continuous_detention, arrested_at=at,
                        released_at=at + timedelta(hours=9), release_type=ReleaseType.ON_BAIL)  # fmt: skip

    def decided(self, episode, day, *, is_given=False):
        """A disposal, and the way that it went: from its beginning, or from when it was signed or agreed."""
        dice, kind = self.dice, self.dice.choice(KINDS[:5] if is_given else KINDS)
        stored = {name: list(each) if isinstance(each, tuple) else each for name, each in facts().items()}
        for name in dice.sample(sorted(stored), dice.randrange(4)):
            del stored[name]
        verdicts = dice.choice(([], ["AVAILABLE"], ["NEEDS_AUTHORITY", "AVAILABLE"], ["NOT_AVAILABLE"]))
        row = added(
            Disposal(
                episode_id=episode.id, person_id=episode.person_id, organisation_id=self.officer.organisation_id,
                kind=kind, state=State.CLOSED_REPLACED, facts=stored if self.often(0.7) else {},
                results=[{"verdict": each, "counts": True} for each in verdicts], rules_version=RULES_VERSION,
                rationale="Drawn", reasons_cite_test=False, proposed_at=at_noon(day), proposed_by_id=self.officer.user_id,
            )
        )  # fmt: skip
        state, before = State.DRAFT, None
        if is_given:
            state = GIVEN[kind]
            self.step(row, "given", State.AUTHORISED, state, day)
        for _ in range(dice.randrange(STEPS)):
            on = self.ways[kind, state]
            if before is not None and self.often(0.5):
                on = [(DEATH_TAKEN_BACK, before)]
            if not on:
                break
            event, to = dice.choices(on, [1 if event in SELDOM else 8 for event, _ in on])[0]
            day = self.later(day, 40)
            self.step(row, event, state, to, day)
            before = state if event == "person_died" else None
            state = to
        row.state = State.CLOSED_REPLACED

    def step(self, disposal, event, before, to, day):
        recorded = {}
        if to in (State.CLOSED_CHARGED, State.PROSECUTED) and self.often(0.5):
            recorded = {"on": self.later(day - timedelta(days=3), 4).isoformat()}
        facts_of_step = {"role": "CO", "recorded": recorded, "by_id": self.officer.user_id}
        added(
            DisposalEvent(
                disposal_id=disposal.id, event=event, from_state=before, to_state=to, at=at_noon(day), **facts_of_step
            )
        )

    # Referrals, where they were sent on to, and what came of them.

    def referred(self, episode, day=None, parent=None, bounces=0):
        dice, on = self.dice, day or self.ago()
        # Back to the same service now and then.
        back = parent is not None and parent.service_id and self.often(0.4)
        service = db.session.get(Service, parent.service_id) if back else dice.choice(self.services)
        accepted = self.later(on, 30) if self.often(0.7) else None
        facts = {"service_id": service.id, "organisation_id": service.organisation_id,
                 "route": dice.choice((None, *ReferralRoute))}  # fmt: skip
        if self.often(0.2):
            facts |= {"is_of_before": True, "area_of_before": dice.choice(EVERYWHERE).value}
        if parent is not None:
            facts |= {"parent_id": parent.id, "first_submitted_at": parent.first_submitted_at}
        if self.often(0.7):
            facts["first_offered_on"] = self.later(on - timedelta(days=1), 40)
        if accepted is None:
            self.not_accepted(episode, on, service, facts, bounces)
            return
        if self.often(0.8):
            facts["attended_on"] = self.later(accepted - timedelta(days=1), 40)
            if self.often(0.7):
                facts["engaged_on"] = self.later(facts["attended_on"], 60)
        referral = a_referral(episode, on=on, accepted_on=accepted, **facts)
        closed = self.later(accepted, 200) if self.often(0.6) else None
        if closed:
            referral.closed_at = at_noon(closed)
            referral.state = dice.choice(("NOT_ENGAGED", "REROUTED", "DUPLICATE"))
        if self.often(0.6):
            ended = self.treated(referral, accepted, closed)
            if ended and self.often(0.5):
                self.begun_again(referral, ended)
        if referral.state == "REROUTED" and bounces < 3:
            self.referred(episode, closed, parent=referral, bounces=bounces + 1)

    def not_accepted(self, episode, on, service, facts, bounces):
        """Withdrawn, declined and sent on, declined with nowhere to go, not answered, or waiting still."""
        dice, answered = self.dice, self.later(on, 20)
        match dice.randrange(6):
            case 0:
                state = dice.choice(("WITHDRAWN", "ERROR"))
                a_referral(episode, on=on, state=state, closed_at=at_noon(answered), **facts)
            case 1 | 2:
                gone = a_referral(episode, on=on, state="REROUTED", closed_at=at_noon(answered), **facts)
                if self.often(0.5):
                    declined(gone, service, answered)
                if bounces < 3:
                    self.referred(episode, answered, parent=gone, bounces=bounces + 1)
            case 3:
                nowhere = a_referral(
                    episode, on=on, state="NEEDS_PLACE", **facts | {"service_id": None, "organisation_id": None}
                )
                declined(nowhere, service, answered)
            case 4:
                nowhere = a_referral(
                    episode, on=on, state="NEEDS_PLACE", **facts | {"service_id": None, "organisation_id": None}
                )
                for _ in range(dice.randrange(3)):
                    let_go(nowhere, dice.choice(self.services), answered, dice.choice(("no_decision", "moved_away")))
            case _:
                a_referral(episode, on=on, **facts)

    def treated(self, referral, accepted, closed):
        dice, by = self.dice, {"recorded_at": clock.now(), "recorded_by_id": self.officer.user_id}
        started = self.later(accepted, 60)
        added(StructuredStart(referral_id=referral.id, modality="94", started_on=started, **by))
        if closed and self.often(0.7):
            reason = dice.choice(("80", "81", "82", "83", "84", "85", "86", "88"))
            ended = self.later(started - timedelta(days=3), 150)
            undone = at_noon(ended) + timedelta(days=9) if self.often(0.15) else None
            planned = reason in ("80", "81", "82")
            added(
                Exit(referral_id=referral.id, reason=reason, planned=planned, exited_on=ended, undone_at=undone, **by)
            )
            return ended
        return None

    def begun_again(self, referral, ended):
        """Under another referral, about as many days later as make one course of two."""
        started, by = ended + timedelta(days=self.dice.randrange(19, 24)), referral.sent_by_id
        episode = county.episode(db.session.get(Person, referral.person_id), by=self.officer)
        again = a_referral(episode, on=started - timedelta(days=9), accepted_on=started)
        row = StructuredStart(referral_id=again.id, modality="95", started_on=started)
        row.recorded_at, row.recorded_by_id = clock.now(), by
        added(row)


def ways_on():
    """By kind and state, the steps that the table of steps has."""
    ways = defaultdict(list)
    with TRANSITIONS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kinds = list(Kind) if row["machine"] == "ALL" else [Kind(each) for each in row["machine"].split("|")]
            for kind in kinds:
                for state in row["from"].split("|"):
                    ways[kind, State(state)].append((row["event"], State(row["to"])))
    return ways
