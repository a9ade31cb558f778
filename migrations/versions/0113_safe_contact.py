"""Engagement: how somebody in treatment may be reached, and what a text may hold."""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"


def upgrade() -> None:
    op.create_table(
        "safe_contact",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "text",
                "call",
                "letter",
                "someone_else",
                "meet",
                "no_phone",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column(
            "holds",
            sa.Enum("number", "day_and_time", name="holds", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("holds = 'number' OR way = 'text'", name=op.f("ck_safe_contact_only_a_text_holds_a_time")),
        sa.CheckConstraint(
            "way NOT IN ('text', 'call') OR number IS NOT NULL", name=op.f("ck_safe_contact_number_for_a_phone")
        ),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f("ck_safe_contact_superseded_with_why")
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_safe_contact_superseded_by_a_row")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_safe_contact_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_safe_contact_referral_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["safe_contact.id"], name=op.f("fk_safe_contact_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_contact")),
    )
    op.create_index(op.f("ix_safe_contact_referral_id"), "safe_contact", ["referral_id"], unique=False)
    op.create_index(
        "uq_safe_contact_live",
        "safe_contact",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_safe_contact_live",
        table_name="safe_contact",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_safe_contact_referral_id"), table_name="safe_contact")

    op.drop_table("safe_contact")
