"""One case: what a provider accepted, with everything that stands of it."""

from dataclasses import dataclass
from datetime import date, datetime

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.engagement.models import (
    Assessment,
    CarePlan,
    Contact,
    Engagement,
    Exit,
    RequiredAssessmentOutcome,
    StructuredStart,
)
from pathways.engagement.rules import MEETS, SEEN, answers_for, is_with_the_service
from pathways.people.models import Person, PersonDetails
from pathways.referrals.models import Appointment, Referral
from pathways.referrals.rules import FIRST_TURN, Outcome, Purpose, groups
from pathways.vocabulary import Substance


@dataclass(frozen=True, kw_only=True)
class Case:
    """A referral that a provider accepted, with everything recorded of it that stands.

    `is_assessor` says that a notice names a service of the same provider, so that the required assessment is its to
    record. Of one at another provider only the notice is known here: what became of it is not told on (s.15(3)).
    """

    referral: Referral
    person: Person
    details: PersonDetails
    service_name: str
    appointments: tuple[Appointment, ...]
    assessment: Assessment | None
    substances: tuple[Substance, ...]
    care_plan: CarePlan | None
    start: StructuredStart | None
    engagement: Engagement | None
    exit: Exit | None
    required: RequiredAssessment | None
    required_outcome: RequiredAssessmentOutcome | None
    is_assessor: bool
    contacts: tuple[Contact, ...]
    missed: int

    @property
    def has_died(self) -> bool:
        return self.person.died_at is not None

    @property
    def is_open(self) -> bool:
        """Whether anything may still be recorded."""
        return answers_for(self.referral.state) and not self.has_died

    @property
    def is_urgent(self) -> bool:
        """Whether it came as urgent, or became so, and nobody has met them yet."""
        is_first = self.referral.inbox_turn == FIRST_TURN
        return is_first and self.referral.first_attended_on is None and self.is_open

    @property
    def goes_on(self) -> bool:
        """Whether the course of treatment may go on here: not while it is on its way to another service."""
        return is_with_the_service(self.referral.state) and not self.has_died

    @property
    def has_closed(self) -> bool:
        """Whether the case has ended and may still be read: scores of leaving are taken then too."""
        return self.referral.state in groups()["CLOSED"] and not self.has_died

    @property
    def ended_on(self) -> date | None:
        """The day on which all that was open of the case ended: of leaving, else of the death, else of its closing."""
        if self.exit is not None:
            return self.exit.exited_on
        ended_at = self.person.died_at or self.referral.closed_at
        return clock.london_date(ended_at) if ended_at else None

    @property
    def next_appointment(self) -> Appointment | None:
        """The soonest one without an outcome, past its time or not."""
        return next((one for one in self.appointments if one.outcome is None), None)

    @property
    def booked_at(self) -> tuple[datetime, ...]:
        """The instants of the appointments without an outcome, soonest first."""
        return tuple(one.starts_at for one in self.appointments if one.outcome is None)

    @property
    def attended_on(self) -> tuple[date, ...]:
        """The London dates of all attended appointments, oldest first."""
        came = (one for one in self.appointments if one.outcome is Outcome.ATTENDED)
        return tuple(clock.london_date(one.starts_at) for one in came)

    @property
    def structured_contacts(self) -> tuple[date, ...]:
        """The London dates of attended appointments and of contacts that were part of structured treatment."""
        came = [
            one.starts_at
            for one in self.appointments
            if one.outcome is Outcome.ATTENDED and one.purpose is Purpose.STRUCTURED
        ]
        return tuple(clock.london_date(at) for at in [*came, *(one.at for one in self.contacts if one.is_structured)])

    @property
    def met_at(self) -> tuple[datetime, ...]:
        """When the person was met without an appointment, oldest first."""
        return tuple(one.at for one in self.contacts if one.how in MEETS)

    @property
    def last_seen_on(self) -> date | None:
        came = [one.starts_at for one in self.appointments if one.outcome in SEEN]
        seen = [clock.london_date(at) for at in [*came, *self.met_at]]
        return max([*seen, *([self.assessment.attended_on] if self.assessment else [])], default=None)
