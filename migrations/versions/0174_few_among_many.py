"""Who is in custody, who has died, and what is overdue for a provider: each few among many, read by an index of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0174"
down_revision = "0173"

IN_CUSTODY = sa.text("superseded_at IS NULL AND released_at IS NULL")
DIED = sa.text("died_at IS NOT NULL")
OPEN = sa.text("settled_at IS NULL")
OVERDUE = "ix_clock_told_organisation_id"


def upgrade() -> None:
    op.create_index(
        "ix_detention_in_custody",
        "detention",
        ["episode_id", "suite_id"],
        sqlite_where=IN_CUSTODY,
        postgresql_where=IN_CUSTODY,
    )
    op.create_index("ix_person_died", "person", ["id"], sqlite_where=DIED, postgresql_where=DIED)
    _overdue_by("organisation_id", "due_at", "id")


def downgrade() -> None:
    _overdue_by("organisation_id", "addressee", "due_at", "id")
    op.drop_index("ix_person_died", table_name="person")
    op.drop_index("ix_detention_in_custody", table_name="detention")


def _overdue_by(*columns: str) -> None:
    op.drop_index(OVERDUE, table_name="clock_told")
    op.create_index(OVERDUE, "clock_told", list(columns), sqlite_where=OPEN, postgresql_where=OPEN)
