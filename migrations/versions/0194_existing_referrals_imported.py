"""Referrals of before and what came of them are imported: who accepted one there, and worked with them, is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0194"
down_revision = "0193"

BEFORE = ("people", "detentions", "tests", "disposals")
NOW = (*BEFORE, "referrals", "engagement")
ACCEPTED = "(accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (keyworker_id IS NULL)"


def upgrade() -> None:
    _allow(NOW)
    with op.batch_alter_table("referral") as batch:
        batch.add_column(sa.Column("is_of_before", sa.Boolean(), server_default=sa.false(), nullable=False))
    _check(f"is_of_before OR {ACCEPTED}")
    with op.batch_alter_table("imported_record") as batch:
        batch.add_column(sa.Column("referral_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_imported_record_referral_id"), "referral", ["referral_id"], ["id"])
        batch.create_index(op.f("ix_imported_record_referral_id"), ["referral_id"])


def downgrade() -> None:
    with op.batch_alter_table("imported_record") as batch:
        batch.drop_index(op.f("ix_imported_record_referral_id"))
        batch.drop_constraint(op.f("fk_imported_record_referral_id"), type_="foreignkey")
        batch.drop_column("referral_id")
    _check(ACCEPTED)
    with op.batch_alter_table("referral") as batch:
        batch.drop_column("is_of_before")
    _allow(BEFORE)


def _check(whole: str) -> None:
    name = op.f("ck_referral_accepted_with_who_and_keyworker")
    with op.batch_alter_table("referral") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, whole)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("import_source") as batch:
        batch.drop_constraint(op.f("ck_import_source_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_import_source_kind"), f"kind IN {kinds}")
