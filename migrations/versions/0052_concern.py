"""Safeguarding: a concern of exploitation, and its review by a decision-maker."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    op.create_table(
        "concern",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("force_id", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column(
            "immediate_danger",
            sa.Enum("yes", "no", name="immediate_danger", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("danger_done", sa.String(length=400), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("passed_to", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "agreed",
            sa.Enum("yes", "no", "not_asked", name="agreed", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("review_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL) AND (reviewed_at IS NULL) = (passed_to IS NULL)"
            " AND (reviewed_at IS NULL) = (agreed IS NULL) AND (reviewed_at IS NULL) = (review_reason IS NULL)",
            name=op.f("ck_concern_reviewed_whole"),
        ),
        sa.CheckConstraint(
            "immediate_danger = 'no' OR danger_done IS NOT NULL", name=op.f("ck_concern_danger_answered")
        ),
        sa.CheckConstraint("reviewed_at IS NULL OR reviewed_at >= raised_at", name=op.f("ck_concern_reviewed_after")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_concern_episode_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_concern_organisation_id")),
        sa.ForeignKeyConstraint(["force_id"], ["organisation.id"], name=op.f("fk_concern_force_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["user_account.id"], name=op.f("fk_concern_raised_by_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["user_account.id"], name=op.f("fk_concern_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    op.create_index(op.f("ix_concern_episode_id"), "concern", ["episode_id"], unique=False)
    op.create_index("ix_concern_force_id_reviewed_at", "concern", ["force_id", "reviewed_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_concern_force_id_reviewed_at", table_name="concern")
    op.drop_index(op.f("ix_concern_episode_id"), table_name="concern")
    op.drop_table("concern")
