"""Authority for a test: the inspector says that an oral one is not what they said, and what they did say."""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0159"

TABLE = "authority"
WITH_WORDS, ONE_OF_TWO = "ck_authority_disowned_with_words", "ck_authority_confirmed_or_disowned"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("disowned_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("disowned_words", sa.Text(), nullable=True))
        table.create_check_constraint(op.f(WITH_WORDS), "(disowned_at IS NULL) = (disowned_words IS NULL)")
        table.create_check_constraint(op.f(ONE_OF_TWO), "disowned_at IS NULL OR confirmed_in_writing_at IS NULL")


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(ONE_OF_TWO), type_="check")
        table.drop_constraint(op.f(WITH_WORDS), type_="check")
        table.drop_column("disowned_words")
        table.drop_column("disowned_at")
