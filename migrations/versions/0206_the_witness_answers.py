"""Whoever keeps the Board's minutes answers by a link whether these say that figures were shown."""

import sqlalchemy as sa
from alembic import op

revision = "0206"
down_revision = "0205"

ANSWERED = sa.text("used_at IS NOT NULL")
USED = "(used_at IS NULL) = (used_key IS NULL) AND (used_at IS NULL) = (answered_by IS NULL)"


def upgrade() -> None:
    op.create_table(
        "witness_link",
        sa.Column("showing_id", sa.Integer(), nullable=False),
        sa.Column("used_key", sa.String(64)),
        sa.Column("answered_by", sa.String(120)),
        sa.Column("minute", sa.String(120)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(USED, name=op.f("ck_witness_link_used_whole")),
        sa.CheckConstraint("minute IS NULL OR used_at IS NOT NULL", name=op.f("ck_witness_link_minute_if_used")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_witness_link_expires_after_it_was_made")),
        sa.ForeignKeyConstraint(["showing_id"], ["board_showing.id"], name=op.f("fk_witness_link_showing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_witness_link_token_hash")),
    )
    op.create_index(op.f("ix_witness_link_showing_id"), "witness_link", ["showing_id"])
    op.create_index(
        "uq_witness_link_answered",
        "witness_link",
        ["showing_id"],
        unique=True,
        sqlite_where=ANSWERED,
        postgresql_where=ANSWERED,
    )


def downgrade() -> None:
    op.drop_table("witness_link")
