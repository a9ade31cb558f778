"""What every step of a referral does: hold whoever answers, move by an update that names the state it leaves."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from pathways import clock
from pathways import dates as the_dates
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
from pathways.referrals.sending.rules import due_on, reference
from pathways.referrals.steps.queries import previous_of
from pathways.referrals.steps.rules import NoSuchReferralStep, ReferralState, is_closed, next_state, steps
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


def begin_transfer(*, by: Viewer, referral: Referral, service_id: int | None, name: str, sent_on: date) -> Transfer:
    """Name who is to take the person on: a listed service, else a name outside the list."""
    service = directory.service(service_id) if service_id is not None else None
    row = Transfer(
        referral_id=referral.id,
        service_id=service.id if service else None,
        organisation_id=service.organisation_id if service else None,
        name=service.name if service else name,
        sent_on=sent_on,
        sent_at=clock.now(),
        sent_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _write(by, referral, row.id, kind="transfer_waits", to=readers_of(row))
    return row


def end_transfer(referral: Referral, how: str, *, by: Actor) -> None:
    """An event ended the open transfer of this referral; the service that was to take the person reads no more.

    Where it was not the receiving service that said so, it is told.
    """
    row = transfer_of(referral)
    if row is None:
        return
    open_now = (Transfer.id == row.id, Transfer.ended_at.is_(None))
    if rows_changed(update(Transfer).where(*open_now).values(ended_at=clock.now(), how=how)) != 1:
        raise Stale
    if how not in BY_THEIR_WORD:
        _write(by, referral, row.id, kind="transfer_over", to=readers_of(row))


def tell_sender(*, by: Viewer, referral: Referral, transfer_id: int) -> None:
    """The sending service hears that the other service has recorded something."""
    _write(by, referral, transfer_id, kind="transfer_answered", to=senders_of(referral), link=f"/cases/{referral.id}")


def _write(
    by: Actor, referral: Referral, transfer_id: int, *, kind: str, to: tuple[tuple[int, str], ...], link: str = THEIRS
) -> None:
    for user_id, address in to:
        outbox.queue(
            by=by,
            kind=kind,
            to=address,
            reference=referral.reference or "",
            link=link,
            key=f"{kind}-{transfer_id}-{user_id}",
            about_person_id=referral.person_id,
        )


# The one place that moves a referral: the UPDATE names the state it leaves, and the row count decides who was first.


ANSWERED = "Somebody answered this referral first. Look at it again before you do anything"

ON_ITS_WAY = (ReferralState.TRANSFER_PENDING, ReferralState.SUSPENDED)
"""A transfer may stand open here; with any step out of both it has ended."""


def move(
    referral: Referral,
    event: str,
    *,
    by: Actor,
    reason: str | None = None,
    recorded: Mapping[str, Any] | None = None,
    first: str = ANSWERED,
    as_seen: bool = False,
    **values: Any,
) -> ReferralEvent:
    """Take `event` on a referral, with the milestones in `values`; `recorded` is what the table says must be recorded.

    A colleague may meanwhile have taken a step after which this one is still open (said that it came, say): then it is
    taken from there, unless `as_seen`: what bars it was asked of the state that was seen. Raises NoSuchStep when the
    table has no such step from where it was read, Stale (worded by `first`) when somebody moved it since.
    """
    audit.hold(referral.person_id)
    before: ReferralState = referral.state
    while not _write_if(referral, before, state=(after := _after(referral, before, event)), **values):
        if as_seen or referral.state == before or (referral.state, event) not in steps():
            raise Stale(first)
        before = referral.state
    return _moved(referral, event, before, after, by=by, reason=reason, recorded=recorded)


def submit(referral: Referral, event: str = "submit", *, by: Actor, first: str = ANSWERED, **values: Any) -> None:
    """Send a draft: it gets its reference, and its clock starts, if no earlier referral of the chain started it."""
    at = clock.now()
    sent: dict[str, Any] = {"first_submitted_at": at, "sent_at": at, "sent_by_id": by.user_id}
    sent |= {"reference": reference(clock.today(), referral.id)}
    sent |= {"due_on": due_on(the_dates.london(at), the_dates.add_working_days)}
    move(referral, event, by=by, first=first, **{**sent, **values})


def mark(
    referral: Referral, event: str, *, by: Actor, first: str, to: ReferralState | None = None, **values: Any
) -> None:
    """Write milestones with an event that is no step of the table: it stays where it is, or a step is taken back.

    Raises Stale, worded by `first`, when it does not stand in the state that was seen any more.
    """
    before: ReferralState = referral.state
    stamp(referral, first=first, state=to or before, **values)
    _moved(referral, event, before, to or before, by=by)


def stamp(referral: Referral, *, first: str, **values: Any) -> None:
    """Write milestones on a referral, if it still stands in the state that was seen. Raises Stale worded by `first`."""
    audit.hold(referral.person_id)
    if not _write_if(referral, referral.state, **values):
        raise Stale(first)


def _write_if(referral: Referral, before: ReferralState, **values: Any) -> bool:
    """Write on a referral that stands in this state, and when it closed. False where it stands elsewhere by now."""
    if is_closed(values.get("state", before)) and not is_closed(before):
        values["closed_at"] = clock.now()
    same = update(Referral).where(Referral.id == referral.id, Referral.state == before).values(**values)
    is_first = rows_changed(same.execution_options(synchronize_session=False)) == 1
    db.session.refresh(referral)
    return is_first


def _moved(
    referral: Referral,
    event: str,
    before: ReferralState,
    after: ReferralState,
    *,
    by: Actor,
    reason: str | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> ReferralEvent:
    """The event that says so; the transfer of a case that was on its way has ended with it."""
    if before in ON_ITS_WAY and after not in ON_ITS_WAY:
        end_transfer(referral, event, by=by)
    return ReferralEvent.of(
        referral.id,
        event,
        before,
        after,
        at=clock.now(),
        by_id=by.user_id,
        role=by.role,
        reason=reason,
        recorded=recorded,
    )


def _after(referral: Referral, before: ReferralState, event: str) -> ReferralState:
    """Where the step leads; of one that leads back, the state left on entering the pause is read from the events."""
    try:
        return next_state(before, event)
    except NoSuchReferralStep:
        if (before, event) not in steps():
            raise
    return next_state(before, event, previous=previous_of(referral))


# What a reading of its clocks leaves on a referral; which that is, `deadlines` decides.


_ROW = cast(Table, Referral.__table__)


def keep_readings(readings: Mapping[Referral, Mapping[str, Any]]) -> None:
    """When their clocks are read next, their places in the inbox, their days to answer by. Its reader locked each."""
    for names in dict.fromkeys(frozenset(values) for values in readings.values()):
        rows = [{"of": held.id, **values} for held, values in readings.items() if values.keys() == names]
        db.session.execute(_keep(names), rows)
    for held, values in readings.items():  # many rows at once go past what the session knows of them
        for name, value in values.items():
            set_committed_value(held, name, value)


@cache
def _keep(names: frozenset[str]) -> Update:
    return update(_ROW).where(_ROW.c.id == bindparam("of")).values({name: bindparam(name) for name in sorted(names)})
