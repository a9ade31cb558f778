"""Yearly reports have more parts, and what they count is kept for counting."""

import sqlalchemy as sa
from alembic import op

revision = "0204"
down_revision = "0203"

KINDS = (
    "tested", "requested", "referred", "assessed", "engaged", "decided", "tested_positive", "first_referred",
    "on_return", "served", "first_contact", "treated", "released", "in_treatment", "left_custody", "supplied",
    "peer_offered", "grouped", "found", "declared",
)  # fmt: skip
MORE = ("asked_needs", "conditions", "answered", "recorded")
TABLES = ("counted_stretch", "counted_state")


def upgrade() -> None:
    for table in TABLES:
        _allow(table, (*KINDS, *MORE))


def downgrade() -> None:
    for table in TABLES:
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind.in_(MORE)))
        _allow(table, KINDS)


def _allow(table: str, kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN {kinds}")
