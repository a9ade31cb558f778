"""Safeguarding: two people who each say that a service is to be avoided have each said it."""

import sqlalchemy as sa
from alembic import op

revision = "0134"
down_revision = "0133"

NAME, TABLE = "uq_service_to_avoid_live", "service_to_avoid"
COLUMNS = ["person_id", "service_id", "organisation_id"]
LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    columns = [*COLUMNS, "recorded_by_id"]
    op.create_index(NAME, TABLE, columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    # The older rule has room for one of them: the first stays, and the service is avoided as before.
    op.execute(
        "UPDATE service_to_avoid SET ended_at = recorded_at, ended_by_id = recorded_by_id "
        "WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM service_to_avoid AS earlier WHERE earlier.ended_at IS NULL "
        "AND earlier.person_id = service_to_avoid.person_id AND earlier.service_id = service_to_avoid.service_id "
        "AND earlier.organisation_id = service_to_avoid.organisation_id AND earlier.id < service_to_avoid.id)"
    )
    op.create_index(NAME, TABLE, COLUMNS, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
