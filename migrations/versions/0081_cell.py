"""People: the cell of a detention, which changes with each move inside the suite."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"

TABLE, COLUMN = "detention", "cell"


def upgrade() -> None:
    if COLUMN not in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        op.add_column(TABLE, sa.Column(COLUMN, sa.String(length=20), nullable=True))


def downgrade() -> None:
    """What was recorded is kept: a column that holds something stays, and nothing is lost."""
    cell = sa.column(COLUMN)
    held = sa.select(sa.func.count()).select_from(sa.table(TABLE, cell)).where(cell.is_not(None))
    if op.get_bind().scalar(held) == 0:
        op.drop_column(TABLE, COLUMN)
