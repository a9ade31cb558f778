"""A link that went to an address which is no longer right: the same under another token, for the address of now."""

from sqlalchemy import Update

from pathways import audit
from pathways.outbox.actions.withdrawing import withdraw
from pathways.outbox.one_time import hash_of, new_name, token_of
from pathways.store import rows_changed


def send_anew(change: Update, *, to: str, key: str, about_person_id: int, key_begins: str) -> str | None:
    """Give the link that `change` finds another token; the name to queue its message with, None when it finds none.

    `change` is an UPDATE of a table with token_hash and sent_to that finds the link as it was read, and unused. What
    has not left yet for the address before is taken back.
    """
    name = new_name()
    values = {"token_hash": hash_of(token_of(name, key)), "sent_to": to}
    if rows_changed(change.values(**values).execution_options(synchronize_session="fetch")) != 1:
        return None
    withdraw(by=audit.SYSTEM, about_person_id=about_person_id, key_begins=key_begins)
    return name
