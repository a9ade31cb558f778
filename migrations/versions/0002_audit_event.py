"""Audit: one event. Rows are only ever added; lawful erasure empties `salt` and `payload` and nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("event_class", sa.String(length=3), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("payload_commit", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(salt IS NULL) = (payload IS NULL)", name=op.f("ck_audit_event_payload_with_salt")),
        sa.ForeignKeyConstraint(["chain_id"], ["audit_chain.id"], name=op.f("fk_audit_event_chain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("chain_id", "position", name=op.f("uq_audit_event_chain_id_position")),
    )
    op.create_index("ix_audit_event_actor_at", "audit_event", ["actor_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_audit_event_actor_at", table_name="audit_event")
    op.drop_table("audit_event")
