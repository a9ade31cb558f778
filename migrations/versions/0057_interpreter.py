"""People: the interpreter's language, and whether the interpreter is there."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

TABLE = "detention"
COLUMNS = (("interpreter_language", sa.String(length=60)), ("interpreter_present", sa.Boolean()))


def upgrade() -> None:
    there = {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}
    for name, kind in COLUMNS:
        if name not in there:
            op.add_column(TABLE, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """What was recorded is kept: a column that holds something stays, and nothing is lost."""
    detentions = sa.table(TABLE, *(sa.column(name) for name, _ in COLUMNS))
    for name, _ in COLUMNS:
        held = sa.select(sa.func.count()).select_from(detentions).where(detentions.c[name].is_not(None))
        if op.get_bind().scalar(held) == 0:
            op.drop_column(TABLE, name)
