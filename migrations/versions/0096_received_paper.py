"""Documents: the scans of papers that were signed or decided on paper, byte for byte as they were sent in."""

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"


def upgrade() -> None:
    op.create_table(
        "received_paper",
        sa.Column(
            "purpose",
            sa.Enum(
                "signed_disposal",
                "cps_decision",
                "variation",
                name="scan_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/png', 'image/jpeg')",
            name=op.f("ck_received_paper_pdf_or_picture"),
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_received_paper_with_its_hash")),
        sa.CheckConstraint("size > 0", name=op.f("ck_received_paper_not_empty")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_received_paper_episode_id")),
        sa.ForeignKeyConstraint(["received_by_id"], ["user_account.id"], name=op.f("fk_received_paper_received_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_paper")),
        sa.UniqueConstraint("purpose", "about_id", "sha256", name=op.f("uq_received_paper_purpose_about_id_sha256")),
    )
    op.create_index(op.f("ix_received_paper_episode_id"), "received_paper", ["episode_id"], unique=False)


def downgrade() -> None:
    op.drop_table("received_paper")
