"""Disposals: the history of an outcome code, as asked for and as the registrar answered."""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"


def upgrade() -> None:
    op.create_table(
        "outcome_record",
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "requested",
                "accepted",
                "corrected",
                "removal_asked",
                "removed",
                "noted",
                name="code_step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "step <> 'corrected' OR reason IS NOT NULL", name=op.f("ck_outcome_record_corrected_with_why")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_outcome_record_by_id")),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_outcome_record_disposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_record")),
    )
    op.create_index(op.f("ix_outcome_record_disposal_id"), "outcome_record", ["disposal_id"], unique=False)


def downgrade() -> None:
    op.drop_table("outcome_record")
