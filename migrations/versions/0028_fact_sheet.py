"""Disposals: the answers an officer gave about one episode. One row is live; the rest say what was known before."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "fact_sheet",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("offence_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_fact_sheet_superseded_when_named")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_fact_sheet_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_fact_sheet_recorded_by_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["fact_sheet.id"], name=op.f("fk_fact_sheet_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_sheet")),
    )
    op.create_index(op.f("ix_fact_sheet_episode_id"), "fact_sheet", ["episode_id"], unique=False)
    op.create_index(
        "uq_fact_sheet_live",
        "fact_sheet",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_fact_sheet_live",
        table_name="fact_sheet",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_fact_sheet_episode_id"), table_name="fact_sheet")
    op.drop_table("fact_sheet")
