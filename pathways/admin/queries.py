"""What the administrator's pages read: accounts, places and proposals. Nothing joins to a person, episode or case."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from pathways import clock
from pathways.admin.models import AccessProposal
from pathways.admin.rules import (
    APPROVERS,
    MAY_DECIDE,
    TO_LET_IN,
    DisableReason,
    ProposalState,
    Proposed,
    UserState,
    holds_on,
    state_of,
)
from pathways.approvals.queries import bars_to_confirming
from pathways.audit.models import AuditChain, AuditEvent, EventClass
from pathways.auth import queries
from pathways.auth.models import OneTimeLink, Organisation, RankHeld, RoleHeld, SignInSession, Suite, User
from pathways.auth.roles import OrganisationKind, Rank, Role, Viewer
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db
from pathways.store.paging import Page, page_of

# Accounts and places.


LOOKED_BACK = 500


@dataclass(frozen=True, kw_only=True)
class UserFilter:
    """What the list of people is narrowed to. Every part may be empty."""

    words: str = ""
    organisation_id: int | None = None
    role: Role | None = None
    state: UserState | None = None


@dataclass(frozen=True, kw_only=True)
class UserLine:
    """One line of the list of people."""

    user: User
    organisation: Organisation
    suite: Suite | None
    state: UserState
    roles: tuple[Role, ...] = ()
    ranks: tuple[RankHeld, ...] = ()
    link_ends_at: datetime | None = None

    @property
    def rank_now(self) -> RankHeld | None:
        begun = [rank for rank in self.ranks if rank.from_on <= clock.today()]
        return begun[-1] if begun else None

    @property
    def disabled_for(self) -> str:
        """Why the account is disabled, in words; "" while it is not."""
        reason = self.user.disabled_reason or ""
        return next((each.label for each in DisableReason if each.value == reason), reason)

    @property
    def rank_next(self) -> RankHeld | None:
        return next((rank for rank in self.ranks if rank.from_on > clock.today()), None)


@dataclass(frozen=True, kw_only=True)
class UserPage:
    """Everything the page of one user shows."""

    line: UserLine
    roles: Sequence[RoleHeld]
    sessions: Sequence[SignInSession]
    changes: Sequence[AuditEvent]
    names: dict[int | None, str] = field(default_factory=dict)

    def holds(self, role_held: RoleHeld) -> bool:
        """Whether a role is held today."""
        return holds_on(
            clock.today(),
            from_on=role_held.from_on,
            until_on=role_held.until_on,
            is_removed=role_held.removed_at is not None,
        )


def users(viewer: Viewer, sought: UserFilter, after: str | None = None) -> Page[UserLine]:
    """The accounts that match, by name."""
    statement = select(User, Organisation, Suite).join(Organisation, Organisation.id == User.organisation_id)
    statement = statement.outerjoin(Suite, Suite.id == User.suite_id).where(
        *_narrowed(sought), User.stand_in_at.is_(None)
    )
    page = page_of(statement, (User.name, User.id), lambda row: (row[0].name, row[0].id), after=after)
    return Page(_lines(page.rows), page.after)


def user(viewer: Viewer, user_id: int) -> UserPage:
    """One account with everything it ever had. Raises OutOfSight."""
    statement = select(User, Organisation, Suite).join(Organisation, Organisation.id == User.organisation_id)
    read = statement.outerjoin(Suite, Suite.id == User.suite_id).where(User.id == user_id, User.stand_in_at.is_(None))
    row = or_out_of_sight(db.session.execute(read).one_or_none())
    roles_held = (
        select(RoleHeld).where(RoleHeld.user_id == user_id).order_by(RoleHeld.from_on.desc(), RoleHeld.id.desc())
    )
    roles = db.session.scalars(roles_held).all()
    changes = changes_of(row[0])
    (line,) = _lines([row])
    named = [each.given_by_id for each in roles] + [each.removed_by_id for each in roles]
    named += [each.recorded_by_id for each in line.ranks] + [each.actor_id for each in changes]
    return UserPage(
        line=line,
        roles=roles,
        sessions=queries.sessions_of(user_id),
        changes=changes,
        names=queries.names_of([*named, row[0].disabled_by_id]),
    )


def role_held(viewer: Viewer, user_id: int, role_held_id: int) -> RoleHeld:
    """A role that this user holds or held. Raises OutOfSight."""
    role_held = db.session.get(RoleHeld, role_held_id)
    if role_held is None or role_held.user_id != user_id:
        raise OutOfSight
    return role_held


def is_approver(user: User) -> bool:
    """Whether somebody may be an administrator's second person today, or could if their account were open."""
    return bool(set(APPROVERS) & set(queries.roles_of(user.id, clock.today())))


def ranks_of(user_id: int) -> dict[date, Rank]:
    """The ranks recorded for a user, each under its first day."""
    rows = db.session.execute(
        select(RankHeld.from_on, RankHeld.rank).where(RankHeld.user_id == user_id).order_by(RankHeld.from_on)
    )
    return {row[0]: row[1] for row in rows}


def changes_of(someone: User) -> list[AuditEvent]:
    """The changes of this account by administrators and by the person, latest first, from the organisation's log."""
    statement = (
        select(AuditEvent)
        .join(AuditChain)
        .where(
            AuditChain.key == f"organisation:{someone.organisation_id}",
            AuditEvent.event_class == EventClass.ADMINISTRATION.value,
            AuditEvent.action.like("user.%"),
        )
        .order_by(AuditEvent.position.desc())
        .limit(LOOKED_BACK)
    )
    mine = [each for each in db.session.scalars(statement) if _payload(each).get("user_id") == someone.id]
    return mine[:20]


def organisations(viewer: Viewer) -> list[Organisation]:
    """Every organisation, by name."""
    return list(db.session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id)))


def organisation(viewer: Viewer, organisation_id: int) -> Organisation:
    """One organisation. Raises OutOfSight."""
    return or_out_of_sight(db.session.get(Organisation, organisation_id))


def providers(viewer: Viewer) -> list[Organisation]:
    """The treatment providers, by name: services belong to them."""
    return [each for each in organisations(viewer) if each.kind is OrganisationKind.PROVIDER]


def suites(viewer: Viewer) -> list[Suite]:
    """Every suite, by name, closed ones too."""
    return list(db.session.scalars(select(Suite).order_by(Suite.name, Suite.id)))


def suites_to_work_at(of: Organisation) -> list[tuple[int, str]]:
    """The open suites where people of an organisation may work: a force's own; every force's for a health service."""
    open_ones = select(Suite, Organisation.name).join(Organisation, Organisation.id == Suite.organisation_id)
    rows = db.session.execute(open_ones.where(Suite.closed_at.is_(None)).order_by(Organisation.name, Suite.name))
    elsewhere = of.kind is OrganisationKind.HEALTH
    return [
        (row[0].id, f"{row[0].name}, {row[1]}" if elsewhere else row[0].name) for row in rows if works_at(of, row[0])
    ]


def works_at(of: Organisation, place: Suite) -> bool:
    """Whether people of an organisation may work at a suite."""
    return of.kind is OrganisationKind.HEALTH or place.organisation_id == of.id


def suite(viewer: Viewer, suite_id: int) -> Suite:
    """One suite. Raises OutOfSight."""
    return or_out_of_sight(db.session.get(Suite, suite_id))


def _narrowed(sought: UserFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if sought.words:
        like = f"%{sought.words.lower().replace('%', '').replace('_', '')}%"
        wanted.append(or_(User.name.ilike(like), User.sign_in_name.ilike(like)))
    if sought.organisation_id is not None:
        wanted.append(User.organisation_id == sought.organisation_id)
    if sought.role is not None:
        holders = select(RoleHeld.user_id).where(
            RoleHeld.role == sought.role,
            RoleHeld.removed_at.is_(None),
            or_(RoleHeld.until_on.is_(None), RoleHeld.until_on >= clock.today()),
        )
        wanted.append(User.id.in_(holders))
    if sought.state is UserState.DISABLED:
        wanted.append(User.disabled_at.is_not(None))
    elif sought.state is not None:
        is_invited = User.password_hash.is_(None)
        wanted += [User.disabled_at.is_(None), is_invited if sought.state is UserState.INVITED else ~is_invited]
    return wanted


def _lines(rows: Sequence[Any]) -> tuple[UserLine, ...]:
    ids = [row[0].id for row in rows]
    roles: dict[int, set[Role]] = {}
    for role_held in db.session.scalars(select(RoleHeld).where(RoleHeld.user_id.in_(ids)).order_by(RoleHeld.id)):
        if holds_on(
            clock.today(), from_on=role_held.from_on, until_on=role_held.until_on, is_removed=bool(role_held.removed_at)
        ):
            roles.setdefault(role_held.user_id, set()).add(role_held.role)
    ranks: dict[int, list[RankHeld]] = {}
    for rank in db.session.scalars(select(RankHeld).where(RankHeld.user_id.in_(ids)).order_by(RankHeld.from_on)):
        ranks.setdefault(rank.user_id, []).append(rank)
    open_links = select(OneTimeLink.user_id, OneTimeLink.expires_at).where(
        OneTimeLink.user_id.in_(ids), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > clock.now()
    )
    ends = {row[0]: row[1] for row in db.session.execute(open_links.order_by(OneTimeLink.id))}
    return tuple(
        UserLine(
            user=row[0],
            organisation=row[1],
            suite=row[2],
            state=state_of(is_disabled=row[0].disabled_at is not None, has_password=row[0].password_hash is not None),
            roles=tuple(role for role in Role if role in roles.get(row[0].id, ())),
            ranks=tuple(ranks.get(row[0].id, ())),
            link_ends_at=ends.get(row[0].id),
        )
        for row in rows
    )


def _payload(event: AuditEvent) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(event.payload) if event.payload else {}
    return read


# Proposals that wait for a second person, and who may decide them.


def deciders(asked: AccessProposal, staff: Sequence[Any] | None = None) -> dict[int, str]:
    """Who may decide and can sign in, with their work e-mail; never the proposer or the person it is about.

    First people of that organisation. Where it has none for it, the administrators of all others; where there is no
    other administrator either, the policy leads of the proposer's organisation. `staff` are those of a caller that has
    read them (`_able_staff`).
    """
    involved = (asked.proposed_by_id, asked.user_id)
    able = [each for each in (_able_staff() if staff is None else staff) if each.id not in involved]
    of_place = [each for each in able if each.organisation_id == asked.organisation_id and each.role in MAY_DECIDE]
    if decide := of_place or [each for each in able if each.role is Role.AD]:
        return _addresses(decide)
    of_proposer = db.session.scalar(select(User.organisation_id).where(User.id == asked.proposed_by_id))
    return _addresses(each for each in able if each.organisation_id == of_proposer and each.role is Role.PL)


def who_would_decide(viewer: Viewer, organisation_id: int) -> tuple[str, ...]:
    """The names of those who could decide a proposal of the viewer there, before it is made."""
    able = deciders(AccessProposal(organisation_id=organisation_id, proposed_by_id=viewer.user_id))
    return tuple(sorted(queries.names_of(able).values()))


def _able_staff() -> Sequence[Any]:
    """Everybody who can sign in today with a role that decides proposals somewhere, with their work e-mail; never a
    stand-in."""
    who = (User.id, User.organisation_id, RoleHeld.role, User.sign_in_name, Organisation.email_domain)
    holds = select(*who).join_from(User, Organisation).join(RoleHeld, RoleHeld.user_id == User.id)
    decides = (RoleHeld.role.in_({*MAY_DECIDE, Role.AD, Role.PL}), RoleHeld.is_held_on(clock.today()))
    signs_in = (User.disabled_at.is_(None), User.stand_in_at.is_(None), User.password_hash.is_not(None))
    return db.session.execute(holds.where(*decides, *signs_in).order_by(User.id, RoleHeld.id)).all()


def _addresses(staff: Iterable[Any]) -> dict[int, str]:
    return {each.id: queries.mailbox_of(each.sign_in_name, each.email_domain) for each in staff}


def may_decide(viewer: Viewer, asked: AccessProposal, staff: Sequence[Any] | None = None) -> bool:
    """Whether it waits, and the viewer, in the role they are signed in with, may be its second person."""
    bars = bars_to_confirming(asked, by=viewer, words=TO_LET_IN, named=[asked.user_id])
    if bars or not viewer.may("access.decide"):
        return False
    return _decides_there(viewer, asked) or viewer.user_id in deciders(asked, staff)


def _decides_there(viewer: Viewer, asked: AccessProposal) -> bool:
    """Whether the viewer is signed in there in a role that may decide: nobody else need be looked at."""
    return viewer.organisation_id == asked.organisation_id and viewer.role in MAY_DECIDE


def proposal(viewer: Viewer, proposal_id: int) -> AccessProposal:
    """A proposal that the viewer made, decided or may decide. Raises OutOfSight."""
    asked = db.session.get(AccessProposal, proposal_id)
    if asked is None or not (
        viewer.user_id in (asked.proposed_by_id, asked.decided_by_id) or may_decide(viewer, asked)
    ):
        raise OutOfSight
    return asked


def waiting_for(viewer: Viewer) -> list[AccessProposal]:
    """What the viewer may decide, oldest first."""
    waits = select(AccessProposal).where(AccessProposal.state == ProposalState.WAITING).order_by(AccessProposal.id)
    if viewer.role is Role.PM:
        waits = waits.where(AccessProposal.organisation_id == viewer.organisation_id)
    rows = db.session.scalars(waits).all()
    others = [each for each in rows if not _decides_there(viewer, each)]
    staff = _able_staff() if others else ()
    return [proposal for proposal in rows if may_decide(viewer, proposal, staff)]


def proposals_of(viewer: Viewer, after: str | None = None) -> Page[AccessProposal]:
    """A page of what the viewer proposed or decided, latest first."""
    part = (AccessProposal.proposed_by_id == viewer.user_id) | (AccessProposal.decided_by_id == viewer.user_id)
    statement, keys = select(AccessProposal).where(part), (AccessProposal.id,)
    return page_of(statement, keys, lambda row: (row.id,), after=after, newest_first=True)


def places_of(proposals: Iterable[AccessProposal]) -> dict[int, Organisation]:
    """The organisation of each of these proposals, by proposal."""
    of_each = {proposal.id: proposal.organisation_id for proposal in proposals}
    named = db.session.scalars(select(Organisation).where(Organisation.id.in_(set(of_each.values()))))
    places = {place.id: place for place in named}
    return {number: places[organisation_id] for number, organisation_id in of_each.items()}


def waiting_like(kind: Proposed, organisation_id: int, user_id: int | None, content: dict[str, Any]) -> int | None:
    """The id of a waiting proposal that asks for the same; None where there is none."""
    same = (
        AccessProposal.state == ProposalState.WAITING,
        AccessProposal.kind == kind,
        AccessProposal.organisation_id == organisation_id,
        AccessProposal.user_id == user_id if user_id is not None else AccessProposal.user_id.is_(None),
    )
    rows = db.session.scalars(select(AccessProposal).where(*same).order_by(AccessProposal.id))
    return next((proposal.id for proposal in rows if proposal.content == content), None)
