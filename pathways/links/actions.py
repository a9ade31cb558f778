"""A link that works once is made, put into a message, sent again under a new token, and used up."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Update, update
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import SYSTEM
from pathways.links.models import SentToService, WorksOnce
from pathways.links.rules import hash_of, new_name, token_of
from pathways.outbox import actions as outbox
from pathways.refusals import OutOfSight
from pathways.store.base import db, rows_changed
from pathways.store.constraints import unless_at_once


@dataclass(frozen=True, kw_only=True)
class LinkLetter:
    """How a link is sent: the kind of message, the path that the link opens, and whose it is.

    The key of the message begins with its kind and the number of the link.
    """

    kind: str
    path: str
    person_id: int
    reference: str

    def key_of(self, link: SentToService) -> str:
        return f"{self.kind.replace('_', '-')} {link.id} "


def make(
    link: SentToService, letter: LinkLetter, *, key: str, unique: Collection[str], before: Update | None = None
) -> bool:
    """Store a link and queue the message that brings it. False where another worker made it first.

    `key` is the service's key, with which tokens are made; `before` ends the link that this one replaces; `unique`
    names the constraints that two workers at once would break.
    """
    audit.lock(letter.person_id)
    name = new_name()
    link.token_hash, link.made_at = hash_of(token_of(name, key)), clock.now()
    try:
        with db.session.begin_nested():
            if before is not None:
                rows_changed(before)
            db.session.add(link)
    except IntegrityError as error:
        unless_at_once(error, *unique)
        return False
    _bring(link, letter, name)
    return True


def send_anew(link: SentToService, letter: LinkLetter, *, to: str, key: str) -> bool:
    """Send a link again, under a new token, to the service's present address. False if it was used or sent meanwhile.

    A message to the former address that has not left yet is taken back.
    """
    audit.lock(letter.person_id)
    table, name = type(link), new_name()
    same = (table.id == link.id, table.token_hash == link.token_hash, table.used_at.is_(None))
    change = update(table).where(*same).values(token_hash=hash_of(token_of(name, key)), sent_to=to)
    if rows_changed(change.execution_options(synchronize_session="fetch")) != 1:
        return False
    outbox.withdraw(by=SYSTEM, about_person_id=letter.person_id, key_begins=letter.key_of(link))
    _bring(link, letter, name)
    return True


def _bring(link: SentToService, letter: LinkLetter, name: str) -> None:
    outbox.queue(
        by=SYSTEM,
        kind=letter.kind,
        to=link.sent_to,
        reference=letter.reference,
        link=letter.path,
        secret_of=name,
        key=f"{letter.key_of(link)}{name[:16]}",
        about_person_id=letter.person_id,
    )
    audit.dispatched(SYSTEM, letter.person_id, "referral.link.made", ("referral", link.referral_id), link=link.id)


def use(kind: type[WorksOnce], token: str, **values: Any) -> None:
    """Use a link up, found by its token, so that one with a new token is left alone. Raises OutOfSight."""
    at = clock.now()
    fresh = update(kind).where(kind.token_hash == hash_of(token), *kind.live(at)).values(used_at=at, **values)
    if rows_changed(fresh.execution_options(synchronize_session="fetch")) != 1:
        raise OutOfSight
