"""Required assessments: at which appointment something happened; another may be booked after good cause."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"

COLUMN, CHANGE, REBOOKING = "booking", "appointment_change", "is_rebooking"
TABLES = ("required_assessment", "failure", "required_assessment_outcome", "follow_up", "follow_up_outcome")
LIVE, STANDS = sa.text("superseded_at IS NULL"), sa.text("taken_back_at IS NULL")
UNIQUE = {
    "uq_failure_of_a_requirement": ("failure", ["required_assessment_id", "kind"], STANDS),
    "uq_required_assessment_outcome_live": ("required_assessment_outcome", ["required_assessment_id"], LIVE),
    "uq_follow_up_outcome_live": ("follow_up_outcome", ["required_assessment_id"], LIVE),
}


def _one_each(*also: str) -> None:
    for name, (table, columns, where) in UNIQUE.items():
        op.create_index(name, table, [*columns, *also], unique=True, sqlite_where=where, postgresql_where=where)


def _drop_indexes() -> None:
    for name, (table, _, where) in UNIQUE.items():
        op.drop_index(name, table_name=table, sqlite_where=where, postgresql_where=where)


def _add(table_name: str, name: str, kind: sa.types.TypeEngine, default: sa.TextClause) -> None:
    with op.batch_alter_table(table_name) as table:
        table.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table(table_name) as table:
        table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def upgrade() -> None:
    if COLUMN in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLES[0])}:
        return
    _drop_indexes()
    for each in TABLES:
        _add(each, COLUMN, sa.Integer(), sa.text("1"))
    _add(CHANGE, REBOOKING, sa.Boolean(), sa.false())
    _one_each(COLUMN)


def downgrade() -> None:
    """Where another appointment was booked, the tables stay as they are: an outcome would have to go."""
    for each in TABLES:
        table = sa.table(each, sa.column(COLUMN, sa.Integer))
        if op.get_bind().scalar(sa.select(sa.func.count()).select_from(table).where(table.c[COLUMN] > 1)):
            return
    _drop_indexes()
    for each in TABLES:
        with op.batch_alter_table(each) as table:
            table.drop_column(COLUMN)
    with op.batch_alter_table(CHANGE) as table:
        table.drop_column(REBOOKING)
    _one_each()
