"""Referrals: a partner service joins, with a named lead on both sides."""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"

TABLE = "joint_plan"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("partner_service_id", sa.Integer(), nullable=False),
        sa.Column("lead_there", sa.String(length=120), nullable=False),
        sa.Column("lead_here_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)",
            name=op.f("ck_joint_plan_ended_whole"),
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_joint_plan_referral_id")),
        sa.ForeignKeyConstraint(["partner_service_id"], ["service.id"], name=op.f("fk_joint_plan_partner_service_id")),
        sa.ForeignKeyConstraint(["lead_here_id"], ["user_account.id"], name=op.f("fk_joint_plan_lead_here_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_joint_plan_asked_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_joint_plan_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_plan")),
    )
    op.create_index(op.f("ix_joint_plan_referral_id"), TABLE, ["referral_id"], unique=False)
    live = sa.text("ended_at IS NULL")
    columns = ["referral_id", "partner_service_id"]
    op.create_index("uq_joint_plan_live", TABLE, columns, unique=True, sqlite_where=live, postgresql_where=live)
    columns = ["partner_service_id", "id"]
    op.create_index("ix_joint_plan_partner", TABLE, columns, unique=False, sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    op.drop_table(TABLE)
