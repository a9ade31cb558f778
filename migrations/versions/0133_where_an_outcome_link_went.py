"""A link that asks after an appointment: to which address it went. Of those that work now nobody knows: sent anew."""

import sqlalchemy as sa
from alembic import op

revision = "0133"
down_revision = "0132"


def upgrade() -> None:
    with op.batch_alter_table("outcome_link") as batch:
        batch.add_column(sa.Column("sent_to", sa.String(254), nullable=False, server_default=""))
    with op.batch_alter_table("outcome_link") as batch:
        batch.alter_column("sent_to", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outcome_link") as batch:
        batch.drop_column("sent_to")
