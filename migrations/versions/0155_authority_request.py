"""Arrest and test: an officer asks an inspector for an authority, and the request waits until it is answered."""

import sqlalchemy as sa
from alembic import op

revision = "0155"
down_revision = "0154"


def upgrade() -> None:
    op.create_table(
        "authority_request",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("offence_id", sa.Integer(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(length=40), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(grounds) >= 1", name=op.f("ck_authority_request_asked_with_why")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name=op.f("ck_authority_request_ended_with_how")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_authority_request_ended_with_who")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= asked_at", name=op.f("ck_authority_request_ended_after_asked")
        ),
        sa.CheckConstraint(
            "ended_as <> 'withdrawn' OR ended_by_id = asked_by_id",
            name=op.f("ck_authority_request_withdrawn_by_its_asker"),
        ),
        sa.CheckConstraint(
            "ended_as IN ('given', 'refused', 'withdrawn', 'overtaken')", name=op.f("ck_authority_request_ended_as")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_authority_request_asked_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_authority_request_ended_by_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_authority_request_episode_id")),
        sa.ForeignKeyConstraint(["offence_id"], ["offence.id"], name=op.f("fk_authority_request_offence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_request")),
    )
    op.create_index(op.f("ix_authority_request_episode_id"), "authority_request", ["episode_id"])
    op.create_index(
        "uq_authority_request_open",
        "authority_request",
        ["offence_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_authority_request_open", table_name="authority_request")
    op.drop_table("authority_request")
