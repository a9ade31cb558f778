"""People: an auditor says what many misses in a row were, and they leave the open list."""

import sqlalchemy as sa
from alembic import op

revision = "0154"
down_revision = "0153"


def upgrade() -> None:
    op.create_table(
        "misses_closed",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('old_links', 'mistake', 'counting', 'not_clear')", name=op.f("ck_misses_closed_outcome")
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user_account.id"], name=op.f("fk_misses_closed_closed_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_misses_closed_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misses_closed")),
        sa.UniqueConstraint("event_id", name=op.f("uq_misses_closed_event_id")),
    )


def downgrade() -> None:
    op.drop_table("misses_closed")
