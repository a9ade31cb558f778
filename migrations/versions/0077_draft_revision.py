"""Drafts: how often one was kept, by which page, and the version of the record which that page was filled from."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"

TABLE = "draft"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("post_key", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("seen_version", sa.String(length=20), nullable=True))
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("revision", existing_type=sa.Integer(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        for name in ("seen_version", "post_key", "revision"):
            table.drop_column(name)
