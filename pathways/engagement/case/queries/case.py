"""One case with all its live records, and which cases are the viewer's."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, True_, and_, bindparam, select

from pathways import dates
from pathways.acceptance.models import Acceptance
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import User
from pathways.auth.roles import Viewer
from pathways.directory.models import Service
from pathways.engagement.case.queries.seen import missed_of
from pathways.engagement.case.rules import SEEN
from pathways.engagement.models.case import (
    AssessedSubstance,
    Assessment,
    CarePlan,
    Contact,
    Engagement,
    Exit,
    StructuredStart,
)
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.notes.rules import MEETS, ContactWith
from pathways.engagement.rules import answers_for, is_with_the_service
from pathways.people import queries as people_queries
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals import queries as referrals
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.sending.rules import FIRST_TURN
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db, shared_alias
from pathways.store.together import Records, SideBySide
from pathways.vocabulary import Substance

# One case: what a provider accepted, with all its live records.


@dataclass(frozen=True, kw_only=True)
class Case:
    """A referral that a provider accepted, with all its live records.

    `is_assessor`: the notice names a service of the same provider, so the provider is to record the required
    assessment. Of an assessment elsewhere only the notice is known here: what became of it is not passed on (s.15(3)).
    """

    referral: Referral
    episode: Episode
    person: Person
    details: PersonDetails
    service_name: str
    service_town: str
    appointments: tuple[Appointment, ...]
    assessment: Assessment | None
    assessor: str
    """Who made the assessment, by name."""
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
    team_note: str
    """What was written for the team when the referral was accepted, and what a colleague who came second added."""

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
        """Whether treatment may go on here: not while the case is on its way to another service."""
        return is_with_the_service(self.referral.state) and not self.has_died

    @property
    def has_closed(self) -> bool:
        """Whether the case has closed and may still be read: scores of leaving may still be recorded then."""
        return self.referral.state in REFERRAL_STEPS.groups["CLOSED"] and not self.has_died

    @property
    def ended_on(self) -> date | None:
        """The day on which all that was open in the case ended: the day of leaving, else of the death or closing."""
        if self.exit is not None:
            return self.exit.exited_on
        ended_at = self.person.died_at or self.referral.closed_at
        return dates.london_date(ended_at) if ended_at else None

    @property
    def next_appointment(self) -> Appointment | None:
        """The soonest appointment without an outcome, past its time or not."""
        return next((appointment for appointment in self.appointments if appointment.outcome is None), None)

    @property
    def booked_at(self) -> tuple[datetime, ...]:
        """The instants of the appointments without an outcome, soonest first."""
        return tuple(appointment.starts_at for appointment in self.appointments if appointment.outcome is None)

    @property
    def attended_on(self) -> tuple[date, ...]:
        """The London dates of all attended appointments, oldest first."""
        came = (appointment for appointment in self.appointments if appointment.outcome is AppointmentOutcome.ATTENDED)
        return tuple(dates.london_date(appointment.starts_at) for appointment in came)

    @property
    def structured_contacts(self) -> tuple[date, ...]:
        """The London dates of attended appointments and of contacts that were part of structured treatment."""
        came = [
            appointment.starts_at
            for appointment in self.appointments
            if appointment.outcome is AppointmentOutcome.ATTENDED
            and appointment.purpose is AppointmentPurpose.STRUCTURED
        ]
        return tuple(
            dates.london_date(at) for at in [*came, *(contact.at for contact in self.contacts if contact.is_structured)]
        )

    @property
    def met_at(self) -> tuple[datetime, ...]:
        """When the person was met without an appointment, oldest first."""
        return tuple(contact.at for contact in self.contacts if contact.how in MEETS)

    @property
    def last_seen_on(self) -> date | None:
        came = [appointment.starts_at for appointment in self.appointments if appointment.outcome in SEEN]
        seen = [dates.london_date(at) for at in [*came, *self.met_at]]
        return max([*seen, *([self.assessment.attended_on] if self.assessment else [])], default=None)


# Which cases are the viewer's, and one of them whole.


OF_REFERRAL: BindParameter[int] = bindparam("of_referral")
_MEETINGS = (
    select(Appointment)
    .where(Appointment.referral_id.in_(bindparam("of_referrals", expanding=True)), Appointment.superseded_at.is_(None))
    .order_by(Appointment.starts_at, Appointment.id)
)
# At most one live row of each kind belongs to a referral. The person is the record that stays.
_RECORD, _ASSESSOR = shared_alias(Person), shared_alias(Service)
_IS_REQUIRED = (
    (RequiredAssessment.episode_id == Referral.episode_id)
    & RequiredAssessment.superseded_at.is_(None)
    & (RequiredAssessment.decision == AssessmentDecision.IMPOSED)
)
BECAME_OF_IT = (
    (RequiredAssessmentOutcome.required_assessment_id == RequiredAssessment.id)
    & (RequiredAssessmentOutcome.booking == RequiredAssessment.booking)
    & RequiredAssessmentOutcome.superseded_at.is_(None)
)
"""Joins a requirement with what became of its appointment that stands."""
_STANDS = (
    select(
        Referral,
        Episode,
        Person,
        PersonDetails,
        User.name.label("assessor"),
        Service.name.label("service_name"),
        Service.town.label("service_town"),
        Assessment,
        CarePlan,
        StructuredStart,
        Engagement,
        Exit,
        RequiredAssessment,
        _ASSESSOR.organisation_id.label("assessor_id"),
        RequiredAssessmentOutcome,
        Acceptance.note.label("team_note"),
    )
    .select_from(Referral)
    .join(Episode, Episode.id == Referral.episode_id)
    .join(_RECORD, _RECORD.id == Referral.person_id)
    .join(Person, Person.id == people_queries.surviving_id(_RECORD))
    .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
    .outerjoin(Acceptance, Acceptance.referral_id == Referral.id)
    .outerjoin(Service, Service.id == Referral.service_id)
    .outerjoin(RequiredAssessment, _IS_REQUIRED)
    .outerjoin(_ASSESSOR, _ASSESSOR.id == RequiredAssessment.service_id)
    .outerjoin(RequiredAssessmentOutcome, BECAME_OF_IT)
    .outerjoin(Assessment, (Assessment.referral_id == Referral.id) & Assessment.superseded_at.is_(None))
    .outerjoin(User, User.id == Assessment.assessor_id)
    .outerjoin(CarePlan, (CarePlan.referral_id == Referral.id) & CarePlan.superseded_at.is_(None))
    .outerjoin(StructuredStart, (StructuredStart.referral_id == Referral.id) & StructuredStart.superseded_at.is_(None))
    .outerjoin(Engagement, (Engagement.referral_id == Referral.id) & Engagement.superseded_at.is_(None))
    .outerjoin(Exit, (Exit.referral_id == Referral.id) & Exit.undone_at.is_(None))
    .where(Referral.id == OF_REFERRAL)
)
_STANDS_WITH_US = _STANDS.where(referrals.OF_A_SERVICE, Referral.accepted_at.is_not(None))
_ASSESSMENT = (
    select(Assessment.id)
    .where(Assessment.referral_id == OF_REFERRAL, Assessment.superseded_at.is_(None))
    .scalar_subquery()
)
_OF_CASE = SideBySide(
    appointments=Records(
        (Appointment,),
        (Appointment.referral_id == OF_REFERRAL) & Appointment.superseded_at.is_(None),
        (Appointment.starts_at, Appointment.id),
    ),
    contacts=Records(
        (Contact,),
        (Contact.referral_id == OF_REFERRAL) & (Contact.whom == ContactWith.PERSON),
        (Contact.at, Contact.id),
    ),
    substances=Records(
        (AssessedSubstance,),
        AssessedSubstance.assessment_id == _ASSESSMENT,
        (AssessedSubstance.id,),
    ),
)


def with_us(viewer: Viewer) -> ColumnElement[bool]:
    """The cases of the viewer's provider, as a condition: accepted, in sight, and not another provider's."""
    return and_(referrals.visible_to(viewer), Referral.accepted_at.is_not(None))


def case(viewer: Viewer, referral_id: int) -> Case:
    """One case with all its live records. Raises OutOfSight, alike, for one that does not exist or is not theirs."""
    if not viewer.is_treatment:
        raise OutOfSight
    is_open = people_queries.is_open_to(viewer, Referral.person_id)
    stands = _STANDS_WITH_US if isinstance(is_open, True_) else _STANDS_WITH_US.where(is_open)
    return _case(stands, referral_id, **referrals.sight_of(viewer))


def case_of(referral: Referral) -> Case:
    """The case of a referral that the caller has found in the viewer's sight."""
    return _case(_STANDS, referral.id)


def _case(stands: Select[*tuple[Any, ...]], referral_id: int, **sight: Any) -> Case:
    row = or_out_of_sight(db.session.execute(stands, {"of_referral": referral_id, **sight}).one_or_none())
    referral, required = row.Referral, row.RequiredAssessment
    # A notice that names a service of this provider was handed over.
    was_told = required is not None and required.notice_served_at is not None
    is_assessor = was_told and row.assessor_id is not None and row.assessor_id == referral.organisation_id
    sets = _OF_CASE.read({"of_referral": referral_id})
    return Case(
        referral=referral,
        episode=row.Episode,
        person=row.Person,
        details=row.PersonDetails,
        service_name=row.service_name or "",
        service_town=row.service_town or "",
        appointments=tuple(sets["appointments"]),
        assessment=row.Assessment,
        assessor=row.assessor or "",
        substances=tuple(each.substance for each in sets["substances"]),
        care_plan=row.CarePlan,
        start=row.StructuredStart,
        engagement=row.Engagement,
        exit=row.Exit,
        required=required,
        required_outcome=row.RequiredAssessmentOutcome if is_assessor else None,
        is_assessor=is_assessor,
        contacts=tuple(sets["contacts"]),
        missed=missed_of({referral_id: sets["appointments"]})[referral_id],
        team_note=row.team_note or "",
    )


def appointments_of(referral_ids: Collection[int]) -> dict[int, tuple[Appointment, ...]]:
    """By referral id, the appointments that stand, in the order of their time."""
    rows = db.session.scalars(_MEETINGS, {"of_referrals": list(set(referral_ids))})
    by_referral: dict[int, list[Appointment]] = defaultdict(list)
    for each in rows:
        by_referral[each.referral_id].append(each)
    return {referral_id: tuple(appointments) for referral_id, appointments in by_referral.items()}
