"""One case with all its live records; which cases are the viewer's; when the person was last seen, and missed since."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, select

from pathways import dates
from pathways.acceptance.models import Acceptance
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Viewer
from pathways.directory.models import Service
from pathways.engagement.case.rules import SEEN, missed_since
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
from pathways.people import queries as people
from pathways.people.deaths.queries import dead_by_error
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals import queries as referrals
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.sending.rules import FIRST_TURN
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState, days_away, was_away
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import Instant, LaterOf, db, shared_alias
from pathways.vocabulary import Substance

# One case: what a provider accepted, with all its live records.


@dataclass(frozen=True, kw_only=True)
class Case:
    """A referral that a provider accepted, with all its live records.

    `is_assessor`: the notice names a service of the same provider, so the provider is to record the required
    assessment. Of an assessment elsewhere only the notice is known here: what became of it is not passed on (s.15(3)).
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


# When a person was last seen: at an appointment that was kept, or by a contact in the room, by phone, video or visit.
#
# A text, a letter, a word with a relative and an attempt to find somebody do not count (decision 31).


def last_seen() -> ColumnElement[Any]:
    """For an accepted referral in the statement: when its person was last seen, else when they were accepted."""
    conditions = (
        Appointment.referral_id == Referral.id,
        Appointment.superseded_at.is_(None),
        Appointment.outcome.in_(SEEN),
    )
    came = select(func.max(Appointment.starts_at)).where(*conditions).correlate(Referral).scalar_subquery()
    met = select(func.max(Contact.at)).where(Contact.referral_id == Referral.id, _is_met())
    return LaterOf(
        func.coalesce(came, Referral.accepted_at, type_=Instant),
        func.coalesce(met.correlate(Referral).scalar_subquery(), Referral.accepted_at, type_=Instant),
    )


def met_of(referral_ids: Collection[int]) -> dict[int, tuple[datetime, ...]]:
    """By referral id, when the person was met without an appointment, oldest first; one statement for all."""
    by_referral: dict[int, list[datetime]] = defaultdict(list)
    if not referral_ids:
        return {}
    for referral_id, at in db.session.execute(_MET, {"of_referrals": list(set(referral_ids))}):
        by_referral[referral_id].append(at)
    return {referral_id: tuple(instants) for referral_id, instants in by_referral.items()}


def _is_met() -> ColumnElement[bool]:
    return and_(Contact.whom == ContactWith.PERSON, Contact.how.in_(MEETS))


# Built once: it runs for every case in which an appointment was missed.
_MET = (
    select(Contact.referral_id, Contact.at)
    .where(Contact.referral_id.in_(bindparam("of_referrals", expanding=True)), _is_met())
    .order_by(Contact.referral_id, Contact.at, Contact.id)
)


# How many appointments somebody missed in a row, without those they missed in custody, in hospital, or while they stood
# as dead by an error. The statements run for every case in which an appointment was missed, so they are built once.
_REFERRALS: BindParameter[list[int]] = bindparam("of_referrals", expanding=True)
_WHOSE = select(Referral.id, Referral.person_id).where(Referral.id.in_(_REFERRALS))
_AWAY = (
    select(ReferralEvent.referral_id, ReferralEvent.at, ReferralEvent.to_state, ReferralEvent.recorded)
    .where(ReferralEvent.referral_id.in_(_REFERRALS))
    .where((ReferralEvent.to_state == ReferralState.SUSPENDED) | (ReferralEvent.from_state == ReferralState.SUSPENDED))
    .order_by(ReferralEvent.id)
)


def missed_of(appointments: Mapping[int, Collection[Appointment]]) -> dict[int, int]:
    """By referral id, how many appointments were missed in a row, from those that stand, oldest first."""
    missed = {
        number: [
            appointment for appointment in case_appointments if appointment.outcome is AppointmentOutcome.DID_NOT_ATTEND
        ]
        for number, case_appointments in appointments.items()
    }
    some = [number for number, case_appointments in missed.items() if case_appointments]
    away, met, in_error = _away_of(some), met_of(some), _dead_by_error_of(some)
    return {
        number: missed_since(
            (
                (appointment.starts_at, appointment.outcome)
                for appointment in case_appointments
                if appointment not in missed[number]
                or not (
                    was_away(dates.london_date(appointment.starts_at), away.get(number, ()))
                    or any(began <= appointment.starts_at < ended for began, ended in in_error.get(number, ()))
                )
            ),
            met.get(number, ()),
        )
        for number, case_appointments in appointments.items()
    }


def _dead_by_error_of(referral_ids: Collection[int]) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
    """By referral id, the periods in which the person stood as dead by an error, when nobody expected them."""
    if not referral_ids:
        return {}
    rows = db.session.execute(_WHOSE, {"of_referrals": list(set(referral_ids))})
    whose = {row[0]: row[1] for row in rows}
    in_error = dead_by_error(set(whose.values()))
    return {number: in_error[person_id] for number, person_id in whose.items() if person_id in in_error}


def _away_of(referral_ids: Collection[int]) -> dict[int, tuple[tuple[date, date], ...]]:
    if not referral_ids:
        return {}
    steps: dict[int, list[tuple[date, ReferralState]]] = defaultdict(list)
    rows = db.session.execute(_AWAY, {"of_referrals": list(set(referral_ids))})
    for referral_id, at, to_state, recorded in rows:
        stated_on = (recorded or {}).get("on")
        recorded_on = dates.london_date(at)
        on = min(date.fromisoformat(stated_on), recorded_on) if stated_on else recorded_on
        steps[referral_id].append((on, to_state))
    return {number: days_away(case_steps) for number, case_steps in steps.items()}


# Which cases are the viewer's, and one of them whole.


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
_BECAME_OF_IT = (
    (RequiredAssessmentOutcome.required_assessment_id == RequiredAssessment.id)
    & (RequiredAssessmentOutcome.booking == RequiredAssessment.booking)
    & RequiredAssessmentOutcome.superseded_at.is_(None)
)
_STANDS = (
    select(
        Person,
        PersonDetails,
        Service.name.label("service_name"),
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
    .join(_RECORD, _RECORD.id == Referral.person_id)
    .join(Person, Person.id == people.surviving_id(_RECORD))
    .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
    .outerjoin(Acceptance, Acceptance.referral_id == Referral.id)
    .outerjoin(Service, Service.id == Referral.service_id)
    .outerjoin(RequiredAssessment, _IS_REQUIRED)
    .outerjoin(_ASSESSOR, _ASSESSOR.id == RequiredAssessment.service_id)
    .outerjoin(RequiredAssessmentOutcome, _BECAME_OF_IT)
    .outerjoin(Assessment, (Assessment.referral_id == Referral.id) & Assessment.superseded_at.is_(None))
    .outerjoin(CarePlan, (CarePlan.referral_id == Referral.id) & CarePlan.superseded_at.is_(None))
    .outerjoin(StructuredStart, (StructuredStart.referral_id == Referral.id) & StructuredStart.superseded_at.is_(None))
    .outerjoin(Engagement, (Engagement.referral_id == Referral.id) & Engagement.superseded_at.is_(None))
    .outerjoin(Exit, (Exit.referral_id == Referral.id) & Exit.undone_at.is_(None))
    .where(Referral.id == bindparam("of_referral"))
)
_OUTCOMES = (
    select(RequiredAssessmentOutcome)
    .where(RequiredAssessmentOutcome.required_assessment_id.in_(bindparam("of_requirements", expanding=True)))
    .order_by(RequiredAssessmentOutcome.recorded_at, RequiredAssessmentOutcome.id)
)
_OUTCOMES_THAT_STAND = _OUTCOMES.join(RequiredAssessment, _BECAME_OF_IT)
_SUBSTANCES = (
    select(AssessedSubstance.substance)
    .where(AssessedSubstance.assessment_id == bindparam("of_assessment"))
    .order_by(AssessedSubstance.id)
)
_CONTACTS_WITH = (
    select(Contact)
    .where(Contact.referral_id == bindparam("of_referral"), Contact.whom == ContactWith.PERSON)
    .order_by(Contact.at, Contact.id)
)


def with_us(viewer: Viewer) -> ColumnElement[bool]:
    """The cases of the viewer's provider, as a condition: accepted, in sight, and not another provider's."""
    return and_(referrals.visible_to(viewer), Referral.accepted_at.is_not(None))


def case(viewer: Viewer, referral_id: int) -> Case:
    """One case with all its live records. Raises OutOfSight, alike, for one that does not exist or is not theirs."""
    if not viewer.is_treatment:
        raise OutOfSight
    referral = or_out_of_sight(db.session.scalar(select(Referral).where(Referral.id == referral_id, with_us(viewer))))
    return case_of(referral)


def case_of(referral: Referral) -> Case:
    """The case of a referral that the caller has found in the viewer's sight."""
    row = db.session.execute(_STANDS, {"of_referral": referral.id}).one()
    required = row.RequiredAssessment
    # A notice that names a service of this provider was handed over.
    was_told = required is not None and required.notice_served_at is not None
    is_assessor = was_told and row.assessor_id is not None and row.assessor_id == referral.organisation_id
    meetings = appointments_of([referral.id]).get(referral.id, ())
    return Case(
        referral=referral,
        person=row.Person,
        details=row.PersonDetails,
        service_name=row.service_name or "",
        appointments=meetings,
        assessment=row.Assessment,
        substances=_substances(row.Assessment),
        care_plan=row.CarePlan,
        start=row.StructuredStart,
        engagement=row.Engagement,
        exit=row.Exit,
        required=required,
        required_outcome=row.RequiredAssessmentOutcome if is_assessor else None,
        is_assessor=is_assessor,
        contacts=_contacts_with(referral.id),
        missed=missed_of({referral.id: meetings})[referral.id],
        team_note=row.team_note or "",
    )


def appointments_of(referral_ids: Collection[int]) -> dict[int, tuple[Appointment, ...]]:
    """By referral id, the appointments that stand, in the order of their time."""
    rows = db.session.scalars(_MEETINGS, {"of_referrals": list(set(referral_ids))})
    by_referral: dict[int, list[Appointment]] = defaultdict(list)
    for each in rows:
        by_referral[each.referral_id].append(each)
    return {referral_id: tuple(appointments) for referral_id, appointments in by_referral.items()}


def required_outcomes(
    required_ids: Collection[int], *, also_superseded: bool = False
) -> list[RequiredAssessmentOutcome]:
    """The live outcomes of required assessments, for the appointment that stands, oldest first.

    With `also_superseded`, corrected ones too, and those of an appointment after which another was booked.
    """
    rows = _OUTCOMES if also_superseded else _OUTCOMES_THAT_STAND
    return list(db.session.scalars(rows, {"of_requirements": list(set(required_ids))}))


def _contacts_with(referral_id: int) -> tuple[Contact, ...]:
    """The contacts with the person, oldest first."""
    return tuple(db.session.scalars(_CONTACTS_WITH, {"of_referral": referral_id}))


def _substances(assessment: Assessment | None) -> tuple[Substance, ...]:
    if assessment is None:
        return ()
    return tuple(db.session.scalars(_SUBSTANCES, {"of_assessment": assessment.id}))
