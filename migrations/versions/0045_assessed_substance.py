"""Engagement: one substance declared at an assessment: as many as said, none cut off."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "assessed_substance",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessed_substance_assessment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_substance")),
        sa.UniqueConstraint("assessment_id", "substance", name=op.f("uq_assessed_substance_assessment_id_substance")),
    )


def downgrade() -> None:
    op.drop_table("assessed_substance")
