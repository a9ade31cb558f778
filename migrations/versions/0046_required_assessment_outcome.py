"""Engagement: what became of a required assessment, as the assessor reports it."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.create_table(
        "required_assessment_outcome",
        sa.Column("required_assessment_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "attended_remained",
                "failed_to_attend",
                "failed_to_remain",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_to_police_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'attended_remained') = (reported_to_police_at IS NULL)",
            name=op.f("ck_required_assessment_outcome_a_failure_is_reported"),
        ),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)",
            name=op.f("ck_required_assessment_outcome_superseded_with_why"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL",
            name=op.f("ck_required_assessment_outcome_superseded_by_a_row"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_required_assessment_outcome_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_required_assessment_outcome_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["required_assessment_id"],
            ["required_assessment.id"],
            name=op.f("fk_required_assessment_outcome_required_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"],
            ["required_assessment_outcome.id"],
            name=op.f("fk_required_assessment_outcome_superseded_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_assessment_outcome")),
    )
    op.create_index(
        op.f("ix_required_assessment_outcome_referral_id"), "required_assessment_outcome", ["referral_id"], unique=False
    )
    op.create_index(
        op.f("ix_required_assessment_outcome_required_assessment_id"),
        "required_assessment_outcome",
        ["required_assessment_id"],
        unique=False,
    )
    op.create_index(
        "uq_required_assessment_outcome_live",
        "required_assessment_outcome",
        ["required_assessment_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_required_assessment_outcome_live",
        table_name="required_assessment_outcome",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(
        op.f("ix_required_assessment_outcome_required_assessment_id"), table_name="required_assessment_outcome"
    )
    op.drop_index(op.f("ix_required_assessment_outcome_referral_id"), table_name="required_assessment_outcome")
    op.drop_table("required_assessment_outcome")
