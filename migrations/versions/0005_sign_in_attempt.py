"""Auth: a try that has not turned out right. The typed name is kept only as a keyed hash: people type passwords there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_address"), "sign_in_attempt", ["address"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_name_key"), "sign_in_attempt", ["name_key"], unique=False)
    op.create_index(op.f("ix_sign_in_attempt_tried_at"), "sign_in_attempt", ["tried_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_attempt_tried_at"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_name_key"), table_name="sign_in_attempt")
    op.drop_index(op.f("ix_sign_in_attempt_address"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
