"""Disposals: a condition that was varied, and the one in its place."""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"


def upgrade() -> None:
    op.create_table(
        "condition_variation",
        sa.Column("condition_id", sa.Integer(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("condition_id <> replaced_by_id", name=op.f("ck_condition_variation_by_another")),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["disposal_condition.id"], name=op.f("fk_condition_variation_condition_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["disposal_event.id"], name=op.f("fk_condition_variation_event_id")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["disposal_condition.id"], name=op.f("fk_condition_variation_replaced_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_variation")),
        sa.UniqueConstraint("condition_id", name=op.f("uq_condition_variation_condition_id")),
        sa.UniqueConstraint("replaced_by_id", name=op.f("uq_condition_variation_replaced_by_id")),
    )


def downgrade() -> None:
    op.drop_table("condition_variation")
