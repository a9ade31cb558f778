"""Arrest tests: that an inspector refused to authorise a test, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"

RANKS = ("constable", "sergeant", "inspector", "chief_inspector", "superintendent", "chief_superintendent", "acpo")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    name = "authority_refusal"
    op.create_table(
        name,
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("offence_id", sa.Integer(), nullable=False),
        sa.Column("refused_by_id", sa.Integer(), nullable=False),
        sa.Column("rank", _words("rank", *RANKS), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mode", _words("mode", "oral", "written"), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reason) >= 1", name=op.f(f"ck_{name}_refused_with_why")),
        sa.CheckConstraint("rank NOT IN ('constable', 'sergeant')", name=op.f(f"ck_{name}_inspector_or_above")),
        sa.CheckConstraint(
            "mode <> 'written' OR refused_by_id = recorded_by_id", name=op.f(f"ck_{name}_written_by_its_giver")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f(f"fk_{name}_episode_id")),
        sa.ForeignKeyConstraint(["offence_id"], ["offence.id"], name=op.f(f"fk_{name}_offence_id")),
        sa.ForeignKeyConstraint(["refused_by_id"], ["user_account.id"], name=op.f(f"fk_{name}_refused_by_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f(f"fk_{name}_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_episode_id"), name, ["episode_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_authority_refusal_episode_id"), table_name="authority_refusal")
    op.drop_table("authority_refusal")
