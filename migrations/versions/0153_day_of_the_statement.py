"""Disposals: the day on which the victim first gave a statement for court."""

import sqlalchemy as sa
from alembic import op

revision = "0153"
down_revision = "0152"


def upgrade() -> None:
    op.add_column("fact_sheet", sa.Column("victim_statement_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("fact_sheet", "victim_statement_on")
