"""Which cases are the viewer's, and one of them whole."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, select

from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.rules import AssessmentDecision
from pathways.auth import Viewer
from pathways.directory.models import Service
from pathways.engagement.models import (
    AssessedSubstance,
    Assessment,
    CarePlan,
    Contact,
    Engagement,
    Exit,
    RequiredAssessmentOutcome,
    StructuredStart,
)
from pathways.engagement.queries.case import Case
from pathways.engagement.queries.missed import missed_of
from pathways.engagement.rules import ContactWith
from pathways.people import queries as people
from pathways.people.models import Person, PersonDetails
from pathways.referrals import queries as referrals
from pathways.referrals.models import Appointment, Referral
from pathways.refusals import OutOfSight
from pathways.store import db, shared_alias
from pathways.vocabulary import Substance

_MEETINGS = (
    select(Appointment)
    .where(Appointment.referral_id.in_(bindparam("of_referrals", expanding=True)), Appointment.superseded_at.is_(None))
    .order_by(Appointment.starts_at, Appointment.id)
)
# Of each one row a referral stands. The person is the record that stays.
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
        Service.name,
        Assessment,
        CarePlan,
        StructuredStart,
        Engagement,
        Exit,
        RequiredAssessment,
        _ASSESSOR.organisation_id,
        RequiredAssessmentOutcome,
    )
    .select_from(Referral)
    .join(_RECORD, _RECORD.id == Referral.person_id)
    .join(Person, Person.id == people.surviving_id(_RECORD))
    .join(PersonDetails, (PersonDetails.person_id == Person.id) & PersonDetails.superseded_at.is_(None))
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
    """The cases of the viewer's provider, as a condition: accepted, in their sight, and not of another provider."""
    return and_(referrals.visible_to(viewer), Referral.accepted_at.is_not(None))


def case(viewer: Viewer, referral_id: int) -> Case:
    """One case with all that stands of it. Raises OutOfSight for what is not there and what is not theirs, alike."""
    if not viewer.is_treatment:
        raise OutOfSight
    found = db.session.scalar(select(Referral).where(Referral.id == referral_id, with_us(viewer)))
    if found is None:
        raise OutOfSight
    return case_of(found)


def case_of(referral: Referral) -> Case:
    """A case that the caller has already found in the viewer's sight."""
    person, details, service_name, assessment, care_plan, start, engagement, exit_, required, assessor_id, became = (
        db.session.execute(_STANDS, {"of_referral": referral.id}).one()
    )
    # A notice was handed over that names a service of the provider which accepted the referral.
    was_told = required is not None and required.notice_served_at is not None
    is_assessor = was_told and assessor_id is not None and assessor_id == referral.organisation_id
    meetings = appointments_of([referral.id]).get(referral.id, ())
    return Case(
        referral=referral,
        person=person,
        details=details,
        service_name=service_name or "",
        appointments=meetings,
        assessment=assessment,
        substances=_substances(assessment),
        care_plan=care_plan,
        start=start,
        engagement=engagement,
        exit=exit_,
        required=required,
        required_outcome=became if is_assessor else None,
        is_assessor=is_assessor,
        contacts=_contacts_with(referral.id),
        missed=missed_of({referral.id: meetings})[referral.id],
    )


def appointments_of(referral_ids: Collection[int]) -> dict[int, tuple[Appointment, ...]]:
    """The appointments that stand, by referral, in the order of their time."""
    rows = db.session.scalars(_MEETINGS, {"of_referrals": list(set(referral_ids))})
    found: dict[int, list[Appointment]] = defaultdict(list)
    for each in rows:
        found[each.referral_id].append(each)
    return {referral_id: tuple(many) for referral_id, many in found.items()}


def required_outcomes(
    required_ids: Collection[int], *, also_superseded: bool = False
) -> list[RequiredAssessmentOutcome]:
    """The outcomes of required assessments, oldest first: those that stand of the appointment that stands.

    Or also what was corrected, and what became of an appointment after which another was booked.
    """
    rows = _OUTCOMES if also_superseded else _OUTCOMES_THAT_STAND
    return list(db.session.scalars(rows, {"of_requirements": list(set(required_ids))}))


def _contacts_with(referral_id: int) -> tuple[Contact, ...]:
    """The contacts held with the person, oldest first."""
    return tuple(db.session.scalars(_CONTACTS_WITH, {"of_referral": referral_id}))


def _substances(assessment: Assessment | None) -> tuple[Substance, ...]:
    if assessment is None:
        return ()
    return tuple(db.session.scalars(_SUBSTANCES, {"of_assessment": assessment.id}))
