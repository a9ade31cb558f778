"""Disposals: every book of rules that a decision was taken under, to the letter."""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"


def upgrade() -> None:
    op.create_table(
        "rule_book",
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_rule_book_with_its_hash")),
        sa.CheckConstraint("NOT is_shipped OR loaded_by_id IS NULL", name=op.f("ck_rule_book_shipped_by_nobody")),
        sa.ForeignKeyConstraint(["loaded_by_id"], ["user_account.id"], name=op.f("fk_rule_book_loaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_book")),
        sa.UniqueConstraint("version", name=op.f("uq_rule_book_version")),
    )


def downgrade() -> None:
    op.drop_table("rule_book")
