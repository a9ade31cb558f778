"""The list of what somebody sent reads its fifty in their order, and not all that they ever sent."""

from alembic import op

revision = "0170"
down_revision = "0169"

NAME, TABLE = "ix_referral_sent_by_id", "referral"


def upgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["sent_by_id", "first_submitted_at", "id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["sent_by_id", "sent_at"])
