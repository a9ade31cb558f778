"""Drafts: a form that went through, and where it led: the same form posted again is led there too."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "post_key",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=400), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_post_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_key")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_post_key_user_id_key")),
    )
    op.create_index(op.f("ix_post_key_done_at"), "post_key", ["done_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_post_key_done_at"), table_name="post_key")
    op.drop_table("post_key")
