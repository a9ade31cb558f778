"""Disposals: what the rules said at each gate, with the facts they were given."""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"


def upgrade() -> None:
    op.create_table(
        "disposal_judgement",
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "CR",
                "CC",
                "O22",
                "SC",
                "PND",
                "CW",
                "YC",
                "YCC",
                "DC",
                "COMC",
                name="judged_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("gate", sa.String(length=12), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("cleared", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "AVAILABLE",
                "NEEDS_AUTHORITY",
                "NEEDS_INFO",
                "NOT_AVAILABLE",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_disposal_judgement_disposal_id")),
        sa.ForeignKeyConstraint(["event_id"], ["disposal_event.id"], name=op.f("fk_disposal_judgement_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_judgement")),
    )
    op.create_index(op.f("ix_disposal_judgement_disposal_id"), "disposal_judgement", ["disposal_id"], unique=False)


def downgrade() -> None:
    op.drop_table("disposal_judgement")
