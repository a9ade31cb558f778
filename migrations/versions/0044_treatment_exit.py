"""Engagement: how and when the case was closed. `reason` is a code of the dated list `data/endings.csv`."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "treatment_exit",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("exited_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_treatment_exit_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_treatment_exit_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_exit")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_treatment_exit_referral_id")),
    )


def downgrade() -> None:
    op.drop_table("treatment_exit")
