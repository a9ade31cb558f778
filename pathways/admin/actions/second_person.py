"""Access that one person proposes and another decides: at another organisation, to a mail domain, or for links.

A proposal changes nothing. An approval does what was asked, with the function that also does it at one's own
organisation, and checks its rules again: what has changed meanwhile is refused. Nothing here commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathways.admin import queries
from pathways.admin.actions import accounts as people
from pathways.admin.actions import places
from pathways.admin.actions import places as answering
from pathways.admin.actions.accounts import Invitation
from pathways.admin.models import AccessProposal
from pathways.admin.rules import TO_LET_IN, ProposalState, Proposed, own_access
from pathways.approvals.actions import decided_by, move_on, propose
from pathways.approvals.queries import bars_to_confirming
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth import queries as accounts
from pathways.auth.models import Organisation, User
from pathways.auth.roles import Role, Viewer
from pathways.directory.models import Service
from pathways.outbox import actions as outbox
from pathways.refusals import OutOfSight, Reason, Refused, or_out_of_sight, refuse_if
from pathways.store.base import db

LEAST_WHY = 10


@dataclass(frozen=True, kw_only=True)
class DecidedProposal:
    """A proposal after its decision. Where a link was made and not mailed: whose it is, and its token."""

    asked: AccessProposal
    user: User | None = None
    token: str = ""


def propose_invitation(*, by: Viewer, wanted: Invitation, key: str = "") -> AccessProposal:
    """Propose to let somebody in at another organisation. Raises Refused."""
    content = {
        "name": wanted.name,
        "sign_in_name": wanted.address,
        "suite_id": wanted.suite.id if wanted.suite else None,
        "role": wanted.role.value,
        "until_on": wanted.until_on.isoformat() if wanted.until_on else None,
    }
    bars = people.invitation_bars(wanted)
    return _propose(by, Proposed.INVITE, wanted.organisation.id, content, bars=bars, key=key)


def propose_role(*, by: Viewer, user: User, role: Role, until_on: date | None, key: str = "") -> AccessProposal:
    """Propose a further role for somebody at another organisation. Raises Refused."""
    content = {"role": role.value, "until_on": until_on.isoformat() if until_on else None}
    bars = people.give_role_bars(user, role, until_on)
    return _propose(by, Proposed.ROLE, user.organisation_id, content, user=user, bars=bars, key=key)


def propose_link(*, by: Viewer, user: User, key: str = "") -> AccessProposal:
    """Propose a link to set a password for somebody at another organisation, without mail. Raises Refused."""
    bars = () if user.disabled_at is None else (Reason("This sign-in is disabled. Enable it first"),)
    return _propose(by, Proposed.LINK, user.organisation_id, {}, user=user, bars=bars, key=key)


def propose_enabling(*, by: Viewer, user: User, key: str = "") -> AccessProposal:
    """Propose to open a disabled account at another organisation again. Raises Refused."""
    bars = people.enable_bars(user)
    return _propose(by, Proposed.ENABLE, user.organisation_id, {}, user=user, bars=bars, key=key)


def propose_domains(
    *, by: Viewer, organisation: Organisation, email_domains: Sequence[str], key: str = ""
) -> AccessProposal:
    """Propose which addresses belong to an organisation, one's own included. Raises Refused."""
    places.check_organisation(organisation.name, email_domains, other_than=organisation.id)
    content = {"email_domains": list(email_domains), "before": list(organisation.email_domains)}
    return _propose(by, Proposed.DOMAIN, organisation.id, content, key=key)


def propose_answering(*, by: Viewer, service: Service, email: str, key: str = "") -> AccessProposal:
    """Propose where links to the referrals of a service go. Raises Refused."""
    content = {"service_id": service.id, "email": email, "before": service.answer_email}
    bars = answering.answering_bars(email)
    return _propose(by, Proposed.ANSWERING, service.organisation_id, content, bars=bars, key=key)


def _propose(
    by: Viewer,
    kind: Proposed,
    organisation_id: int,
    content: Mapping[str, Any],
    *,
    user: User | None = None,
    bars: tuple[Reason, ...] = (),
    key: str,
) -> AccessProposal:
    if user is not None:
        bars = own_access(by.user_id, user.id) + bars
    refuse_if(bars)
    user_id = user.id if user else None
    if (number := queries.waiting_like(kind, organisation_id, user_id, dict(content))) is not None:
        raise Refused(f"This is already waiting for a second person, as number {number}")
    made = AccessProposal(
        organisation_id=organisation_id,
        kind=kind,
        user_id=user_id,
        content=dict(content),
    )
    propose(made, by=by)
    _record(by, "access.proposed", made)
    for user_id, address in queries.deciders(made).items() if key else ():
        outbox.queue(
            by=by,
            kind="access_waits",
            to=address,
            reference=f"A{made.id}",
            link=f"/access/{made.id}",
            key=f"access-waits {made.id} {user_id}",
        )
    return made


def decide_access(*, by: Viewer, proposal_id: int, approves: bool, why: str, key: str = "") -> DecidedProposal:
    """Approve what another proposed, which then is done, or refuse it. Raises OutOfSight, Refused, Stale."""
    asked = queries.proposal(by, proposal_id)
    refuse_if(bars_to_confirming(asked, by=by, words=TO_LET_IN, named=[asked.user_id]))
    if not queries.may_decide(by, asked):
        raise OutOfSight
    return _decide(by, asked, approves, why, key)


def decide_on_the_server(*, proposal_id: int, approves: bool, why: str, key: str = "") -> DecidedProposal:
    """Approve or refuse a proposal by a command of the person who runs Pathways, as for a first administrator.

    Raises OutOfSight, Refused, Stale.
    """
    asked = or_out_of_sight(db.session.get(AccessProposal, proposal_id))
    return _decide(audit_models.SYSTEM, asked, approves, why, key)


def withdraw_access(*, by: Viewer, proposal_id: int) -> AccessProposal:
    """Take back one's own proposal, which stays on the list. Raises OutOfSight, Refused, Stale."""
    asked = queries.proposal(by, proposal_id)
    if asked.proposed_by_id != by.user_id:
        raise Refused("Only the person who proposed it can withdraw it")
    _step(asked, state=ProposalState.WITHDRAWN)
    _record(by, "access.withdrawn", asked)
    return asked


def _decide(by: Actor, asked: AccessProposal, approves: bool, why: str, key: str) -> DecidedProposal:
    if not approves and len(why.strip()) < LEAST_WHY:
        raise Refused("Say why you refuse it, in a sentence: whoever proposed it reads it", field="why")
    state = ProposalState.APPROVED if approves else ProposalState.REFUSED
    refused_why = None if approves else why.strip()
    _step(asked, state=state, refused_why=refused_why, **decided_by(by))
    _record(by, "access.approved" if approves else "access.refused", asked)
    return _carry_out(by, asked, key) if approves else DecidedProposal(asked=asked)


def _carry_out(by: Actor, asked: AccessProposal, key: str) -> DecidedProposal:
    content, user = asked.content, db.session.get(User, asked.user_id) if asked.user_id is not None else None
    organisation, token = db.session.get_one(Organisation, asked.organisation_id), ""
    if asked.kind is Proposed.INVITE:
        user, token = people.invite_approved(by=by, wanted=_wanted(organisation, content), key=key)
        asked.user_id = user.id
    elif asked.kind is Proposed.DOMAIN:
        places.change_domains_approved(by=by, organisation=organisation, email_domains=content["email_domains"])
    elif asked.kind is Proposed.ANSWERING:
        service = db.session.get_one(Service, content["service_id"])
        answering.send_links_approved(by=by, service=service, address=content["email"])
    elif user is None:
        raise OutOfSight
    elif asked.kind is Proposed.ROLE:
        until_on = _day(content["until_on"])
        people.give_role_approved(by=by, user=user, role=Role(content["role"]), until_on=until_on)
    elif asked.kind is Proposed.ENABLE:
        token = people.enable_approved(by=by, user=user, key=key)
    else:
        token = people.make_link_approved(by=by, user=user, key=key)
    db.session.flush()
    return DecidedProposal(asked=asked, user=user, token=token)


def _wanted(organisation: Organisation, content: Mapping[str, Any]) -> Invitation:
    return Invitation(
        name=content["name"],
        sign_in_name=content["sign_in_name"],
        organisation=organisation,
        suite=accounts.suite(content["suite_id"]),
        role=Role(content["role"]),
        until_on=_day(content["until_on"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _step(asked: AccessProposal, **facts: object) -> None:
    move_on(asked, AccessProposal.state == ProposalState.WAITING, meanwhile=TO_LET_IN.decided, **facts)


def _record(by: Actor, action: str, asked: AccessProposal) -> None:
    facts = {"proposal": asked.id, "kind": asked.kind.value, "user_id": asked.user_id}
    role = {"role": asked.content["role"]} if "role" in asked.content else {}
    audit.administered(by, action, asked.organisation_id, **facts, **role, proposed_by=asked.proposed_by_id)
