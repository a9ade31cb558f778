"""Referrals: the caseload has its own order, a provider's and a keyworker's."""

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0108"

OPEN = sa.text("accepted_at IS NOT NULL AND closed_at IS NULL")
INDEXES = {"ix_referral_caseload": "organisation_id", "ix_referral_keyworker": "keyworker_id"}


def upgrade() -> None:
    for name, column in INDEXES.items():
        columns = [column, "accepted_at", "id"]
        op.create_index(name, "referral", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "referral")
