"""Engagement: the day a person engaged, with the definition and version it was recorded under."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.create_table(
        "engagement",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("engaged_on", sa.Date(), nullable=False),
        sa.Column("definition", sa.String(length=40), nullable=False),
        sa.Column("definition_version", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f("ck_engagement_superseded_with_why")
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_engagement_superseded_by_a_row")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_engagement_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_engagement_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_engagement_referral_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["engagement.id"], name=op.f("fk_engagement_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index("ix_engagement_person_id", "engagement", ["person_id", "engaged_on"], unique=False)
    op.create_index(op.f("ix_engagement_referral_id"), "engagement", ["referral_id"], unique=False)
    op.create_index(
        "uq_engagement_live",
        "engagement",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_engagement_live",
        table_name="engagement",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_engagement_referral_id"), table_name="engagement")
    op.drop_index("ix_engagement_person_id", table_name="engagement")
    op.drop_table("engagement")
