"""Engagement: one attended assessment: what the person says they use, and the needs agreed. Clinical: police never see it."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("attended_on", sa.Date(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("uses_substances", sa.Boolean(), nullable=False),
        sa.Column("needs_agreed", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f("ck_assessment_superseded_with_why")
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_assessment_superseded_by_a_row")
        ),
        sa.ForeignKeyConstraint(["assessor_id"], ["user_account.id"], name=op.f("fk_assessment_assessor_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessment_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_assessment_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_assessment_referral_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["assessment.id"], name=op.f("fk_assessment_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_attended_on", "assessment", ["attended_on", "person_id"], unique=False)
    op.create_index(op.f("ix_assessment_person_id"), "assessment", ["person_id"], unique=False)
    op.create_index(op.f("ix_assessment_referral_id"), "assessment", ["referral_id"], unique=False)
    op.create_index(
        "uq_assessment_live",
        "assessment",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_assessment_live",
        table_name="assessment",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_assessment_referral_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_person_id"), table_name="assessment")
    op.drop_index("ix_assessment_attended_on", table_name="assessment")
    op.drop_table("assessment")
