"""A case on its way to another service: begun once, ended once."""

from datetime import date

from sqlalchemy import update

from pathways import clock
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.referrals.models import Referral, Transfer
from pathways.store import db


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
    return row


def end_transfer(held: Referral, how: str) -> None:
    """The open transfer of this referral has ended by an event; whoever was to take the person reads no more."""
    open_now = (Transfer.referral_id == held.id, Transfer.ended_at.is_(None))
    db.session.execute(update(Transfer).where(*open_now).values(ended_at=clock.now(), how=how))
