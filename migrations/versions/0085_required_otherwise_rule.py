"""Arrest tests: each rule for which a required assessment is held, and the inspector's reason about it."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"


def upgrade() -> None:
    op.create_table(
        "required_otherwise_rule",
        sa.Column("required_otherwise_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["required_otherwise_id"],
            ["required_otherwise.id"],
            name=op.f("fk_required_otherwise_rule_required_otherwise_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_otherwise_rule")),
    )
    op.create_index(
        op.f("ix_required_otherwise_rule_required_otherwise_id"), "required_otherwise_rule", ["required_otherwise_id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_required_otherwise_rule_required_otherwise_id"), table_name="required_otherwise_rule")
    op.drop_table("required_otherwise_rule")
