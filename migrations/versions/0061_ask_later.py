"""Arrest tests: why a sample is not asked for yet, and when somebody looks again."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    op.create_table(
        "ask_later",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "too_intoxicated",
                "not_fit",
                "no_appropriate_adult",
                "no_interpreter",
                "violent",
                "asleep",
                "solicitor",
                "other",
                name="why_later",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("ask_again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("why <> 'other' OR note IS NOT NULL", name=op.f("ck_ask_later_other_in_own_words")),
        sa.CheckConstraint("ask_again_at > recorded_at", name=op.f("ck_ask_later_asked_again_later")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_ask_later_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_ask_later_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_later")),
    )
    op.create_index(op.f("ix_ask_later_episode_id"), "ask_later", ["episode_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ask_later_episode_id"), table_name="ask_later")
    op.drop_table("ask_later")
