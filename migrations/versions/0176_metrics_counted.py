"""Two more kinds of units are kept for counting: positive tests, and first referrals, as the metrics count them."""

import sqlalchemy as sa
from alembic import op

revision = "0176"
down_revision = "0175"

BEFORE = ("tested", "requested", "referred", "assessed", "engaged", "decided")
MORE = ("tested_positive", "first_referred")


def upgrade() -> None:
    _allow((*BEFORE, *MORE))


def downgrade() -> None:
    for table in ("counted_stretch", "counted_state"):
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind.in_(MORE)))
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    for table in ("counted_state", "counted_stretch"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN {kinds}")
