"""Documents: every copy of a paper is kept byte for byte. The signed documents of conditional cautions move there."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"

KINDS = ("dt1", "dt2", "ra1", "ra2", "ra3", "ra4", "ra5", "referral", "slip", "caution_to_sign", "caution")


def upgrade() -> None:
    op.create_table(
        "kept_paper",
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_kept_paper_numbered_from_one")),
        sa.CheckConstraint(
            "length(sha256) = 64 AND length(fingerprint) = 64", name=op.f("ck_kept_paper_with_its_hashes")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_kept_paper_episode_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_kept_paper_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_paper")),
        sa.UniqueConstraint("kind", "about_id", "number", name=op.f("uq_kept_paper_kind_about_id_number")),
    )
    op.create_index(op.f("ix_kept_paper_episode_id"), "kept_paper", ["episode_id"])
    op.execute(
        "INSERT INTO kept_paper"
        " (kind, about_id, episode_id, number, fingerprint, sha256, content, made_at, made_by_id)"
        " SELECT 'caution', d.id, d.episode_id, 1, s.sha256, s.sha256, s.content, s.made_at, d.signed_by_id"
        " FROM signed_document s JOIN disposal d ON d.id = s.disposal_id ORDER BY s.id"
    )
    op.drop_table("signed_document")


def downgrade() -> None:
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
    op.execute(
        "INSERT INTO signed_document (disposal_id, sha256, content, made_at)"
        " SELECT about_id, sha256, content, made_at FROM kept_paper WHERE kind = 'caution' ORDER BY id"
    )
    op.drop_index(op.f("ix_kept_paper_episode_id"), table_name="kept_paper")
    op.drop_table("kept_paper")
