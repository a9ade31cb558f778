"""Arrest tests: each rule for which a test is held, and what was decided about it."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    op.create_table(
        "hold_rule",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("what_happened", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum("release", "void", name="decision", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL) AND"
            " (decided_at IS NULL) = (reason IS NULL)",
            name=op.f("ck_hold_rule_decided_whole"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_hold_rule_decided_by_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_hold_rule_hold_id")),
        sa.ForeignKeyConstraint(["noticed_by_id"], ["user_account.id"], name=op.f("fk_hold_rule_noticed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_rule")),
    )
    op.create_index(op.f("ix_hold_rule_hold_id"), "hold_rule", ["hold_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_hold_rule_hold_id"), table_name="hold_rule")
    op.drop_table("hold_rule")
