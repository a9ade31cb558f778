"""The day of a service is read by the time of its appointments: what is not recorded yet, and what was recorded today."""

import sqlalchemy as sa
from alembic import op

revision = "0169"
down_revision = "0168"

PARTS = {
    "ix_appointment_unrecorded": sa.text("outcome IS NULL AND superseded_at IS NULL"),
    "ix_appointment_recorded": sa.text("outcome IS NOT NULL AND superseded_at IS NULL"),
}


def upgrade() -> None:
    for name, part in PARTS.items():
        op.create_index(name, "appointment", ["starts_at", "id"], sqlite_where=part, postgresql_where=part)


def downgrade() -> None:
    for name in reversed(PARTS):
        op.drop_index(name, table_name="appointment")
