"""Audit: the head of one chain: how long it is, its last hash, and the version that only a change moves."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0 AND version >= 0", name=op.f("ck_audit_chain_counts_up")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("key", name=op.f("uq_audit_chain_key")),
    )


def downgrade() -> None:
    op.drop_table("audit_chain")
