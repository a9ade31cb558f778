"""Drafts: what a list was searched for is kept for a shift, so that its address holds no name."""

import sqlalchemy as sa
from alembic import op

revision = "0152"
down_revision = "0151"


def upgrade() -> None:
    op.create_table(
        "kept_search",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_kept_search_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_search")),
        sa.UniqueConstraint("user_id", "reference", name=op.f("uq_kept_search_user_id_reference")),
    )
    op.create_index(op.f("ix_kept_search_searched_at"), "kept_search", ["searched_at"])


def downgrade() -> None:
    op.drop_table("kept_search")
