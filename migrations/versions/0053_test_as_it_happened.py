"""Arrest tests: an entry may say what really happened, against the rules; such a sample does not bar the first."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

TABLE, COLUMN, INDEX = "drug_test", "is_irregular", "uq_drug_test_one_sample_a_detention"
IN_ORDER = {
    "ck_drug_test_sample_after_a_warning": "outcome <> 'sample_given' OR warned_at IS NOT NULL",
    "ck_drug_test_warned_before_asked": "warned_at IS NULL OR requested_at IS NULL OR warned_at <= requested_at",
    "ck_drug_test_taken_after_asked": "taken_at IS NULL OR taken_at >= requested_at",
}
ONE_SAMPLE = "outcome = 'sample_given' AND superseded_at IS NULL"


def _one_sample(where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        INDEX, TABLE, ["continuous_detention"], unique=True, sqlite_where=condition, postgresql_where=condition
    )


def upgrade() -> None:
    if COLUMN in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        return
    op.drop_index(INDEX, table_name=TABLE)
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column(COLUMN, sa.Boolean(), nullable=False, server_default=sa.false()))
        for name, rule in IN_ORDER.items():
            table.drop_constraint(op.f(name), type_="check")
            table.create_check_constraint(op.f(name), f"{COLUMN} OR {rule}")
    with op.batch_alter_table(TABLE) as table:
        table.alter_column(COLUMN, existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    _one_sample(f"{ONE_SAMPLE} AND NOT {COLUMN}")


def downgrade() -> None:
    """What was recorded as it happened is kept: where there is such a record, the table stays as it is."""
    tests = sa.table(TABLE, sa.column(COLUMN, sa.Boolean))
    irregular = sa.select(sa.func.count()).select_from(tests).where(tests.c[COLUMN])
    if op.get_bind().scalar(irregular):
        return
    op.drop_index(INDEX, table_name=TABLE)
    with op.batch_alter_table(TABLE) as table:
        for name, rule in IN_ORDER.items():
            table.drop_constraint(op.f(name), type_="check")
            table.create_check_constraint(op.f(name), rule)
        table.drop_column(COLUMN)
    _one_sample(ONE_SAMPLE)
