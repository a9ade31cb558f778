"""Engagement: links by which a service without accounts tells what became of an appointment."""

import sqlalchemy as sa
from alembic import op

revision = "0125"
down_revision = "0124"

TABLE = "outcome_link"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_key", sa.String(length=64), nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_key IS NULL) AND (used_at IS NULL) = (answered_by IS NULL)",
            name=op.f("ck_outcome_link_used_whole"),
        ),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_outcome_link_expires_after_it_was_made")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_outcome_link_referral_id")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_outcome_link_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_link")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_outcome_link_appointment_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_outcome_link_token_hash")),
    )
    op.create_index(op.f("ix_outcome_link_referral_id"), TABLE, ["referral_id"], unique=False)


def downgrade() -> None:
    op.drop_table(TABLE)
