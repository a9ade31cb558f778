"""Arrest tests: which sample of a detention a sample is; a second one where the regime of the day allows it."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"

TABLE, COLUMN = "drug_test", "sample_seq"
ONE, OF_DETENTION = "uq_drug_test_one_sample_a_detention", "uq_drug_test_sample_of_a_detention"
RULE = "ck_drug_test_first_or_second_sample"
TAKEN = sa.text("outcome = 'sample_given' AND superseded_at IS NULL AND NOT is_irregular")


def _one_each(name: str, *columns: str) -> None:
    op.create_index(name, TABLE, list(columns), unique=True, sqlite_where=TAKEN, postgresql_where=TAKEN)


def upgrade() -> None:
    if COLUMN in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        return
    op.drop_index(ONE, table_name=TABLE)
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column(COLUMN, sa.Integer(), nullable=False, server_default="1"))
        table.create_check_constraint(op.f(RULE), f"{COLUMN} BETWEEN 1 AND 2")
    with op.batch_alter_table(TABLE) as table:
        table.alter_column(COLUMN, existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    _one_each(OF_DETENTION, "continuous_detention", COLUMN)


def downgrade() -> None:
    """Where a second sample was taken, the table stays as it is: one of the two would have to go."""
    tests = sa.table(TABLE, sa.column(COLUMN, sa.Integer))
    second = sa.select(sa.func.count()).select_from(tests).where(tests.c[COLUMN] > 1)
    if op.get_bind().scalar(second):
        return
    op.drop_index(OF_DETENTION, table_name=TABLE)
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(RULE), type_="check")
        table.drop_column(COLUMN)
    _one_each(ONE, "continuous_detention")
