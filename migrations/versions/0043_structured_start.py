"""Engagement: the start of structured treatment. `modality` is a code of the dated list `data/modalities.csv`."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "structured_start",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(length=10), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)",
            name=op.f("ck_structured_start_superseded_with_why"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL",
            name=op.f("ck_structured_start_superseded_by_a_row"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_structured_start_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_structured_start_referral_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["structured_start.id"], name=op.f("fk_structured_start_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structured_start")),
    )
    op.create_index(op.f("ix_structured_start_referral_id"), "structured_start", ["referral_id"], unique=False)
    op.create_index(
        "uq_structured_start_live",
        "structured_start",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_structured_start_live",
        table_name="structured_start",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_structured_start_referral_id"), table_name="structured_start")
    op.drop_table("structured_start")
