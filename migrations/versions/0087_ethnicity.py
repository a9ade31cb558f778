"""People: what somebody says their ethnicity is. Blank where nobody asked."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"

TABLE, COLUMN = "person_details", "ethnicity"
CODES = (
    *("W1", "W2", "W3", "W9", "M1", "M2", "M3", "M9", "A1", "A2", "A3", "A4", "A9", "B1", "B2", "B9", "O2", "O9"),
    *("NS-declined", "NS-not-understood"),
)


def upgrade() -> None:
    """Said in SQL, alike for both databases: SQLite would copy the whole table for a named CHECK, and need not."""
    if COLUMN in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        return
    codes = ", ".join(f"'{code}'" for code in CODES)
    op.execute(
        f"ALTER TABLE {TABLE} ADD COLUMN {COLUMN} VARCHAR(40)"
        f" CONSTRAINT ck_{TABLE}_{COLUMN} CHECK ({COLUMN} IN ({codes}))"
    )


def downgrade() -> None:
    """What was recorded is kept: a column that holds something stays, and nothing is lost."""
    ethnicity = sa.column(COLUMN)
    held = sa.select(sa.func.count()).select_from(sa.table(TABLE, ethnicity)).where(ethnicity.is_not(None))
    if op.get_bind().scalar(held) == 0:
        op.execute(f"ALTER TABLE {TABLE} DROP COLUMN {COLUMN}")
