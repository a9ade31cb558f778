"""Arrest tests: the laboratory's check of a result."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"

STATES = ("DISPUTED", "SENT", "WITHDRAWN", "CONFIRMED", "NOT_CONFIRMED", "NO_ANALYSIS")
STEPS = (
    "dispute",
    "quality_check",
    "send",
    "withdraw",
    "cannot_send",
    "confirmed",
    "not_confirmed",
    "no_analysis",
)


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "lab_check",
        sa.Column("drug_test_id", sa.Integer(), nullable=False),
        sa.Column("state", _words("state", STATES), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (reference IS NULL)", name=op.f("ck_lab_check_sent_with_its_reference")
        ),
        sa.CheckConstraint(
            "told_at IS NULL OR state = 'NOT_CONFIRMED'", name=op.f("ck_lab_check_told_that_it_was_not_confirmed")
        ),
        sa.ForeignKeyConstraint(["drug_test_id"], ["drug_test.id"], name=op.f("fk_lab_check_drug_test_id")),
        sa.ForeignKeyConstraint(["told_by_id"], ["user_account.id"], name=op.f("fk_lab_check_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_check")),
        sa.UniqueConstraint("drug_test_id", name=op.f("uq_lab_check_drug_test_id")),
    )
    op.create_table(
        "lab_check_step",
        sa.Column("lab_check_id", sa.Integer(), nullable=False),
        sa.Column("step", _words("step", STEPS), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lab_check_id"], ["lab_check.id"], name=op.f("fk_lab_check_step_lab_check_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_lab_check_step_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_check_step")),
    )
    op.create_index(op.f("ix_lab_check_step_lab_check_id"), "lab_check_step", ["lab_check_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_lab_check_step_lab_check_id"), table_name="lab_check_step")
    op.drop_table("lab_check_step")
    op.drop_table("lab_check")
