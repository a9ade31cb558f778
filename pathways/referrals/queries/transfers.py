"""Transfers of a case: the one that is open, how long it lay paused, and the last one with the word that ended it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from pathways import clock
from pathways.auth import Role
from pathways.auth.queries import name_of, staff_of
from pathways.referrals.models import Referral, ReferralEvent, Transfer
from pathways.referrals.rules import ReferralState
from pathways.referrals.rules.transfers import EndedTransfer
from pathways.store import db

READERS = (Role.PM, Role.TW)
"""Who reads what comes in, and who is written to first: a manager, where there is none a worker."""


@dataclass(frozen=True, kw_only=True)
class TransferOf:
    """The last transfer of a case, as its sender reads it. `ended` is None while it is open.

    `has_accounts`: somebody of the receiving provider signs in here, and so records the word of that service.
    """

    row: Transfer
    has_accounts: bool
    ended: EndedTransfer | None


def transfer_of(held: Referral) -> Transfer | None:
    """The transfer of this referral that is open."""
    return db.session.scalar(select(Transfer).where(Transfer.referral_id == held.id, Transfer.ended_at.is_(None)))


def last_transfer_of(held: Referral) -> TransferOf | None:
    """The last transfer of a referral that the caller found in sight, open or ended; None where it never had one."""
    rows = select(Transfer).where(Transfer.referral_id == held.id).order_by(Transfer.id.desc()).limit(1)
    row = db.session.scalar(rows)
    if row is None:
        return None
    return TransferOf(row=row, has_accounts=bool(readers_of(row)), ended=_ended(row))


def readers_of(row: Transfer) -> tuple[tuple[int, str], ...]:
    """Who of the receiving provider is written to, as (id, address); nobody where it is outside this system."""
    return _readers(row.organisation_id)


def senders_of(held: Referral) -> tuple[tuple[int, str], ...]:
    """Who of the sending provider is written to: the keyworker, who may have gone, else whoever reads what comes in."""
    today, named = clock.today(), held.keyworker_id
    every = [one for role in READERS for one in staff_of(held.organisation_id or 0, role, today)]
    return tuple({one for one in every if one[0] == named}) or _readers(held.organisation_id)


def _readers(organisation_id: int | None) -> tuple[tuple[int, str], ...]:
    found = (staff_of(organisation_id or 0, role, clock.today()) for role in READERS)
    return next((some for some in found if some), ())


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
    found = db.session.scalar(word)
    recorded: dict[str, Any] = (found.recorded if found else None) or {}
    return EndedTransfer(how=row.how, at=row.ended_at, by=name_of(found.by_id) if found else "", recorded=recorded)


def paused_days_of(row: Transfer) -> int:
    """How many days a transfer lay paused, from the day said of each pause to the day said of its end."""
    rows = (
        select(ReferralEvent)
        .options(undefer(ReferralEvent.recorded))
        .where(ReferralEvent.referral_id == row.referral_id, ReferralEvent.at >= row.sent_at)
        .order_by(ReferralEvent.id)
    )
    days, began = 0, None
    for step in db.session.scalars(rows):
        into, out_of = (each is ReferralState.SUSPENDED for each in (step.to_state, step.from_state))
        if into and not out_of:
            began = max(_said_on(step), row.sent_on)
        elif out_of and not into and began is not None:
            days, began = days + max((_said_on(step) - began).days, 0), None
    return days


def _said_on(step: ReferralEvent) -> date:
    said = (step.recorded or {}).get("on")
    return date.fromisoformat(said) if said else clock.london_date(step.at)
