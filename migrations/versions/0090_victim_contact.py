"""Disposals: attempts to reach the victim, and what came of each."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"


def upgrade() -> None:
    op.create_table(
        "victim_contact",
        sa.Column("episode_id", sa.Integer(), nullable=False),
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
                name="victim_by_what",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "supports",
                "opposes",
                "neutral",
                "no_answer",
                "told",
                name="victim_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("remedy", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_victim_contact_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_victim_contact_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_victim_contact")),
    )
    op.create_index(op.f("ix_victim_contact_episode_id"), "victim_contact", ["episode_id"], unique=False)


def downgrade() -> None:
    op.drop_table("victim_contact")
