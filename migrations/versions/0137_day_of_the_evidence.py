"""Disposals: the day on which a prosecutor had enough evidence to charge, for a motor vehicle taken without consent."""

import sqlalchemy as sa
from alembic import op

revision = "0137"
down_revision = "0136"


def upgrade() -> None:
    op.add_column("fact_sheet", sa.Column("prosecutor_evidence_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("fact_sheet", "prosecutor_evidence_on")
