"""One case: what a provider accepted, with everything that stands of it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import RequiredAssessment
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.disposals import queries as disposals
from pathways.disposals.models import Condition
from pathways.engagement.models import (
    AssessedSubstance,
    Assessment,
    CarePlan,
    Engagement,
    Exit,
    RequiredAssessmentOutcome,
    StructuredStart,
)
from pathways.engagement.rules import missed_in_a_row
from pathways.people import queries as people
from pathways.people.models import Episode, Person, PersonDetails
from pathways.referrals import queries as referrals
from pathways.referrals.models import Appointment, Referral
from pathways.referrals.rules import FEEDBACK, ConsentVerdict, Outcome, Purpose
from pathways.refusals import OutOfSight
from pathways.store import Record, db
from pathways.vocabulary import Substance

Row = TypeVar("Row", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A referral that a provider accepted, with everything recorded of it that stands."""

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

    @property
    def has_died(self) -> bool:
        return self.person.died_at is not None

    @property
    def next_appointment(self) -> Appointment | None:
        """The soonest one without an outcome, past its time or not."""
        return next((one for one in self.appointments if one.outcome is None), None)

    @property
    def attended_on(self) -> tuple[date, ...]:
        """The London dates of all attended appointments, oldest first."""
        came = (one for one in self.appointments if one.outcome is Outcome.ATTENDED)
        return tuple(clock.london_date(one.starts_at) for one in came)

    @property
    def structured_contacts(self) -> tuple[date, ...]:
        """The London dates of attended contacts that were part of structured treatment."""
        return tuple(
            clock.london_date(one.starts_at)
            for one in self.appointments
            if one.outcome is Outcome.ATTENDED and one.purpose is Purpose.STRUCTURED
        )

    @property
    def last_seen_on(self) -> date | None:
        seen = [*self.attended_on, *([self.assessment.attended_on] if self.assessment else [])]
        return max(seen, default=None)

    @property
    def missed(self) -> int:
        """Missed appointments since the last attended one."""
        return missed_in_a_row(one.outcome for one in self.appointments)


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
    details = people.details_of(referral.person_id)
    assessment = _live(Assessment, Assessment.referral_id == referral.id)
    required = arrest_tests.required_assessment_of(referral.episode_id)
    return Case(
        referral=referral,
        person=db.session.get_one(Person, details.person_id),
        details=details,
        service_name=directory.service(referral.service_id).name if referral.service_id else "",
        appointments=appointments_of([referral.id]).get(referral.id, ()),
        assessment=assessment,
        substances=_substances(assessment),
        care_plan=_live(CarePlan, CarePlan.referral_id == referral.id),
        start=_live(StructuredStart, StructuredStart.referral_id == referral.id),
        engagement=_live(Engagement, Engagement.referral_id == referral.id),
        exit=db.session.scalar(select(Exit).where(Exit.referral_id == referral.id)),
        required=required,
        required_outcome=next(iter(required_outcomes([required.id])), None) if required else None,
    )


def appointments_of(referral_ids: Collection[int]) -> dict[int, tuple[Appointment, ...]]:
    """The appointments that stand, by referral, in the order of their time."""
    rows = select(Appointment).where(
        Appointment.referral_id.in_(set(referral_ids)), Appointment.superseded_at.is_(None)
    )
    found: dict[int, list[Appointment]] = defaultdict(list)
    for each in db.session.scalars(rows.order_by(Appointment.starts_at, Appointment.id)):
        found[each.referral_id].append(each)
    return {referral_id: tuple(many) for referral_id, many in found.items()}


def appointment(viewer: Viewer, referral_id: int, appointment_id: int) -> tuple[Case, Appointment]:
    """One appointment of a case in sight, as it stands. Raises OutOfSight."""
    held = case(viewer, referral_id)
    found = next((one for one in held.appointments if one.id == appointment_id), None)
    if found is None:
        raise OutOfSight
    return held, found


def required_outcomes(
    required_ids: Collection[int], *, also_superseded: bool = False
) -> list[RequiredAssessmentOutcome]:
    """The outcomes of required assessments, oldest first; those that stand, or also what was corrected."""
    rows = select(RequiredAssessmentOutcome).where(
        RequiredAssessmentOutcome.required_assessment_id.in_(set(required_ids))
    )
    if not also_superseded:
        rows = rows.where(RequiredAssessmentOutcome.superseded_at.is_(None))
    return list(db.session.scalars(rows.order_by(RequiredAssessmentOutcome.recorded_at, RequiredAssessmentOutcome.id)))


def conditions_for(viewer: Viewer, held: Case) -> tuple[Condition, ...]:
    """The running conditions of a case in sight on which the viewer's provider reports, in their order.

    What police check themselves (an apology, an area to stay away from) is not the service's to know.
    """
    found = disposals.conditions_for_service(viewer, held.referral.episode_id)
    return tuple(one for one in found if one.kind.is_at_a_service)


def condition(viewer: Viewer, referral_id: int, condition_id: int) -> tuple[Case, Condition]:
    """One condition on which this case may report. Raises OutOfSight."""
    held = case(viewer, referral_id)
    for one in conditions_for(viewer, held):
        if one.id == condition_id:
            return held, one
    raise OutOfSight


def feedback_answer(held: Case) -> ConsentVerdict:
    """How the question about telling the police stands for this case now."""
    return referrals.answers_of(episode_of(held))[FEEDBACK]


def _live(table: type[Row], condition: ColumnElement[bool]) -> Row | None:
    live: Any = table
    return db.session.scalar(select(table).where(condition, live.superseded_at.is_(None)))


def _substances(assessment: Assessment | None) -> tuple[Substance, ...]:
    if assessment is None:
        return ()
    rows = select(AssessedSubstance.substance).where(AssessedSubstance.assessment_id == assessment.id)
    return tuple(db.session.scalars(rows.order_by(AssessedSubstance.id)))


def episode_of(held: Case) -> Episode:
    """The episode that a case hangs on."""
    return db.session.get_one(Episode, held.referral.episode_id)
