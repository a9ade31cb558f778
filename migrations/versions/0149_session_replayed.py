"""Auth: when the cookie of a session that has ended was last sent again, so that the log says so once a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0149"
down_revision = "0148"


def upgrade() -> None:
    with op.batch_alter_table("sign_in_session") as batch:
        batch.add_column(sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session") as batch:
        batch.drop_column("replayed_at")
