"""Auth: browsers in which somebody signed in. A name that strangers guessed at waits; its own user's device does not."""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0139"


def upgrade() -> None:
    op.create_table(
        "known_device",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_known_device_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint("user_id", "token_hash", name=op.f("uq_known_device_user_id_token_hash")),
    )
    op.create_index("ix_known_device_token_hash", "known_device", ["token_hash"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_known_device_token_hash", table_name="known_device")
    op.drop_table("known_device")
