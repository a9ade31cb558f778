"""Engagement: the day the care plan was agreed with the person: on the caseload from then."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "care_plan",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f("ck_care_plan_superseded_with_why")
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_care_plan_superseded_by_a_row")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_care_plan_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_care_plan_referral_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["care_plan.id"], name=op.f("fk_care_plan_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_plan")),
    )
    op.create_index(op.f("ix_care_plan_referral_id"), "care_plan", ["referral_id"], unique=False)
    op.create_index(
        "uq_care_plan_live",
        "care_plan",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_care_plan_live",
        table_name="care_plan",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_care_plan_referral_id"), table_name="care_plan")
    op.drop_table("care_plan")
