"""A referral keeps whether the person died, and the inbox and the caseload are read apart from them."""

import sqlalchemy as sa
from alembic import op

revision = "0175"
down_revision = "0174"

TABLE, COLUMN = "referral", "person_died"
WAITS = sa.text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')")
WITH_A_SERVICE = sa.text("accepted_at IS NOT NULL AND closed_at IS NULL")
APART = "ix_referral_caseload_apart"
INDEXES = {
    "ix_referral_inbox": (["organisation_id"], ["inbox_turn", "due_on", "sent_at", "id"], WAITS),
    "ix_referral_keyworker": (["keyworker_id"], ["accepted_at", "id"], WITH_A_SERVICE),
}


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE referral SET person_died = true WHERE person_id IN (SELECT own.id FROM person own"
        " JOIN person stays ON stays.id = coalesce(own.merged_into_id, own.id) WHERE stays.died_at IS NOT NULL)"
    )
    columns = ["organisation_id", COLUMN, "accepted_at", "id"]
    op.create_index(APART, TABLE, columns, sqlite_where=WITH_A_SERVICE, postgresql_where=WITH_A_SERVICE)
    _index_anew([COLUMN])


def downgrade() -> None:
    op.drop_index(APART, table_name=TABLE)
    _index_anew([])
    op.drop_column(TABLE, COLUMN)


def _index_anew(apart: list[str]) -> None:
    for name, (of, order, part) in INDEXES.items():
        op.drop_index(name, table_name=TABLE)
        op.create_index(name, TABLE, [*of, *apart, *order], sqlite_where=part, postgresql_where=part)
