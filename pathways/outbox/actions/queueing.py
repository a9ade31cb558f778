"""Queueing a message with the change that gives reason to it: one is never without the other."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from pathways import audit, clock
from pathways.audit import Actor
from pathways.outbox.models import Message
from pathways.outbox.rules import Failure, MessageState, can_be_written_to, wording
from pathways.store import db


def queue(
    *,
    by: Actor,
    kind: str,
    to: str,
    reference: str,
    key: str,
    link: str = "",
    secret_of: str = "",
    about_person_id: int | None = None,
    not_before: datetime | None = None,
) -> Message:
    """Put a message in the outbox, in the caller's transaction. The same `key` queues once, ever.

    `kind` is a row of `data/messages.csv`; `link` a path of ours ("/inbox/7"), in which `{secret}` stands for the token
    that `one_time.token_of(secret_of)` makes when it is sent. An address that is none is queued dead: whoever asked for
    the message is not stopped by it, and the list of what was not sent names it. Raises LookupError for an unknown
    kind, ValueError for a link that is no path.
    """
    text, at = wording(kind, clock.today()), clock.now()
    if link and not link.startswith("/"):
        raise ValueError("A link of a message is a path of ours")
    fits = can_be_written_to(text.medium, to)
    values = {
        "kind": kind,
        "kind_version": text.version,
        "medium": text.medium,
        "address": to.replace(" ", "") if fits else "",
        "reference": reference,
        "link": link,
        "secret_of": secret_of,
        "key": key,
        "message_id": secrets.token_hex(16),
        "about_person_id": about_person_id,
        "queued_at": at,
        "state": MessageState.QUEUED if fits else MessageState.DEAD,
        "due_at": max(at, not_before) if not_before else at,
        "attempts": 0,
        "ended_at": None if fits else at,
        "failure": None if fits else Failure.NO_ADDRESS,
        "answered": "",
    }
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(Message).values(**values).on_conflict_do_nothing(index_elements=["key"])
    is_new = db.session.scalar(fresh.returning(Message.id)) is not None
    held = db.session.scalars(select(Message).where(Message.key == key)).one()
    if is_new:
        recorded(by, held, "message.queued", kind=kind)
    return held


def recorded(by: Actor, held: Message, action: str, **payload: str | int) -> None:
    """Put what became of a message in the log: with the person it is about, else with the organisation that acted."""
    if held.about_person_id is not None:
        audit.dispatched(by, held.about_person_id, action, ("message", held.id), **payload)
    else:
        audit.administered(by, action, by.organisation_id, message=held.id, **payload)
