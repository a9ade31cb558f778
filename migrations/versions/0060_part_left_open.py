"""People: why a part of the pathway was not done when somebody was released."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.create_table(
        "part_left_open",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "declined",
                "not_fit",
                "nobody_to_help",
                "no_time",
                "not_needed",
                "later",
                "other",
                name="why_not_done",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("why <> 'other' OR note IS NOT NULL", name=op.f("ck_part_left_open_other_in_own_words")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_part_left_open_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_part_left_open_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_left_open")),
    )
    op.create_index(op.f("ix_part_left_open_episode_id"), "part_left_open", ["episode_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_part_left_open_episode_id"), table_name="part_left_open")
    op.drop_table("part_left_open")
