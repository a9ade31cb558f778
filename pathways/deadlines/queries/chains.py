"""What happened along the chains of referrals, and what else their clocks read: all of it in one statement."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Date, Integer, Row, Select, String, case, or_, select, union_all

from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.deadlines.models import ClockAnswer, Closure
from pathways.deadlines.queries.duties import closures_counted
from pathways.engagement.models.case import Attempt, Contact, StructuredStart
from pathways.engagement.models.treatment import NeedsAssessed, PlanReview
from pathways.engagement.notes.rules import MEETS, ContactWith
from pathways.people.custody.queries import records_of_whom
from pathways.people.deaths.queries import deaths_in_error
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent, ReferralOnList
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import Instant, db, shared, shared_alias
from pathways.store.together import Layout, among, few_of, one_of

LINK, STEP, MEETING, ANSWER, REVIEW, MET = "link", "step", "meeting", "answer", "review", "met"
START, ATTEMPT, SITTING, AGAIN = "start", "attempt", "sitting", "again"
ROLE, CLOSURE, DEATH = "role", "closure", "death"

# `of` is the referral at which it happened, the one that was asked for or one before it in its chain; of a role it is
# the user, of closed days the organisation (None: everybody), of a death the person.
_LAYOUT = Layout(
    of=Integer(),
    number=Integer(),
    at=Instant(),
    starts_at=Instant(),
    ended_at=Instant(),
    on=Date(),
    until_on=Date(),
    word=String(),
    before=String(),
    after=String(),
    stated=String(),
    figure=Integer(),
)

_ASKED = among(Referral.id, "of_referrals")
_PARENT, _ENDED, _OTHER = shared_alias(Referral), shared_alias(Referral), shared_alias(Referral)
_LINK = shared(select(Referral.id, Referral.parent_id, Referral.made_at).where(_ASKED).cte("links", recursive=True))
_LINKS = shared(
    _LINK.union(select(_PARENT.id, _PARENT.parent_id, _PARENT.made_at).join(_LINK, _LINK.c.parent_id == _PARENT.id))
)
_IS_PAUSE = or_(ReferralEvent.from_state == ReferralState.SUSPENDED, ReferralEvent.to_state == ReferralState.SUSPENDED)
_MAY_TREAT = (RoleHeld.user_id == User.id) & one_of(RoleHeld.role, (Role.TW, Role.PM))


def _along(kind: str, table: Any, **columns: Any) -> Select[Any]:
    """The rows of a table that names a referral, along the chains."""
    rows = _LAYOUT.rows(kind, of=table.referral_id, number=table.id, **columns)
    return rows.where(few_of(table.referral_id, select(_LINKS.c.id)))


def _of_closed(closed: Any) -> Select[Any]:
    return _LAYOUT.rows(
        CLOSURE, of=closed.c.organisation_id, number=closed.c.id, on=closed.c.from_on, until_on=closed.c.to_on
    )


_ROLES = _LAYOUT.rows(
    ROLE, of=User.id, number=RoleHeld.id, at=User.disabled_at, ended_at=RoleHeld.removed_at, until_on=RoleHeld.until_on
).outerjoin_from(User, RoleHeld, _MAY_TREAT)
_CLOSED = shared(
    closures_counted(Closure.organisation_id.in_(select(Referral.organisation_id).where(_ASKED))).subquery()
)
_IN_ERROR = shared(deaths_in_error(select(Referral.person_id).where(_ASKED)).subquery())
_HAPPENED = union_all(
    _LAYOUT.rows(LINK, of=_LINKS.c.id, number=_LINKS.c.id, at=_LINKS.c.made_at, figure=_LINKS.c.parent_id),
    _along(
        STEP,
        ReferralEvent,
        at=ReferralEvent.at,
        word=ReferralEvent.event,
        before=ReferralEvent.from_state,
        after=ReferralEvent.to_state,
        stated=case((_IS_PAUSE, ReferralEvent.recorded["on"].as_string())),
    ),
    _along(
        MEETING,
        Appointment,
        at=Appointment.offered_at,
        starts_at=Appointment.starts_at,
        ended_at=Appointment.outcome_at,
        word=Appointment.purpose,
        after=Appointment.outcome,
        figure=case((Appointment.superseded_at.is_(None), 1), else_=0),
    ),
    _along(ANSWER, ClockAnswer, at=ClockAnswer.at, word=ClockAnswer.answered),
    _along(REVIEW, PlanReview, at=PlanReview.recorded_at, on=PlanReview.reviewed_on),
    _along(MET, Contact, at=Contact.at, figure=case((Contact.is_structured, 1), else_=0)).where(
        Contact.whom == ContactWith.PERSON, Contact.how.in_(MEETS)
    ),
    _along(START, StructuredStart, at=StructuredStart.recorded_at, on=StructuredStart.started_on).where(
        StructuredStart.superseded_at.is_(None)
    ),
    _along(ATTEMPT, Attempt, at=Attempt.at),
    _along(
        SITTING,
        NeedsAssessed,
        at=NeedsAssessed.recorded_at,
        word=NeedsAssessed.overdose,
        figure=NeedsAssessed.overdose_days,
        before=NeedsAssessed.suicide_risk,
        after=NeedsAssessed.pregnant,
    ),
    # Structured treatment that began anew, with the same provider only, on another referral after the end of this one.
    _LAYOUT.rows(AGAIN, of=_ENDED.id, number=StructuredStart.id, on=StructuredStart.started_on)
    .join_from(_ENDED, _OTHER, _OTHER.person_id.in_(records_of_whom(_ENDED.person_id)))
    .join(StructuredStart, StructuredStart.referral_id == _OTHER.id)
    .where(among(_ENDED.id, "of_referrals"), _ENDED.closed_at.is_not(None), StructuredStart.superseded_at.is_(None))
    .where(_OTHER.id != _ENDED.id, _OTHER.organisation_id == _ENDED.organisation_id)
    .where(StructuredStart.started_on >= _ENDED.exited_on),
    _ROLES.where(User.id.in_(select(Referral.keyworker_id).where(_ASKED))),
    _of_closed(_CLOSED),
    _LAYOUT.rows(
        DEATH,
        of=_IN_ERROR.c.person_id,
        number=_IN_ERROR.c.id,
        at=_IN_ERROR.c.recorded_at,
        ended_at=_IN_ERROR.c.decided_at,
    ),
).order_by("number")


RowsByKind = dict[str, dict[int | None, list[Row[*tuple[Any, ...]]]]]
"""Rows by their kind and by whose they are, in the order in which they were recorded."""


def happened_to(referral_ids: Collection[int]) -> RowsByKind:
    """All that the clocks of these referrals are read from, their rows, episodes and people apart."""
    by_kind: RowsByKind = defaultdict(lambda: defaultdict(list))
    for row in db.session.execute(_HAPPENED, {"of_referrals": referral_ids}).all():
        by_kind[row.kind][row.of].append(row)
    return by_kind


# What clocks rest on that is not recorded of the person.


_AROUND = union_all(
    _ROLES.where(among(User.id, "of_keyworkers")),
    _of_closed(shared(closures_counted(among(Closure.organisation_id, "of_organisations")).subquery())),
).order_by("number")


def around(referrals: Collection[ReferralOnList]) -> RowsByKind:
    """Of these referrals the roles of their keyworkers, and the closed days."""
    by_kind: RowsByKind = defaultdict(lambda: defaultdict(list))
    asked = {
        "of_keyworkers": {each.keyworker_id for each in referrals if each.keyworker_id is not None},
        "of_organisations": {each.organisation_id for each in referrals if each.organisation_id is not None},
    }
    for row in db.session.execute(_AROUND, asked).all():
        by_kind[row.kind][row.of].append(row)
    return by_kind
