"""Digests of what the Board was shown go to somebody outside; what was answered wrongly is recorded again."""

import sqlalchemy as sa
from alembic import op

revision = "0205"
down_revision = "0204"

DAY = "uq_board_showing_day", "board_showing", ["figures_id", "shown_on"]
WAITS, STANDS = sa.text("decided_at IS NULL"), sa.text("is_confirmed IS NULL OR is_confirmed")


def upgrade() -> None:
    op.add_column("board_showing", sa.Column("witness", sa.String(254)))
    op.drop_index(*DAY[:2])
    op.create_index(*DAY, unique=True, sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index(*DAY[:2])
    names = "id", "figures_id", "shown_on", "is_confirmed"
    shown = sa.table("board_showing", *(sa.column(name) for name in names))
    later = shown.alias("later")
    same_day = (later.c.figures_id == shown.c.figures_id, later.c.shown_on == shown.c.shown_on)
    again = sa.exists().where(*same_day, later.c.id > shown.c.id, later.c.is_confirmed.is_not(False))
    op.execute(shown.delete().where(shown.c.is_confirmed, again))
    op.create_index(*DAY, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)
    with op.batch_alter_table("board_showing") as batch:
        batch.drop_column("witness")
