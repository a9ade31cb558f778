"""Documents: what somebody agreed to, as a paper to sign and to take home."""

import sqlalchemy as sa
from alembic import op

revision = "0127"
down_revision = "0126"

FIRST = ("dt1", "dt2", "ra1", "ra2", "ra2_follow_up", "ra3", "ra4", "ra5", "referral", "slip")
OF_DISPOSALS = (
    *("caution_to_sign", "caution", "simple_caution_to_sign", "simple_caution", "resolution_to_sign", "resolution"),
    *("deferral_to_sign", "deferral", "penalty_to_give", "penalty", "warning_to_give", "warning", "victim_letter"),
)
BEFORE, AFTER = (*FIRST, *OF_DISPOSALS), (*FIRST, "consents", *OF_DISPOSALS)


_PAPERS = sa.table("kept_paper", sa.column("kind", sa.String()), sa.column("about_id", sa.Integer()))
_ABOUT = _PAPERS.c.about_id


def upgrade() -> None:
    _allow(BEFORE, AFTER)
    below = (_PAPERS.c.kind == "referral", _ABOUT < 0)
    op.execute(_PAPERS.update().where(*below).values(kind="consents", about_id=-_ABOUT))


def downgrade() -> None:
    """Below zero, where no referral is: the copies are kept, and coming up again finds them there."""
    op.execute(_PAPERS.update().where(_PAPERS.c.kind == "consents").values(kind="referral", about_id=-_ABOUT))
    _allow(AFTER, BEFORE)


def _allow(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    name = op.f("ck_kept_paper_kind")
    with op.batch_alter_table("kept_paper", copy_from=_kept_paper(before)) as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, _one_of(after))


def _one_of(kinds: tuple[str, ...]) -> str:
    return "kind IN (" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _kept_paper(kinds: tuple[str, ...]) -> sa.Table:
    """The table as it stands: a copy made on SQLite keeps what is written here and nothing else."""
    return sa.Table(
        "kept_paper",
        sa.MetaData(),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(_one_of(kinds), name=op.f("ck_kept_paper_kind")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_kept_paper_numbered_from_one")),
        sa.CheckConstraint(
            "length(sha256) = 64 AND length(fingerprint) = 64", name=op.f("ck_kept_paper_with_its_hashes")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_kept_paper_episode_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_kept_paper_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_paper")),
        sa.UniqueConstraint("kind", "about_id", "number", name=op.f("uq_kept_paper_kind_about_id_number")),
        sa.Index("ix_kept_paper_episode_id", "episode_id"),
    )
