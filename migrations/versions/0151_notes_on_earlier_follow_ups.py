"""Engagement: a note on the time of a follow-up that a further notice had changed."""

import sqlalchemy as sa
from alembic import op

revision = "0151"
down_revision = "0150"

TABLE = "earlier_time_note"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("appointment_change_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("follow_up_id", sa.Integer()))
        batch.create_foreign_key(op.f(f"fk_{TABLE}_follow_up_id"), "follow_up", ["follow_up_id"], ["id"])
        batch.create_check_constraint(
            op.f(f"ck_{TABLE}_of_one_appointment"), "(appointment_change_id IS NULL) != (follow_up_id IS NULL)"
        )


def downgrade() -> None:
    op.execute("DELETE FROM earlier_time_note WHERE appointment_change_id IS NULL")
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(f"ck_{TABLE}_of_one_appointment"), type_="check")
        batch.drop_constraint(op.f(f"fk_{TABLE}_follow_up_id"), type_="foreignkey")
        batch.drop_column("follow_up_id")
        batch.alter_column("appointment_change_id", existing_type=sa.Integer(), nullable=False)
