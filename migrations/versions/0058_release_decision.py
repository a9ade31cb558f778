"""People: how somebody will be released, as decided, and whether they are held only for a sample."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    op.create_table(
        "release_decision",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "on_bail",
                "without_bail",
                "no_further_action",
                "charged_bail",
                "remanded",
                name="release_decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_only_for_sample", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "held_only_for_sample = false OR decision NOT IN ('without_bail', 'no_further_action')",
            name=op.f("ck_release_decision_no_hold_without_bail"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_release_decision_decided_with_its_time")
        ),
        sa.CheckConstraint(
            "held_only_for_sample = false OR decision IS NOT NULL", name=op.f("ck_release_decision_held_once_decided")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_release_decision_episode_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_release_decision_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_decision")),
    )
    op.create_index(op.f("ix_release_decision_episode_id"), "release_decision", ["episode_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_release_decision_episode_id"), table_name="release_decision")
    op.drop_table("release_decision")
