"""Disposals: attempts to reach the person while conditions run."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"


def upgrade() -> None:
    op.create_table(
        "monitoring_contact",
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "by_what",
            sa.Enum(
                "in_person",
                "telephone",
                "text",
                "email",
                "letter",
                "visit",
                name="contact_by_what",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "reached",
                "message",
                "no_answer",
                "wrong",
                name="contact_result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_monitoring_contact_disposal_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_monitoring_contact_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_contact")),
    )
    op.create_index(op.f("ix_monitoring_contact_disposal_id"), "monitoring_contact", ["disposal_id"], unique=False)


def downgrade() -> None:
    op.drop_table("monitoring_contact")
