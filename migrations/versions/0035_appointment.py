"""Referrals: an appointment offered. The first is made by accepting, all later ones by the engagement stage."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "in_person", "phone", "video", name="channel", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "assessment",
                "structured",
                "other",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "attended",
                "did_not_attend",
                "cancelled_by_person",
                "cancelled_by_service",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (outcome_by_id IS NULL)",
            name=op.f("ck_appointment_outcome_with_who_and_when"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_appointment_superseded_with_when")
        ),
        sa.ForeignKeyConstraint(["offered_by_id"], ["user_account.id"], name=op.f("fk_appointment_offered_by_id")),
        sa.ForeignKeyConstraint(["outcome_by_id"], ["user_account.id"], name=op.f("fk_appointment_outcome_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_appointment_referral_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["appointment.id"], name=op.f("fk_appointment_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_referral_id"), "appointment", ["referral_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_appointment_referral_id"), table_name="appointment")
    op.drop_table("appointment")
