"""Disposals: why words about a test stand in reasons that are said not to rest on it."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

TABLE, COLUMN = "disposal", "words_stand_because"


def upgrade() -> None:
    if COLUMN not in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        op.add_column(TABLE, sa.Column(COLUMN, sa.Text(), nullable=True))


def downgrade() -> None:
    """Reasons that were given are kept: where there is one, the column stays, and nothing is lost."""
    disposals = sa.table(TABLE, sa.column(COLUMN))
    given = sa.select(sa.func.count()).select_from(disposals).where(disposals.c[COLUMN].is_not(None))
    if op.get_bind().scalar(given) == 0:
        op.drop_column(TABLE, COLUMN)
