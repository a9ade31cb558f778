"""Drug tests on arrest of before are imported: each key stands for its test, with the offence recorded with it."""

import sqlalchemy as sa
from alembic import op

revision = "0192"
down_revision = "0191"

BEFORE = ("people", "detentions")
NOW = (*BEFORE, "tests")


def upgrade() -> None:
    _allow(NOW)
    with op.batch_alter_table("imported_record") as batch:
        batch.add_column(sa.Column("drug_test_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("offence_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_imported_record_drug_test_id"), "drug_test", ["drug_test_id"], ["id"])
        batch.create_foreign_key(op.f("fk_imported_record_offence_id"), "offence", ["offence_id"], ["id"])
        batch.create_index(op.f("ix_imported_record_drug_test_id"), ["drug_test_id"])
        batch.create_index(op.f("ix_imported_record_offence_id"), ["offence_id"])


def downgrade() -> None:
    with op.batch_alter_table("imported_record") as batch:
        for column in ("offence_id", "drug_test_id"):
            batch.drop_index(op.f(f"ix_imported_record_{column}"))
            batch.drop_constraint(op.f(f"fk_imported_record_{column}"), type_="foreignkey")
            batch.drop_column(column)
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("import_source") as batch:
        batch.drop_constraint(op.f("ck_import_source_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_import_source_kind"), f"kind IN {kinds}")
