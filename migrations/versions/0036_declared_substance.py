"""Referrals: one substance as the person named it: as many as said, mamba its own. Never a test result."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "declared_substance",
        sa.Column("need_screen_id", sa.Integer(), nullable=False),
        sa.Column(
            "substance",
            sa.Enum(
                "heroin",
                "methadone",
                "other_opiates",
                "crack",
                "cocaine_powder",
                "cocaine_unspecified",
                "cannabis",
                "synthetic_cannabinoids",
                "alcohol",
                "amphetamines",
                "benzodiazepines",
                "ketamine",
                "mdma",
                "gabapentinoids",
                "other_drugs",
                name="substance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_screen_id"], ["need_screen.id"], name=op.f("fk_declared_substance_need_screen_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_substance")),
        sa.UniqueConstraint("need_screen_id", "substance", name=op.f("uq_declared_substance_need_screen_id_substance")),
    )


def downgrade() -> None:
    op.drop_table("declared_substance")
