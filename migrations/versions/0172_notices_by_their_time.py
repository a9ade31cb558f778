"""Whose outcome was recorded lately is read by the time on the notices, the latest first."""

import sqlalchemy as sa
from alembic import op

revision = "0172"
down_revision = "0171"

SERVED = sa.text("superseded_at IS NULL AND notice_served_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_required_assessment_initial_at",
        "required_assessment",
        ["initial_at", "id"],
        sqlite_where=SERVED,
        postgresql_where=SERVED,
    )


def downgrade() -> None:
    op.drop_index("ix_required_assessment_initial_at", table_name="required_assessment")
