"""People: what was done for somebody under 18, as often as it was recorded. `rung` holds values of `Rung`."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "youth_handover",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.JSON(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=True),
        sa.Column(
            "agrees",
            sa.Enum("yes", "no", "not_asked", name="agrees", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "adult_told",
            sa.Enum(
                "here", "on_the_way", "not_yet", name="adult_told", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "signs_of_use",
            sa.Enum("no", "yes", "not_sure", name="signs_of_use", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("agreed", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "called_at IS NULL OR called_at <= recorded_at", name=op.f("ck_youth_handover_called_before_recorded")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_youth_handover_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_youth_handover_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_youth_handover")),
    )
    op.create_index(op.f("ix_youth_handover_episode_id"), "youth_handover", ["episode_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_youth_handover_episode_id"), table_name="youth_handover")
    op.drop_table("youth_handover")
