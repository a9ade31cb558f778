"""Partners who joined a case, cases that the viewer's provider was asked to join, and the transfers of a case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased, undefer

from pathways import clock, dates
from pathways.arrest_tests.assessment.queries import required_assessments_of
from pathways.auth.models import RoleHeld, User
from pathways.auth.queries import name_of, staff_of
from pathways.auth.roles import Role, Viewer
from pathways.dates import age_on
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.people import queries as people_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.consents.queries import consents_of_cases
from pathways.referrals.consents.rules.consents import ConsentVerdict, Whom
from pathways.referrals.consents.rules.sharing import may_share_with
from pathways.referrals.joint_plans.rules import EndedTransfer
from pathways.referrals.models.needs_and_consents import JointPlan, Transfer
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.routing.rules import takes_as_partner
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.safeguarding.queries import may_be_sent_to
from pathways.store.base import db, shared_alias
from pathways.store.paging import LARGEST_ID, Page, page_among
from pathways.store.together import Records, SideBySide, among
from pathways.vocabulary import Need

# Partners: those of a case, for the service that has it; and for a partner, the people it was asked to join for.


@dataclass(frozen=True, kw_only=True)
class Joined:
    """One partner of a case, as a page shows it."""

    plan: JointPlan
    partner: Service
    lead_here: str

    @property
    def runs(self) -> bool:
        return self.plan.ended_at is None


@dataclass(frozen=True, kw_only=True)
class AskedOfUs:
    """Somebody for whom the viewer's provider was asked to join: the name, and whom to ring. Nothing clinical."""

    details: PersonDetails
    ours: str
    lead_there: str
    theirs: Service
    lead_here: str
    since: datetime


def sharing_with_mental_health(referral: Referral) -> ConsentVerdict:
    """Whether a mental health team may be told now. After a required assessment the consent must be in writing."""
    return sharing_of_cases([referral])[referral.id]


def sharing_of_cases(referrals: Collection[Referral]) -> dict[int, ConsentVerdict]:
    """Whether a mental health team may be told of each of these cases now, by referral."""
    consents, now = consents_of_cases(referrals), clock.now()
    required = required_assessments_of({row.episode_id for row in referrals})
    return {
        row.id: may_share_with(
            consents[row.id], Whom.MENTAL_HEALTH, now, from_required_assessment=row.episode_id in required
        )
        for row in referrals
    }


def partners_for(referral: Referral) -> tuple[Service, ...]:
    """The open services that help with mental health and take people of that age and sex, by name, without the case's
    own service and services to avoid."""
    today = clock.today()
    services = may_be_sent_to(directory.services_open_on(today), referral.person_id)
    helping = [
        service
        for service in services
        if Need.MENTAL_HEALTH.value in service.needs and service.id != referral.service_id
    ]
    details = identity_queries.details_of(referral.person_id)
    age = age_on(details.date_of_birth, today)
    return tuple(
        service
        for service, facts in zip(helping, directory.facts_of_all(helping), strict=True)
        if takes_as_partner(facts, sex=details.sex, age=age)
    )


def leads_here(viewer: Viewer, referral: Referral) -> tuple[tuple[int, str], ...]:
    """Who of the viewer's organisation may lead here, as (id, name), the viewer first: workers and managers who may see
    the record."""
    holds = (RoleHeld.role.in_((Role.TW, Role.PM)), RoleHeld.is_held_on(clock.today()))
    ours = (User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None))
    staff = select(User.id, User.name).where(*ours, User.id.in_(select(RoleHeld.user_id).where(*holds)))
    rows = db.session.execute(staff.where(people_queries.may_be_given(referral.person_id)).order_by(User.name, User.id))
    return tuple(sorted(((row.id, row.name) for row in rows), key=lambda colleague: colleague[0] != viewer.user_id))


_LEADS_HERE = shared_alias(User)
JOINED = Records(
    (JointPlan, Service, _LEADS_HERE.name),
    JointPlan.referral_id == bindparam("of_referral"),
    (JointPlan.ended_at.is_not(None), JointPlan.id.desc()),
    beside=(
        (Service, Service.id == JointPlan.partner_service_id),
        (_LEADS_HERE, _LEADS_HERE.id == JointPlan.lead_here_id),
    ),
)
_JOINED = SideBySide(joined=JOINED)


def joined_to(referral_id: int) -> tuple[Joined, ...]:
    """The partners of a referral in sight, ended plans included: those that run first, then the latest."""
    return joined_in(_JOINED.read({"of_referral": referral_id})["joined"])


def joined_in(rows: Iterable[tuple[JointPlan, Service, str]]) -> tuple[Joined, ...]:
    """Partners, each read with its service and the name of who leads here."""
    return tuple(Joined(plan=plan, partner=partner, lead_here=name) for plan, partner, name in rows)


def joint_plan(referral_id: int, plan_id: int) -> JointPlan:
    """A joint plan that runs, of a referral in sight. Raises OutOfSight."""
    runs = (JointPlan.id == plan_id, JointPlan.referral_id == referral_id, JointPlan.ended_at.is_(None))
    return or_out_of_sight(db.session.scalar(select(JointPlan).where(*runs)))


def asked_of_us(viewer: Viewer, after: str | None = None) -> Page[AskedOfUs]:
    """A page of the people for whom the viewer's provider was asked to join, the latest first; each only while consent
    4 is live, the case is open and the person lives. Raises OutOfSight for anybody but treatment staff."""
    if not viewer.is_treatment:
        raise OutOfSight
    asked = aliased(Person)
    ours = {service.id: service for service in directory.services_of(viewer.organisation_id)}
    rows = db.session.execute(
        select(JointPlan, Referral, Service, User.name)
        .join(Referral, Referral.id == JointPlan.referral_id)
        .join(Service, Service.id == Referral.service_id)
        .join(User, User.id == JointPlan.lead_here_id)
        .where(JointPlan.partner_service_id.in_(ours), JointPlan.ended_at.is_(None))
        .join(asked, asked.id == Referral.person_id)
        .join(Person, Person.id == people_queries.surviving_id(asked))
        .where(people_queries.is_open_to(viewer, Referral.person_id), Person.died_at.is_(None))
        .where(Referral.state.not_in({*REFERRAL_STEPS.groups["CLOSED"], *REFERRAL_STEPS.groups["FINAL"]}))
    ).all()
    sharing = sharing_of_cases([referral for _, referral, _, _ in rows])
    # Whether the person still agrees is decided by the rule of consents, and few are asked for: so they are read whole.
    agreed = [row for row in rows if sharing[row[1].id].live]
    page = page_among(agreed, lambda row: (LARGEST_ID - row[0].id,), (int,), after=after)
    known = identity_queries.details_of_many({referral.person_id for _, referral, _, _ in page.rows})
    lines = (
        AskedOfUs(
            details=known[referral.person_id],
            ours=ours[plan.partner_service_id].name,
            lead_there=plan.lead_there,
            theirs=theirs,
            lead_here=name,
            since=plan.since,
        )
        for plan, referral, theirs, name in page.rows
    )
    return Page(tuple(lines), page.after)


# Transfers of a case: the open one, how long it was paused, and the last one with the event that ended it.


READERS = (Role.PM, Role.TW)
"""Who reads what comes in and is written to first: managers, or workers where there is no manager."""


@dataclass(frozen=True, kw_only=True)
class TransferOf:
    """The last transfer of a case, as its sender reads it. `ended` is None while it is open.

    `has_accounts`: the receiving provider has staff who sign in here, and who so record its answer themselves.
    """

    row: Transfer
    has_accounts: bool
    ended: EndedTransfer | None


def transfer_of(referral: Referral) -> Transfer | None:
    """The open transfer of this referral; None where there is none."""
    return transfers_of([referral.id]).get(referral.id)


def transfers_of(referral_ids: Collection[int]) -> dict[int, Transfer]:
    """The open transfers of these referrals, by referral; those that have none are left out."""
    rows = select(Transfer).where(among(Transfer.referral_id, referral_ids), Transfer.ended_at.is_(None))
    return {row.referral_id: row for row in db.session.scalars(rows.order_by(Transfer.id))}


LAST_TRANSFER = Records(
    (Transfer,),
    Transfer.id
    == select(func.max(Transfer.id)).where(Transfer.referral_id == bindparam("of_referral")).scalar_subquery(),
    (Transfer.id,),
)


def as_sent(row: Transfer) -> TransferOf:
    """A transfer as its sender reads it."""
    return TransferOf(row=row, has_accounts=bool(readers_of(row.organisation_id)), ended=_ended(row))


def readers_of(organisation_id: int | None) -> tuple[tuple[int, str], ...]:
    """Who at a provider is written to, as (id, address); nobody where it is outside this system (None)."""
    by_role = (staff_of(organisation_id or 0, role, clock.today()) for role in READERS)
    return next((some for some in by_role if some), ())


def senders_of(referral: Referral) -> tuple[tuple[int, str], ...]:
    """Who at the sending provider is written to, as (id, address): the keyworker if still there, else its `READERS`."""
    today, named = clock.today(), referral.keyworker_id
    every = [reader for role in READERS for reader in staff_of(referral.organisation_id or 0, role, today)]
    return tuple({reader for reader in every if reader[0] == named}) or readers_of(referral.organisation_id)


def _ended(row: Transfer) -> EndedTransfer | None:
    if row.how is None or row.ended_at is None:
        return None
    word = (
        select(ReferralEvent)
        .options(undefer(ReferralEvent.recorded))
        .where(ReferralEvent.referral_id == row.referral_id, ReferralEvent.event == row.how)
        .where(ReferralEvent.at >= row.ended_at)
        .order_by(ReferralEvent.id)
        .limit(1)
    )
    event = db.session.scalar(word)
    recorded: dict[str, Any] = (event.recorded if event else None) or {}
    return EndedTransfer(how=row.how, at=row.ended_at, by=name_of(event.by_id) if event else "", recorded=recorded)


def paused_days_of(row: Transfer) -> int:
    """How many days a transfer was paused, from the stated first day of each pause to the stated day of its end."""
    return paused_days_of_many([row])[row.id]


def paused_days_of_many(transfers: Collection[Transfer]) -> dict[int, int]:
    """How many days each of these transfers was paused (`paused_days_of`), by transfer."""
    rows = (
        select(Transfer.id, ReferralEvent)
        .options(undefer(ReferralEvent.recorded))
        .join(ReferralEvent, ReferralEvent.referral_id == Transfer.referral_id)
        .where(Transfer.id.in_([row.id for row in transfers]), ReferralEvent.at >= Transfer.sent_at)
        .order_by(ReferralEvent.id)
    )
    steps: dict[int, list[ReferralEvent]] = {}
    for transfer_id, step in db.session.execute(rows) if transfers else ():
        steps.setdefault(transfer_id, []).append(step)
    return {row.id: _paused_days(row, steps.get(row.id, ())) for row in transfers}


def _paused_days(row: Transfer, steps: Iterable[ReferralEvent]) -> int:
    days, began = 0, None
    for step in steps:
        into, out_of = (each is ReferralState.SUSPENDED for each in (step.to_state, step.from_state))
        if into and not out_of:
            began = max(_said_on(step), row.sent_on)
        elif out_of and not into and began is not None:
            days, began = days + max((_said_on(step) - began).days, 0), None
    return days


def _said_on(step: ReferralEvent) -> date:
    stated_on = (step.recorded or {}).get("on")
    return date.fromisoformat(stated_on) if stated_on else dates.london_date(step.at)
