"""The log: a chain for each organisation.

An organisation that came with a file of the directory, or with the demonstration, had no event of its own: that its
chain is missing could not be told from its having been removed. Each gets its first event now, under the day of this
migration. Downgrading takes nothing out: the log only grows.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0136"
down_revision = "0135"

GENESIS = "0" * 64
CHAIN = sa.table(
    "audit_chain",
    sa.column("id", sa.Integer),
    *(sa.column(name) for name in ("key", "person_id", "position", "version", "head")),
)
EVENT = sa.table(
    "audit_event",
    sa.column("at", sa.DateTime(timezone=True)),
    *(
        sa.column(name)
        for name in (
            "chain_id", "position", "version", "actor_id", "role", "organisation_id", "session_id", "request_id",
            "event_class", "action", "subject_type", "subject_id", "purpose", "outcome", "payload_commit", "salt",
            "payload", "previous_hash", "hash",
        )
    ),
)  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(CHAIN.c.key).where(CHAIN.c.key.like("organisation:%"))))
    for number in connection.scalars(sa.text("SELECT id FROM organisation ORDER BY id")).all():
        if f"organisation:{number}" not in known:
            _begin(connection, number)


def downgrade() -> None:
    pass


def _begin(connection: sa.Connection, organisation_id: int) -> None:
    key, at = f"organisation:{organisation_id}", datetime.now(UTC)
    salt, payload = secrets.token_hex(16), _canonical({"migration": revision})
    facts = {
        "position": 1,
        "version": 0,
        "actor_id": None,
        "role": "system",
        "organisation_id": None,
        "session_id": None,
        "request_id": "",
        "event_class": "SYS",
        "action": "migration.applied",
        "subject_type": "organisation",
        "subject_id": organisation_id,
        "purpose": "",
        "outcome": "ok",
        "payload_commit": hashlib.sha256((salt + payload).encode()).hexdigest(),
    }
    words = {**facts, "chain": key, "at": at.isoformat(timespec="microseconds"), "previous": GENESIS}
    head = hashlib.sha256(_canonical(words).encode()).hexdigest()
    connection.execute(CHAIN.insert().values(key=key, person_id=None, position=1, version=0, head=head))
    chain_id = connection.scalar(sa.select(CHAIN.c.id).where(CHAIN.c.key == key))
    stored_at = at.replace(tzinfo=None) if connection.dialect.name == "sqlite" else at
    sealed = {"chain_id": chain_id, "salt": salt, "payload": payload, "previous_hash": GENESIS, "hash": head}
    connection.execute(EVENT.insert().values(at=stored_at, **facts, **sealed))


def _canonical(words: dict[str, object]) -> str:
    return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
