"""Arrest tests: every time a result was told, for which purpose of the Act and to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"

PURPOSES = ("s63B7_a", "s63B7_aa", "s63B7_b", "s63B7_c", "s63B7_ca", "s63B7_cb", "s63B7_d")
RECIPIENTS = (
    "court", "prosecutor", "bail_officer", "caution_officer", "custody_staff", "prison", "supervising_officer",
    "probation", "assessor", "treatment", "healthcare",
)  # fmt: skip


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "result_shared",
        sa.Column("drug_test_id", sa.Integer(), nullable=False),
        sa.Column("purpose", _words("purpose", *PURPOSES), nullable=False),
        sa.Column("recipient", _words("recipient", *RECIPIENTS), nullable=False),
        sa.Column("told_to", sa.String(length=200), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drug_test_id"], ["drug_test.id"], name=op.f("fk_result_shared_drug_test_id")),
        sa.ForeignKeyConstraint(["shared_by_id"], ["user_account.id"], name=op.f("fk_result_shared_shared_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_shared")),
    )
    op.create_index(op.f("ix_result_shared_drug_test_id"), "result_shared", ["drug_test_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_result_shared_drug_test_id"), table_name="result_shared")
    op.drop_table("result_shared")
