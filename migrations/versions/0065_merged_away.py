"""People: index those who were merged away, and nobody else; SQLite would rather read everybody than use the old one."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"

INDEX = "ix_person_merged_into_id"
MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(INDEX, table_name="person")
    op.create_index(INDEX, "person", ["merged_into_id"], unique=False, sqlite_where=MERGED, postgresql_where=MERGED)


def downgrade() -> None:
    op.drop_index(INDEX, table_name="person", sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_index(INDEX, "person", ["merged_into_id"], unique=False)
