"""Referrals: what closed lately is found by when it closed."""

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"

NAME, TABLE = "ix_referral_closed_at", "referral"


def upgrade() -> None:
    closed = sa.text("closed_at IS NOT NULL")
    columns = ["closed_at", "episode_id"]
    op.create_index(NAME, TABLE, columns, unique=False, sqlite_where=closed, postgresql_where=closed)


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
