"""Transfers on the way to a provider are read in the order of their list, and those that are over by when that was."""

import sqlalchemy as sa
from alembic import op

revision = "0173"
down_revision = "0172"

NAME, TABLE = "ix_referral_transfer_organisation_id", "referral_transfer"
PARTS = {
    "ix_referral_transfer_on_the_way": ("sent_on", sa.text("ended_at IS NULL")),
    "ix_referral_transfer_over": ("ended_at", sa.text("ended_at IS NOT NULL")),
}


def upgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    for name, (by, part) in PARTS.items():
        op.create_index(name, TABLE, ["organisation_id", by, "id"], sqlite_where=part, postgresql_where=part)


def downgrade() -> None:
    for name in reversed(PARTS):
        op.drop_index(name, table_name=TABLE)
    op.create_index(NAME, TABLE, ["organisation_id", "sent_on"])
