"""Organisations: their work e-mail may end in several ways."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0161"
down_revision = "0160"


def upgrade() -> None:
    op.add_column("organisation", sa.Column("further_domains", sa.JSON(none_as_null=True), nullable=True))
    _rewrite_proposals(
        lambda content: {
            "email_domains": [content["email_domain"]],
            "before": [content["before"]] if content["before"] else [],
        }
    )


def downgrade() -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("further_domains")
    _rewrite_proposals(
        lambda content: {"email_domain": content["email_domains"][0], "before": (content["before"] or [""])[0]}
    )


def _rewrite_proposals(anew: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """What was proposed about mail domains stays to be read, and what waits to be decided."""
    rows = sa.table("access_proposal", sa.column("id"), sa.column("kind"), sa.column("content", sa.JSON))
    connection = op.get_bind()
    asked = sa.select(rows.c.id, rows.c.content).where(rows.c.kind == "domain")
    for number, content in connection.execute(asked).all():
        connection.execute(sa.update(rows).where(rows.c.id == number).values(content=anew(content)))
