"""Engagement: what became of a required assessment may be recorded where there is no referral."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

TABLE = "required_assessment_outcome"


def _let_be_empty(nullable: bool) -> None:
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("referral_id", existing_type=sa.Integer(), nullable=nullable)


def upgrade() -> None:
    _let_be_empty(nullable=True)


def downgrade() -> None:
    """Reports made without a referral are kept: where there is one, the column stays as it is, and nothing is lost."""
    outcomes = sa.table(TABLE, sa.column("referral_id"))
    without = sa.select(sa.func.count()).select_from(outcomes).where(outcomes.c.referral_id.is_(None))
    if op.get_bind().scalar(without) == 0:
        _let_be_empty(nullable=False)
