"""What the steps of a referral share: locking the person, moving it, its transfers, and the readings of its clocks."""

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
from pathways.referrals import queries as referrals_queries
from pathways.referrals.joint_plans.queries import readers_of, senders_of, transfer_of
from pathways.referrals.joint_plans.rules import BY_THEIR_WORD
from pathways.referrals.models.needs_and_consents import Transfer
from pathways.referrals.models.referral import Referral, ReferralEvent, clocks_marked
from pathways.referrals.sending.rules import due_on, reference
from pathways.referrals.steps.queries import previous_of
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState, is_closed, next_state
from pathways.refusals import Stale
from pathways.step_tables.rules import PREVIOUS
from pathways.store.base import db, row_changed, rows_changed, save

# Locking the person: what a consent lets out, and the withdrawal of that consent, come wholly one after the other.


def lock_answers(person_id: int) -> Person:
    """Lock the person, by the record that stays, until the transaction ends; the row is read afresh.

    Call it before reading the answers that let something out, and before recording a withdrawal. Otherwise a referral
    could leave between the withdrawal and its commit, and the withdrawal, not seeing it, would not recall it.
    """
    stays = details_of(person_id).person_id
    audit.lock(stays)
    # Not its key: a row that only refers to the person need not wait.
    return db.session.get_one(Person, stays, with_for_update={"key_share": True})


def locked(by: Viewer, referral_id: int) -> Referral:
    """A referral in the viewer's sight, its person locked, as it is then. Raises OutOfSight."""
    referral = referrals_queries.referral(by, referral_id, as_it_is=True)
    if audit.lock(referral.person_id):
        db.session.refresh(referral)
    return referral


# A case on its way to another service: a transfer begins once and ends once, and each side is told what the other did.


THEIRS = "/inbox/transfers"


def begin_transfer(*, by: Viewer, referral: Referral, service_id: int | None, name: str, sent_on: date) -> Transfer:
    """Begin a transfer to a listed service, or to a service outside the directory, given by `name`."""
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
    save(row)
    _write(by, referral, row.id, kind="transfer_waits", to=readers_of(row))
    return row


def end_transfer(referral: Referral, how: str, *, by: Actor) -> None:
    """End the open transfer of this referral, because of the event `how`. The receiving service reads nothing any more.

    The receiving service is told, unless the event was its own. Raises Stale where somebody else ended it first.
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
    """Tell the sending service that the other service has recorded something."""
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
"""The states in which a transfer may be open; a step out of both ends it."""


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
    """Take `event` on a referral and write the milestones in `values`; `recorded` is what the table says to record.

    Meanwhile a colleague may have taken a step after which this one is still open (such as acknowledging it). Then it
    is taken from the new state, unless `as_seen`: what bars the step was checked for the state that was seen. Raises
    NoSuchReferralStep when the table has no such step from the state that was read, Stale (worded by `first`) when
    somebody has moved it since.
    """
    audit.lock(referral.person_id)
    before: ReferralState = referral.state
    while not _write_if(referral, before, is_event=True, state=(after := _after(referral, before, event)), **values):
        if as_seen or referral.state == before or (referral.state, event) not in REFERRAL_STEPS.steps:
            raise Stale(first)
        before = referral.state
    return _moved(referral, event, before, after, by=by, reason=reason, recorded=recorded)


def submit(referral: Referral, event: str = "submit", *, by: Actor, first: str = ANSWERED, **values: Any) -> None:
    """Send a draft. It gets its reference, and the first clock starts unless an earlier link of the chain did."""
    at = clock.now()
    sent: dict[str, Any] = {"first_submitted_at": at, "sent_at": at, "sent_by_id": by.user_id}
    sent |= {"reference": reference(clock.today(), referral.id)}
    sent |= {"due_on": due_on(the_dates.london(at), the_dates.add_working_days)}
    move(referral, event, by=by, first=first, **{**sent, **values})


def mark(
    referral: Referral, event: str, *, by: Actor, first: str, to: ReferralState | None = None, **values: Any
) -> None:
    """Write milestones with an event that is not a step of the table. The state stays, or a step is taken back (`to`).

    Raises Stale, worded by `first`, when the referral is no longer in the state that was seen.
    """
    audit.lock(referral.person_id)
    before: ReferralState = referral.state
    if not _write_if(referral, before, is_event=True, state=to or before, **values):
        raise Stale(first)
    _moved(referral, event, before, to or before, by=by)


def stamp(referral: Referral, *, first: str, **values: Any) -> None:
    """Write milestones if the referral is still in the state that was seen. Raises Stale, worded by `first`."""
    audit.lock(referral.person_id)
    if not _write_if(referral, referral.state, **values):
        raise Stale(first)


def _write_if(referral: Referral, before: ReferralState, *, is_event: bool = False, **values: Any) -> bool:
    """Write values, and when it closed, if the referral is in this state; the row is then as the database has it. False
    where it is in another by now.

    With an event its clocks are read anew, which the same statement marks.
    """
    if is_closed(values.get("state", before)) and not is_closed(before):
        values["closed_at"] = clock.now()
    if is_event:
        values["look_at"] = clock.now()
    same = update(Referral).where(Referral.id == referral.id, Referral.state == before).values(**values)
    written = row_changed(same, Referral)
    if written is None:
        db.session.refresh(referral)
    elif is_event:
        clocks_marked(db.session.connection()).add(referral.id)
    return written is not None


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
    """Record the event of a move. If the case was on its way to another service, its transfer ends with it."""
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
    """The state that the step leads to. Where it leads back, the state before the pause is read from the events."""
    step = REFERRAL_STEPS.steps.get((before, event))
    leads_back = step is not None and step.to == PREVIOUS
    return next_state(before, event, previous=previous_of(referral) if leads_back else None)


# What reading its clocks writes on a referral; `deadlines` decides what that is.


_ROW = cast(Table, Referral.__table__)


def keep_readings(readings: Mapping[Referral, Mapping[str, Any]]) -> None:
    """Write when clocks are read next, the places in the inbox, the days to answer by. The caller locked each row."""
    clocks_marked(db.session.connection()).difference_update(referral.id for referral in readings)
    for names in dict.fromkeys(frozenset(values) for values in readings.values()):
        rows = [{"of": referral.id, **values} for referral, values in readings.items() if values.keys() == names]
        db.session.execute(_keep(names), rows)
    for referral, values in readings.items():  # many rows at once go past what the session knows of them
        for name, value in values.items():
            set_committed_value(referral, name, value)


@cache
def _keep(names: frozenset[str]) -> Update:
    return update(_ROW).where(_ROW.c.id == bindparam("of")).values({name: bindparam(name) for name in sorted(names)})
