"""Arrest tests: what the person was told of a panel with an invalid line, and a note on restricting bail."""

import sqlalchemy as sa
from alembic import op

revision = "0148"
down_revision = "0147"

OVERALL = ("positive", "negative", "inconclusive", "no_valid_sample")
TOLD = ("ck_drug_test_told_as_of_a_result", "told_as IS NULL OR result_at IS NOT NULL")
NOTES = (
    ("ck_result_shared_bail_note_for_bail", "area_notified IS NULL OR purpose = 's63B7_a'"),
    ("ck_result_shared_reason_of_a_bail_note", "bail_reason IS NULL OR area_notified IS NOT NULL"),
)


def _named(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("drug_test") as batch:
        batch.add_column(sa.Column("told_as", _named("told_as", OVERALL), nullable=True))
        batch.create_check_constraint(op.f(TOLD[0]), TOLD[1])
    with op.batch_alter_table("result_shared") as batch:
        known = _named("area_notified", ("yes", "no", "not_known"))
        batch.add_column(sa.Column("area_notified", known, nullable=True))
        batch.add_column(sa.Column("bail_reason", sa.Text(), nullable=True))
        for name, words in NOTES:
            batch.create_check_constraint(op.f(name), words)


def downgrade() -> None:
    with op.batch_alter_table("result_shared") as batch:
        for name, _ in NOTES:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f("ck_result_shared_area_notified"), type_="check")
        batch.drop_column("bail_reason")
        batch.drop_column("area_notified")
    with op.batch_alter_table("drug_test") as batch:
        batch.drop_constraint(op.f(TOLD[0]), type_="check")
        batch.drop_constraint(op.f("ck_drug_test_told_as"), type_="check")
        batch.drop_column("told_as")
