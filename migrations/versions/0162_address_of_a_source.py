"""Changes of the law: an address where the source can be read."""

import sqlalchemy as sa
from alembic import op

revision = "0162"
down_revision = "0161"


def upgrade() -> None:
    with op.batch_alter_table("law_change") as batch:
        batch.add_column(sa.Column("source_url", sa.String(length=300), nullable=True))
        batch.create_check_constraint(
            op.f("ck_law_change_source_url_begins_with_https"), "source_url IS NULL OR source_url LIKE 'https://%'"
        )


def downgrade() -> None:
    with op.batch_alter_table("law_change") as batch:
        batch.drop_constraint(op.f("ck_law_change_source_url_begins_with_https"), type_="check")
        batch.drop_column("source_url")
