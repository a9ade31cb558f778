"""Documents: a scan is kept as it was drawn anew, with the hash of the file that was sent beside its own."""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0140"

TABLE, COLUMN = "received_paper", "sent_sha256"
CHECK = "ck_received_paper_with_the_hash_of_what_was_sent"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, sa.String(length=64), nullable=True))
    # Until now the bytes that were sent were those that were kept.
    op.execute("UPDATE received_paper SET sent_sha256 = sha256")
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column(COLUMN, existing_type=sa.String(length=64), nullable=False)
        batch.create_check_constraint(op.f(CHECK), "length(sent_sha256) = 64")


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_column(COLUMN)
