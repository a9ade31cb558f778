"""Who is in custody at a suite, and who left it lately, are found by an index: the board asks it at every look."""

import sqlalchemy as sa
from alembic import op

revision = "0166"
down_revision = "0165"

LIVE = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_detention_suite_id_live",
        "detention",
        ["suite_id", "released_at"],
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    op.drop_index("ix_detention_suite_id_live", table_name="detention")
