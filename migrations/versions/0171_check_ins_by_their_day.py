"""The check-ins that are due are read by the day on which somebody left."""

import sqlalchemy as sa
from alembic import op

revision = "0171"
down_revision = "0170"

STANDS = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_treatment_exit_exited_on",
        "treatment_exit",
        ["exited_on", "referral_id"],
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    op.drop_index("ix_treatment_exit_exited_on", table_name="treatment_exit")
