"""Somebody accepted by a service, and brought further step by step through the actions, with the clock moved on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.auth.models import User
from pathways.auth.roles import Role, Viewer
from pathways.directory.models import Service
from pathways.engagement.appointments import actions as appointments_actions
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries import case as queries
from pathways.engagement.case.queries.case import Case
from pathways.people.models.custody import Episode
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose, WayToMeet
from pathways.referrals.models.referral import Appointment, Referral
from pathways.store.base import db
from pathways.vocabulary import Substance
from tests import county
from tests.referred import referred
from tests.scenes import restorable, step

CLINICAL = "ZZ-CLINICAL-1 he spoke about his daughter"


@dataclass
class Scene:
    """An officer who sent, a worker who accepted, and the referral between them."""

    officer: Viewer
    officer_user: User
    worker: Viewer
    worker_user: User
    referral: Referral
    episode: Episode
    clock: clock.SettableClock

    @property
    def case(self) -> Case:
        return queries.case(self.worker, self.referral.id)

    def next_day(self, days: int = 1) -> None:
        self.clock.advance(timedelta(days=days))

    def offer(self, purpose: AppointmentPurpose = AppointmentPurpose.STRUCTURED, *, in_hours: float = 1) -> Appointment:
        return appointments_actions.offer_appointment(
            by=self.worker,
            referral_id=self.referral.id,
            starts_at=self.clock.now() + timedelta(hours=in_hours),
            place="ZZ-PLACE-1 Room 2",
            channel=WayToMeet.IN_PERSON,
            purpose=purpose,
        )

    def record(self, appointment: Appointment, outcome: AppointmentOutcome, **more: Any) -> Appointment:
        return appointments_actions.record_outcome(
            by=self.worker, referral_id=self.referral.id, appointment_id=appointment.id, outcome=outcome, **more
        )

    def comes_to_the_first(self) -> Appointment:
        """The appointment made on accepting is kept; the clock stands at its time."""
        first = self.case.appointments[0]
        self.clock.set(first.starts_at)
        return self.record(first, AppointmentOutcome.ATTENDED)

    def assess(self, **more: Any) -> Any:
        facts: dict[str, Any] = {
            "attended_on": clock.today(),
            "assessor_id": self.worker.user_id,
            "uses_substances": True,
            "substances": (Substance.CRACK, Substance.SYNTHETIC_CANNABINOIDS),
            "needs_agreed": CLINICAL,
        }
        return care_plan_actions.record_assessment(by=self.worker, referral_id=self.referral.id, **(facts | more))

    @restorable
    def start(self) -> None:
        """Comes, is assessed, agrees a care plan and starts psychosocial treatment, all on one day."""
        self.comes_to_the_first()
        self.assess()
        today = clock.today()
        case_actions.agree_care_plan(by=self.worker, referral_id=self.referral.id, agreed_on=today)
        case_actions.start_treatment(by=self.worker, referral_id=self.referral.id, started_on=today, modality="95")

    @restorable
    def engage(self) -> None:
        """Starts, and keeps a structured contact the day after: engaged on that day."""
        self.start()
        self.next_day()
        contact = self.offer(AppointmentPurpose.STRUCTURED)
        self.clock.set(contact.starts_at)
        self.record(contact, AppointmentOutcome.ATTENDED)
        case_actions.record_engaged(by=self.worker, referral_id=self.referral.id, engaged_on=clock.today())


@restorable
def accepted(
    the_clock: clock.SettableClock,
    *,
    feedback: ConsentState = ConsentState.GIVEN,
    episode: Episode | None = None,
    required_at: datetime | None = None,
    **answers: Any,
) -> Scene:
    """A referral sent from Lincoln and accepted an hour later, first appointment tomorrow at the same hour."""
    officer = county.user(Role.CO)
    sender = county.viewer_of(officer)
    worker = county.user(Role.TW, name="Sam Okafor")
    brought = episode or county.detained(by=sender)[0]
    if required_at is not None:
        require(brought, required_at)
    referral = referred(sender, episode=brought, feedback=feedback, **answers)
    the_clock.advance(timedelta(hours=1))
    accepting.accept(
        by=county.viewer_of(worker),
        referral_id=referral.id,
        keyworker_id=worker.id,
        first_slot_at=the_clock.now() + timedelta(days=1),
        place="ZZ-PLACE-1 Evening clinic",
        note="ZZ-CLINICAL-1 note",
    )
    return Scene(sender, officer, county.viewer_of(worker), worker, referral, brought, the_clock)


@step
def require(episode: Episode, at: datetime, *, service: Service | None = None) -> RequiredAssessment:
    """A required assessment imposed now for `at`, after a positive test, its notice handed over: at our service."""
    place = service or county.service()
    now = clock.now()
    test = DrugTest(
        episode_id=episode.id,
        continuous_detention=f"detention {episode.id}",
        route="arrest",
        relied_on=[],
        law_version="test",
        outcome="sample_given",
        warned_at=now,
        requested_at=now,
        taken_at=now,
        sample_condition="sufficient_and_suitable",
        result_at=now,
        overall_result="positive",
        recorded_at=now,
        recorded_by_id=episode.opened_by_id,
    )
    db.session.add(test)
    db.session.flush()
    row = RequiredAssessment(
        episode_id=episode.id,
        drug_test_id=test.id,
        decision="imposed",
        imposed_at=now,
        initial_at=at,
        initial_place="Brayford Service",
        service_id=place.id,
        words_version="test",
        notice_served_at=now,
        notice_served_by_id=episode.opened_by_id,
        notice_sha256="0" * 64,
        recorded_at=now,
        recorded_by_id=episode.opened_by_id,
    )
    db.session.add(row)
    db.session.flush()
    return row
