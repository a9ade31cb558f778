"""Who finds something else in the Board's minutes says what."""

import sqlalchemy as sa
from alembic import op

revision = "0207"
down_revision = "0206"

WHERE = {
    "board_showing": ("otherwise_if_turned_down", "otherwise IS NULL OR NOT COALESCE(is_confirmed, true)"),
    "witness_link": ("otherwise_if_no_minute", "otherwise IS NULL OR (used_at IS NOT NULL AND minute IS NULL)"),
}


def upgrade() -> None:
    for table, (name, holds) in WHERE.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("otherwise", sa.String(200)))
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), holds)


def downgrade() -> None:
    for table, (name, _) in WHERE.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch.drop_column("otherwise")
