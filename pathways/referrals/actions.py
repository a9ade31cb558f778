"""What every step of a referral does: hold whoever answers, move by an update that names the state it leaves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import update

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.roles import Viewer
from pathways.directory.entries import queries as directory
from pathways.outbox import actions as outbox
from pathways.people.identity.queries import details_of
from pathways.people.models.identity import Person
from pathways.referrals.joint_plans.queries import readers_of, senders_of, transfer_of
from pathways.referrals.joint_plans.rules import BY_THEIR_WORD
from pathways.referrals.models.needs_and_consents import Transfer
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.queries import previous_of
from pathways.referrals.steps.rules import NoSuchStep, ReferralState, is_closed, next_state, steps
from pathways.refusals import Stale
from pathways.store.base import db, rows_changed

# Holding whoever answers: what a consent lets out, and the consent taken back, come wholly one after the other.


def hold_answers(person_id: int) -> Person:
    """Hold somebody, by the record that stays, until the transaction ends; read afresh.

    Whoever lets something out asks this before reading the answers, and whoever takes one back before writing it. Else
    a referral could leave between the withdrawal and its commit: the withdrawal has not seen it, so it recalls nothing.
    """
    stays = details_of(person_id).person_id
    audit.hold(stays)
    # Not its key: a row that only names the person need not wait.
    return db.session.get_one(Person, stays, with_for_update={"key_share": True})


# A case on its way to another service: begun once, ended once, and each side told of what the other did.


THEIRS = "/inbox/transfers"


def begin_transfer(*, by: Viewer, held: Referral, service_id: int | None, name: str, sent_on: date) -> Transfer:
    """Name who is to take the person on: a listed service, else a name outside the list."""
    service = directory.service(service_id) if service_id is not None else None
    row = Transfer(
        referral_id=held.id,
        service_id=service.id if service else None,
        organisation_id=service.organisation_id if service else None,
        name=service.name if service else name,
        sent_on=sent_on,
        sent_at=clock.now(),
        sent_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _write(by, held, row.id, kind="transfer_waits", to=readers_of(row))
    return row


def end_transfer(held: Referral, how: str, *, by: Actor) -> None:
    """The open transfer of this referral has ended by an event; whoever was to take the person reads no more.

    Where it was not the receiving service that said so, it is told.
    """
    row = transfer_of(held)
    if row is None:
        return
    open_now = (Transfer.id == row.id, Transfer.ended_at.is_(None))
    if rows_changed(update(Transfer).where(*open_now).values(ended_at=clock.now(), how=how)) != 1:
        raise Stale
    if how not in BY_THEIR_WORD:
        _write(by, held, row.id, kind="transfer_over", to=readers_of(row))


def tell_sender(*, by: Viewer, held: Referral, transfer_id: int) -> None:
    """The sending service hears that the other service has recorded something."""
    _write(by, held, transfer_id, kind="transfer_answered", to=senders_of(held), link=f"/cases/{held.id}")


def _write(
    by: Actor, held: Referral, transfer_id: int, *, kind: str, to: tuple[tuple[int, str], ...], link: str = THEIRS
) -> None:
    for user_id, address in to:
        outbox.queue(
            by=by,
            kind=kind,
            to=address,
            reference=held.reference or "",
            link=link,
            key=f"{kind}-{transfer_id}-{user_id}",
            about_person_id=held.person_id,
        )


# Moving a referral where two may race: the UPDATE names the state it leaves, and the row count decides.


ANSWERED = "Somebody answered this referral first. Look at it again before you do anything"

ON_ITS_WAY = (ReferralState.TRANSFER_PENDING, ReferralState.SUSPENDED)
"""A transfer may stand open here; with any step out of both it has ended."""


def move(
    held: Referral,
    event: str,
    *,
    by: Actor,
    reason: str | None = None,
    recorded: Mapping[str, Any] | None = None,
    first: str = ANSWERED,
    **values: Any,
) -> ReferralEvent:
    """Take `event` on a referral, with the milestones in `values`; `recorded` is what the table says must be recorded.

    A colleague may meanwhile have taken a step after which this one is still open (said that it came, say): then it is
    taken from there. Raises NoSuchStep when the table has no such step from where it was read, Stale (worded by
    `first`) when somebody moved it since to where it is not open.
    """
    audit.hold(held.person_id)
    before: ReferralState = held.state
    while True:
        after = _after(held, before, event)
        closing = {"closed_at": clock.now()} if is_closed(after) and not is_closed(before) else {}
        moved = rows_changed(
            update(Referral)
            .where(Referral.id == held.id, Referral.state == before)
            .values(state=after, **closing, **values)
            .execution_options(synchronize_session=False)
        )
        db.session.refresh(held)
        if moved == 1:
            break
        if held.state == before or (held.state, event) not in steps():
            raise Stale(first)
        before = held.state
    if before in ON_ITS_WAY and after not in ON_ITS_WAY:
        end_transfer(held, event, by=by)
    return ReferralEvent.of(
        held.id,
        event,
        before,
        after,
        at=clock.now(),
        by_id=by.user_id,
        role=by.role,
        reason=reason,
        recorded=recorded,
    )


def _after(held: Referral, before: ReferralState, event: str) -> ReferralState:
    """Where the step leads; of one that leads back, the state left on entering the pause is read from the events."""
    try:
        return next_state(before, event)
    except NoSuchStep:
        if (before, event) not in steps():
            raise
    return next_state(before, event, previous=previous_of(held))
