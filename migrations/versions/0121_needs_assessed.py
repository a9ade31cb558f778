"""Engagement: needs as the service asked them, and each substance with its way of use."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"


def upgrade() -> None:
    op.create_table(
        "needs_assessed",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column(
            "said",
            sa.Enum(
                "named", "nothing", "would_not_say", name="said", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("injecting", sa.String(length=40), nullable=False),
        sa.Column(
            "overdose",
            sa.Enum(
                "yes", "no", "would_not_say", name="overdose", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("overdose_days", sa.Integer(), nullable=True),
        sa.Column(
            "mental_health",
            sa.Enum(
                "yes", "no", "would_not_say", name="mental_health", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("receiving", sa.String(length=40), nullable=True),
        sa.Column("housing", sa.String(length=40), nullable=False),
        sa.Column("children", sa.String(length=40), nullable=False),
        sa.Column(
            "pregnant",
            sa.Enum(
                "yes", "no", "would_not_say", name="pregnant", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("employment", sa.String(length=40), nullable=False),
        sa.Column(
            "safeguarding",
            sa.Enum(
                "yes", "no", "would_not_say", name="safeguarding", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "naloxone",
            sa.Enum(
                "supplied",
                "already_has",
                "declined",
                "not_offered",
                name="naloxone",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("naloxone_why", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f("ck_needs_assessed_superseded_with_why")
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_needs_assessed_superseded_by_a_row")
        ),
        sa.CheckConstraint(
            "overdose_days IS NULL OR overdose = 'yes'", name=op.f("ck_needs_assessed_days_of_an_overdose")
        ),
        sa.CheckConstraint(
            "(mental_health = 'yes') = (receiving IS NOT NULL)", name=op.f("ck_needs_assessed_a_need_says_what_help")
        ),
        sa.CheckConstraint(
            "(naloxone = 'not_offered') = (naloxone_why IS NOT NULL)",
            name=op.f("ck_needs_assessed_not_offered_says_why"),
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_needs_assessed_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_needs_assessed_referral_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["needs_assessed.id"], name=op.f("fk_needs_assessed_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_assessed")),
    )
    op.create_index(op.f("ix_needs_assessed_referral_id"), "needs_assessed", ["referral_id"], unique=False)
    op.create_index(
        "uq_needs_assessed_live",
        "needs_assessed",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "use_assessed",
        sa.Column("needs_assessed_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "substance",
            sa.Enum(
                "heroin",
                "methadone",
                "other_opiates",
                "crack",
                "cocaine_powder",
                "cocaine_unspecified",
                "cannabis",
                "synthetic_cannabinoids",
                "alcohol",
                "amphetamines",
                "benzodiazepines",
                "ketamine",
                "mdma",
                "gabapentinoids",
                "other_drugs",
                name="substance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("route", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["needs_assessed_id"], ["needs_assessed.id"], name=op.f("fk_use_assessed_needs_assessed_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_assessed")),
        sa.UniqueConstraint("needs_assessed_id", "position", name=op.f("uq_use_assessed_needs_assessed_id_position")),
        sa.UniqueConstraint("needs_assessed_id", "substance", name=op.f("uq_use_assessed_needs_assessed_id_substance")),
    )


def downgrade() -> None:
    op.drop_table("use_assessed")
    op.drop_table("needs_assessed")
