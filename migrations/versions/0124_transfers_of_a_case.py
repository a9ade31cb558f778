"""Referrals: the transfers of a case are found by the case, those that ended too."""

from alembic import op

revision = "0124"
down_revision = "0123"

INDEX, TABLE = "ix_referral_transfer_referral_id", "referral_transfer"


def upgrade() -> None:
    op.create_index(INDEX, TABLE, ["referral_id"], unique=False)


def downgrade() -> None:
    op.drop_index(INDEX, table_name=TABLE)
