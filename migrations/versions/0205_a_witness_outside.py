"""Digests of what the Board was shown go to somebody outside."""

import sqlalchemy as sa
from alembic import op

revision = "0205"
down_revision = "0204"


def upgrade() -> None:
    op.add_column("board_showing", sa.Column("witness", sa.String(254)))


def downgrade() -> None:
    with op.batch_alter_table("board_showing") as batch:
        batch.drop_column("witness")
