"""Courses of structured treatment are kept for counting."""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0189"

KINDS = (
    "tested", "requested", "referred", "assessed", "engaged", "decided", "tested_positive", "first_referred",
    "on_return", "served", "first_contact",
)  # fmt: skip
MORE = ("treated",)


def upgrade() -> None:
    _allow((*KINDS, *MORE))


def downgrade() -> None:
    for table in ("counted_stretch", "counted_state"):
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind.in_(MORE)))
    _allow(KINDS)


def _allow(kinds: tuple[str, ...]) -> None:
    for table in ("counted_state", "counted_stretch"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN {kinds}")
