"""Disposals: the document as it was signed. Kept byte for byte: it may be put before a court (CJA 2003 s24(2); verified)."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "signed_document",
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_signed_document_disposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_document")),
        sa.UniqueConstraint("disposal_id", name=op.f("uq_signed_document_disposal_id")),
    )


def downgrade() -> None:
    op.drop_table("signed_document")
