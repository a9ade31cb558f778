"""A case on its way to another service: begun once, ended once, and each side told of what the other did."""

from datetime import date

from sqlalchemy import update

from pathways import clock
from pathways.audit import Actor
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.outbox import actions as outbox
from pathways.referrals.models import Referral, Transfer
from pathways.referrals.queries.transfers import readers_of, senders_of, transfer_of
from pathways.referrals.rules.transfers import BY_THEIR_WORD
from pathways.refusals import Stale
from pathways.store import db, rows_changed

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
