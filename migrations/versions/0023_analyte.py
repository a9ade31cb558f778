"""Arrest tests: one line of the device's panel, as read."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "analyte",
        sa.Column("drug_test_id", sa.Integer(), nullable=False),
        sa.Column("analyte", sa.String(length=30), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "positive", "negative", "invalid", name="result", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drug_test_id"], ["drug_test.id"], name=op.f("fk_analyte_drug_test_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyte")),
        sa.UniqueConstraint("drug_test_id", "analyte", name=op.f("uq_analyte_drug_test_id_analyte")),
    )


def downgrade() -> None:
    op.drop_table("analyte")
