"""Arrest tests: a result that was told although it might not be, held for an inspector."""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"


def upgrade() -> None:
    op.create_table(
        "result_told_outside",
        sa.Column("drug_test_id", sa.Integer(), nullable=False),
        sa.Column("asked_for", sa.String(length=100), nullable=False),
        sa.Column("told_to", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("released", "voided", name="decision", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND"
            " (decided_at IS NULL) = (reason IS NULL)",
            name=op.f("ck_result_told_outside_decided_whole"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> recorded_by_id",
            name=op.f("ck_result_told_outside_decided_by_another"),
        ),
        sa.CheckConstraint("told_at <= recorded_at", name=op.f("ck_result_told_outside_told_before_it_was_recorded")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_result_told_outside_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["drug_test_id"], ["drug_test.id"], name=op.f("fk_result_told_outside_drug_test_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_result_told_outside_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_told_outside")),
    )
    op.create_index(op.f("ix_result_told_outside_drug_test_id"), "result_told_outside", ["drug_test_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_result_told_outside_drug_test_id"), table_name="result_told_outside")
    op.drop_table("result_told_outside")
