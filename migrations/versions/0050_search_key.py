"""People: the keys that a search looks under, filled for everybody who is recorded already."""

import sqlalchemy as sa
from alembic import op

# The keys are not history but what the rules say today: whoever changes those rules fills the table again.
from pathways.people.search.rules import keys_of

revision = "0050"
down_revision = "0049"

BATCH = 2_000


def upgrade() -> None:
    op.create_table(
        "search_key",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("given_names", sa.String(length=100), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_search_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_key")),
    )
    _fill()
    op.create_index("ix_search_key_key", "search_key", ["key"], unique=False)
    op.create_index(op.f("ix_search_key_person_id"), "search_key", ["person_id"], unique=False)


def _fill() -> None:
    columns = {"person_id": sa.Integer, "surname": sa.String, "given_names": sa.String, "date_of_birth": sa.Date}
    known = sa.table(
        "person_details",
        *(sa.column(name, kind) for name, kind in columns.items()),
        sa.column("superseded_at", sa.DateTime),
    )
    keys = sa.table(
        "search_key", sa.column("key", sa.String), *(sa.column(name, kind) for name, kind in columns.items())
    )
    live = sa.select(*(known.c[each] for each in columns)).where(known.c.superseded_at.is_(None))
    live = live.order_by(known.c.person_id)
    connection = op.get_bind()
    batch: list[dict[str, object]] = []
    for row in connection.execute(live).all():
        batch += [{"key": key, **row._mapping} for key in keys_of(row.surname, row.date_of_birth)]
        if len(batch) >= BATCH:
            connection.execute(keys.insert(), batch)
            batch = []
    if batch:
        connection.execute(keys.insert(), batch)


def downgrade() -> None:
    op.drop_index(op.f("ix_search_key_person_id"), table_name="search_key")
    op.drop_index("ix_search_key_key", table_name="search_key")
    op.drop_table("search_key")
