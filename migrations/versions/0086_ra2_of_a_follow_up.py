"""Documents: a changed follow-up has copies of its own kind. Its number said nothing of whose initial it might be."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"

BEFORE = ("dt1", "dt2", "ra1", "ra2", "ra3", "ra4", "ra5", "referral", "slip", "caution_to_sign", "caution")
AFTER = (*BEFORE[:4], "ra2_follow_up", *BEFORE[4:])

# A copy told of a follow-up if it is of that follow-up's episode, and of no changed initial of the same number there;
# where both are, what was handed over says which.
OF_A_FOLLOW_UP = """
UPDATE kept_paper SET kind = 'ra2_follow_up' WHERE kind = 'ra2' AND EXISTS (
  SELECT 1 FROM follow_up f JOIN required_assessment r ON r.id = f.required_assessment_id
  WHERE f.id = kept_paper.about_id AND r.episode_id = kept_paper.episode_id AND (
    f.notice_sha256 = kept_paper.sha256 OR NOT EXISTS (
      SELECT 1 FROM appointment_change c JOIN required_assessment q ON q.id = c.required_assessment_id
      WHERE c.id = kept_paper.about_id AND q.episode_id = kept_paper.episode_id)))
"""


def upgrade() -> None:
    _allow(BEFORE, AFTER)
    op.execute("UPDATE kept_paper SET kind = 'ra2_follow_up', about_id = -about_id WHERE kind = 'ra2' AND about_id < 0")
    op.execute(OF_A_FOLLOW_UP)


def downgrade() -> None:
    """Below zero, so that they take the place of no copy about an initial; coming up again finds them there."""
    op.execute("UPDATE kept_paper SET kind = 'ra2', about_id = -about_id WHERE kind = 'ra2_follow_up'")
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
