"""Disposals of before are imported: given and ended elsewhere, so who authorised one is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0193"
down_revision = "0192"

BEFORE = ("people", "detentions", "tests")
NOW = (*BEFORE, "disposals")
CHECKS = {
    "signed_after_authority": "signed_at IS NULL OR authorised_at IS NOT NULL",
    "signed_by_someone_told": "signed_at IS NULL OR kind IN ('PND', 'CW')"
    " OR (consented_at IS NOT NULL AND explained_at IS NOT NULL)",
}


def upgrade() -> None:
    _allow(NOW)
    with op.batch_alter_table("disposal") as batch:
        batch.add_column(sa.Column("is_of_before", sa.Boolean(), server_default=sa.false(), nullable=False))
    _check("is_of_before OR ")
    with op.batch_alter_table("imported_record") as batch:
        batch.add_column(sa.Column("disposal_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_imported_record_disposal_id"), "disposal", ["disposal_id"], ["id"])
        batch.create_index(op.f("ix_imported_record_disposal_id"), ["disposal_id"])


def downgrade() -> None:
    with op.batch_alter_table("imported_record") as batch:
        batch.drop_index(op.f("ix_imported_record_disposal_id"))
        batch.drop_constraint(op.f("fk_imported_record_disposal_id"), type_="foreignkey")
        batch.drop_column("disposal_id")
    _check("")
    with op.batch_alter_table("disposal") as batch:
        batch.drop_column("is_of_before")
    _allow(BEFORE)


def _check(unless: str) -> None:
    with op.batch_alter_table("disposal") as batch:
        for name, whole in CHECKS.items():
            batch.drop_constraint(op.f(f"ck_disposal_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_disposal_{name}"), f"{unless}{whole}")


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("import_source") as batch:
        batch.drop_constraint(op.f("ck_import_source_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_import_source_kind"), f"kind IN {kinds}")
