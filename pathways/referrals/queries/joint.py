"""Partners who joined: those of a case, for the service that has it; and for a partner, whom it was asked to join."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.arrest_tests.queries import required_assessment_of
from pathways.auth import Role, Viewer
from pathways.auth.models import RoleHeld, User
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.people import queries as people
from pathways.people.models import Person, PersonDetails
from pathways.people.rules import age_on
from pathways.referrals.models import JointPlan, Referral
from pathways.referrals.queries.agreeing import consents_of_case
from pathways.referrals.rules import ConsentVerdict, Whom, is_closed, may_share_with, takes_as_partner
from pathways.refusals import OutOfSight
from pathways.safeguarding.queries import may_be_sent_to
from pathways.store import db
from pathways.vocabulary import Need

MOST_LISTED = 100


@dataclass(frozen=True, kw_only=True)
class Joined:
    """One partner of a case, in the words of a page."""

    plan: JointPlan
    partner: Service
    lead_here: str

    @property
    def runs(self) -> bool:
        return self.plan.ended_at is None


@dataclass(frozen=True, kw_only=True)
class AskedOfUs:
    """Somebody whom the viewer's provider was asked to join: the name, and whom to ring. Nothing clinical."""

    details: PersonDetails
    ours: str
    lead_there: str
    theirs: Service
    lead_here: str
    since: datetime


def sharing_with_mental_health(held: Referral) -> ConsentVerdict:
    """May a mental health team be told now? What a required assessment brought out needs it in writing."""
    required = required_assessment_of(held.episode_id) is not None
    return may_share_with(consents_of_case(held), Whom.MENTAL_HEALTH, clock.now(), from_required_assessment=required)


def partners_for(held: Referral) -> tuple[Service, ...]:
    """The open services that help with mental health and take people of that age and sex, by name, but the case's own
    and those to avoid."""
    today = clock.today()
    found = may_be_sent_to(directory.services_open_on(today), held.person_id)
    helping = [one for one in found if Need.MENTAL_HEALTH.value in one.needs and one.id != held.service_id]
    details = people.details_of(held.person_id)
    age = age_on(details.date_of_birth, today)
    return tuple(
        one
        for one, facts in zip(helping, directory.facts_of_all(helping), strict=True)
        if takes_as_partner(facts, sex=details.sex, age=age)
    )


def leads_here(viewer: Viewer, held: Referral) -> tuple[tuple[int, str], ...]:
    """Who of the viewer's organisation may lead here, as (id, name), the viewer first: workers and managers to whom the
    record is open."""
    today, roles = clock.today(), (Role.TW, Role.PM)
    until = (RoleHeld.until_on.is_(None)) | (RoleHeld.until_on >= today)
    holds = (RoleHeld.role.in_(roles), RoleHeld.removed_at.is_(None), RoleHeld.from_on <= today, until)
    ours = (User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None))
    staff = select(User.id, User.name).where(*ours, User.id.in_(select(RoleHeld.user_id).where(*holds)))
    rows = db.session.execute(staff.where(people.may_be_given(held.person_id)).order_by(User.name, User.id))
    return tuple(sorted(((row.id, row.name) for row in rows), key=lambda one: one[0] != viewer.user_id))


def joined_to(referral_id: int) -> tuple[Joined, ...]:
    """The partners of a referral that the caller found in sight, those that ended too, the latest first."""
    rows = db.session.execute(
        select(JointPlan, Service, User.name)
        .join(Service, Service.id == JointPlan.partner_service_id)
        .join(User, User.id == JointPlan.lead_here_id)
        .where(JointPlan.referral_id == referral_id)
        .order_by(JointPlan.ended_at.is_not(None), JointPlan.id.desc())
    )
    return tuple(Joined(plan=plan, partner=partner, lead_here=name) for plan, partner, name in rows)


def joint_plan(referral_id: int, plan_id: int) -> JointPlan:
    """One that runs, of a referral that the caller found in sight. Raises OutOfSight."""
    runs = (JointPlan.id == plan_id, JointPlan.referral_id == referral_id, JointPlan.ended_at.is_(None))
    found = db.session.scalar(select(JointPlan).where(*runs))
    if found is None:
        raise OutOfSight
    return found


def asked_of_us(viewer: Viewer) -> tuple[AskedOfUs, ...]:
    """Whom the viewer's provider was asked to join, the latest first, at most 100; each only while consent 4 is live,
    the case is open and the person lives."""
    if not viewer.is_treatment:
        raise OutOfSight
    asked = aliased(Person)
    ours = {one.id: one for one in directory.services_of(viewer.organisation_id)}
    rows = db.session.execute(
        select(JointPlan, Referral, Service, User.name)
        .join(Referral, Referral.id == JointPlan.referral_id)
        .join(Service, Service.id == Referral.service_id)
        .join(User, User.id == JointPlan.lead_here_id)
        .where(JointPlan.partner_service_id.in_(ours), JointPlan.ended_at.is_(None))
        .join(asked, asked.id == Referral.person_id)
        .join(Person, Person.id == people.surviving_id(asked))
        .where(people.is_open_to(viewer, Referral.person_id), Person.died_at.is_(None))
        .order_by(JointPlan.id.desc())
        .limit(MOST_LISTED)
    ).all()
    known = people.details_of_many({held.person_id for _, held, _, _ in rows})
    return tuple(
        AskedOfUs(
            details=known[held.person_id],
            ours=ours[plan.partner_service_id].name,
            lead_there=plan.lead_there,
            theirs=theirs,
            lead_here=name,
            since=plan.since,
        )
        for plan, held, theirs, name in rows
        if not is_closed(held.state) and sharing_with_mental_health(held).live
    )
