"""People: a detention that went on at another suite."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    op.create_table(
        "custody_transfer",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("from_suite_id", sa.Integer(), nullable=False),
        sa.Column("to_suite_id", sa.Integer(), nullable=False),
        sa.Column("from_record_no", sa.String(length=30), nullable=False),
        sa.Column("to_record_no", sa.String(length=30), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("arrived_at >= left_at", name=op.f("ck_custody_transfer_arrived_after_leaving")),
        sa.CheckConstraint("from_suite_id <> to_suite_id", name=op.f("ck_custody_transfer_to_another_suite")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_custody_transfer_episode_id")),
        sa.ForeignKeyConstraint(["from_suite_id"], ["suite.id"], name=op.f("fk_custody_transfer_from_suite_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_custody_transfer_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["to_suite_id"], ["suite.id"], name=op.f("fk_custody_transfer_to_suite_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_transfer")),
    )
    op.create_index(op.f("ix_custody_transfer_episode_id"), "custody_transfer", ["episode_id"], unique=False)
    op.create_index(op.f("ix_custody_transfer_from_suite_id"), "custody_transfer", ["from_suite_id"], unique=False)
    op.create_index(op.f("ix_custody_transfer_to_suite_id"), "custody_transfer", ["to_suite_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_custody_transfer_to_suite_id"), table_name="custody_transfer")
    op.drop_index(op.f("ix_custody_transfer_from_suite_id"), table_name="custody_transfer")
    op.drop_index(op.f("ix_custody_transfer_episode_id"), table_name="custody_transfer")
    op.drop_table("custody_transfer")
