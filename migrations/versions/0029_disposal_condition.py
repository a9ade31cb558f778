"""Disposals: one condition. A service reports; only an officer's acceptance makes it met. `object` follows from the kind."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "disposal_condition",
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "drug_assessment",
                "drug_awareness_course",
                "structured_treatment_engagement",
                "alcohol_session",
                "naloxone_training_offer",
                "mental_health_assessment",
                "needs_assessment",
                "apology",
                "compensation",
                "repair",
                "community_work",
                "no_contact",
                "exclusion_area",
                "financial_penalty",
                "attendance_other",
                name="condition_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "object",
            sa.Enum(
                "rehabilitative",
                "reparative",
                "punitive",
                name="condition_object",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column(
            "proof",
            sa.Enum(
                "attendance_log",
                "provider_letter",
                "receipt",
                "officer_check",
                name="condition_proof",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "met",
                "not_met",
                "excused",
                "varied",
                "cancelled",
                name="condition_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reported_as",
            sa.Enum("met", "not_met", name="condition_reported", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'met') = (accepted_at IS NOT NULL)", name=op.f("ck_disposal_condition_met_when_accepted")
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_disposal_condition_acceptance_whole")
        ),
        sa.CheckConstraint(
            "(reported_as IS NULL) = (reported_on IS NULL) AND (reported_as IS NULL) = (reported_by_id IS NULL)",
            name=op.f("ck_disposal_condition_report_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["user_account.id"], name=op.f("fk_disposal_condition_accepted_by_id")
        ),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_disposal_condition_disposal_id")),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user_account.id"], name=op.f("fk_disposal_condition_reported_by_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_disposal_condition_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_condition")),
    )
    op.create_index(op.f("ix_disposal_condition_disposal_id"), "disposal_condition", ["disposal_id"], unique=False)
    op.create_index(op.f("ix_disposal_condition_service_id"), "disposal_condition", ["service_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_disposal_condition_service_id"), table_name="disposal_condition")
    op.drop_index(op.f("ix_disposal_condition_disposal_id"), table_name="disposal_condition")
    op.drop_table("disposal_condition")
