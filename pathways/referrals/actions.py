"""What the steps of a referral share: locking the person, moving it, its transfers, and the readings of its clocks."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value

from pathways import clock
from pathways import dates as the_dates
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.roles import Viewer
from pathways.directory.entries import queries as directory
from pathways.outbox import actions as outbox
from pathways.outbox.actions import ToQueue
from pathways.people.identity.queries import details_of
from pathways.people.models.identity import Person
from pathways.referrals import queries as referrals_queries
from pathways.referrals.joint_plans.queries import readers_of, senders_of, transfers_of
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
    messages = _messages(referral, row.id, kind="transfer_waits", to=readers_of(row.organisation_id))
    outbox.queue_together(by=by, messages=messages)
    return row


def end_transfers(referrals: Collection[Referral], how: str, *, by: Actor) -> None:
    """End the open transfers of these referrals, because of the event `how`. The receiving services read nothing any
    more.

    They are told, unless the event was their own. Raises Stale where somebody else ended one first.
    """
    rows = transfers_of({referral.id for referral in referrals})
    if not rows:
        return
    open_now = (Transfer.id.in_([row.id for row in rows.values()]), Transfer.ended_at.is_(None))
    if rows_changed(update(Transfer).where(*open_now).values(ended_at=clock.now(), how=how)) != len(rows):
        raise Stale
    if how in BY_THEIR_WORD:
        return
    readers = {each: readers_of(each) for each in {row.organisation_id for row in rows.values()}}
    messages = [
        message
        for referral in referrals
        if (row := rows.get(referral.id))
        for message in _messages(referral, row.id, kind="transfer_over", to=readers[row.organisation_id])
    ]
    outbox.queue_together(by=by, messages=messages)


def tell_sender(*, by: Viewer, referral: Referral, transfer_id: int) -> None:
    """Tell the sending service that the other service has recorded something."""
    link = f"/cases/{referral.id}"
    messages = _messages(referral, transfer_id, kind="transfer_answered", to=senders_of(referral), link=link)
    outbox.queue_together(by=by, messages=messages)


def _messages(
    referral: Referral, transfer_id: int, *, kind: str, to: tuple[tuple[int, str], ...], link: str = THEIRS
) -> list[ToQueue]:
    return [
        ToQueue(
            kind=kind,
            to=address,
            reference=referral.reference or "",
            link=link,
            key=f"{kind}-{transfer_id}-{user_id}",
            about_person_id=referral.person_id,
        )
        for user_id, address in to
    ]


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
    values = _with_its_moments(before, values, is_event=is_event)
    same = update(Referral).where(Referral.id == referral.id, Referral.state == before).values(**values)
    written = row_changed(same, Referral)
    if written is None:
        db.session.refresh(referral)
    elif is_event:
        clocks_marked(db.session.connection()).add(referral.id)
    return written is not None


def _with_its_moments(before: ReferralState, values: Mapping[str, Any], *, is_event: bool) -> dict[str, Any]:
    """These values, and when it closed if they close it; with an event, that its clocks are read anew."""
    closes = is_closed(values.get("state", before)) and not is_closed(before)
    closed_at = {"closed_at": clock.now()} if closes else {}
    return {**values, **closed_at, **({"look_at": clock.now()} if is_event else {})}


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
    if _ends_a_transfer(before, after):
        end_transfers([referral], event, by=by)
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


def _ends_a_transfer(before: ReferralState, after: ReferralState) -> bool:
    return before in ON_ITS_WAY and after not in ON_ITS_WAY


def _after(referral: Referral, before: ReferralState, event: str) -> ReferralState:
    """The state that the step leads to. Where it leads back, the state before the pause is read from the events."""
    step = REFERRAL_STEPS.steps.get((before, event))
    leads_back = step is not None and step.to == PREVIOUS
    return next_state(before, event, previous=previous_of(referral) if leads_back else None)


# Many referrals at once, of which the caller has locked the people and the rows: what the worker does with a hundred of
# them takes as many statements as with one.


@dataclass(frozen=True, kw_only=True)
class ReferralMove:
    """A step for `move_together`: what `move` is given."""

    referral: Referral
    event: str
    recorded: Mapping[str, Any]
    values: Mapping[str, Any]


def move_together(moves: Sequence[ReferralMove], *, by: Actor) -> None:
    """Take these steps as `move` takes each, of as many referrals. Each was read since it was locked.

    Raises NoSuchReferralStep as `move` does, and Stale where one is in another state all the same. What listens for a
    step that makes a referral urgent hears of none of these: such a step is for `move`.
    """
    steps = [(each, each.referral.state, _after(each.referral, each.referral.state, each.event)) for each in moves]
    changes = {
        each.referral: _with_its_moments(before, {**each.values, "state": after}, is_event=True)
        for each, before, after in steps
    }
    if _write_together(changes, in_state=True) != len(changes):
        raise Stale(ANSWERED)
    clocks_marked(db.session.connection()).update(referral.id for referral in changes)
    on_their_way: dict[str, list[Referral]] = defaultdict(list)
    for each, before, after in steps:
        if _ends_a_transfer(before, after):
            on_their_way[each.event].append(each.referral)
    for event, referrals in on_their_way.items():
        end_transfers(referrals, event, by=by)
    db.session.execute(
        insert(_EVENT),
        [
            {
                "referral_id": each.referral.id,
                "event": each.event,
                "from_state": before,
                "to_state": after,
                "at": clock.now(),
                "by_id": by.user_id,
                "role": by.role,
                "recorded": dict(each.recorded) or None,
            }
            for each, before, after in steps
        ],
    )


_EVENT = cast(Table, ReferralEvent.__table__)
_ROW = cast(Table, Referral.__table__)


def keep_readings(readings: Mapping[Referral, Mapping[str, Any]]) -> None:
    """Write what reading their clocks leaves, which `deadlines` decides: when they are read next, the places in the
    inbox, the days to answer by."""
    clocks_marked(db.session.connection()).difference_update(referral.id for referral in readings)
    _write_together(readings)


def _write_together(changes: Mapping[Referral, Mapping[str, Any]], *, in_state: bool = False) -> int:
    """Write these values to each row; how many were found. `in_state`: of those in the state that was read alone."""
    found = 0
    for names in dict.fromkeys(frozenset(values) for values in changes.values()):
        found += rows_changed(
            _write_each(names, in_state=in_state),
            [
                {"of": referral.id, **({"left": referral.state} if in_state else {}), **values}
                for referral, values in changes.items()
                if values.keys() == names
            ],
        )
    for referral, values in changes.items():  # many rows at once go past what the session knows of them
        for name, value in values.items():
            set_committed_value(referral, name, value)
    return found


@cache
def _write_each(names: frozenset[str], *, in_state: bool) -> Update:
    those = (_ROW.c.id == bindparam("of"), *((_ROW.c.state == bindparam("left"),) if in_state else ()))
    return update(_ROW).where(*those).values({name: bindparam(name) for name in sorted(names)})
