"""Referrals: naloxone is asked once for an episode, and what the needs page held moves there."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

ANSWERS = ("supplied", "already_has", "declined", "not_offered")
COPY = """
    INSERT INTO naloxone_offer (id, episode_id, answer, why_not, recorded_at, recorded_by_id, superseded_at,
        superseded_by_id, correction_reason)
    SELECT id, episode_id, naloxone, CASE WHEN naloxone = 'not_offered' THEN 'Not asked at the time' END, recorded_at,
        recorded_by_id, superseded_at, superseded_by_id, correction_reason
    FROM need_screen ORDER BY id
"""
GO_ON_COUNTING = """
    SELECT setval(pg_get_serial_sequence('naloxone_offer', 'id'),
        (SELECT coalesce(max(id), 1) FROM naloxone_offer), (SELECT count(*) > 0 FROM naloxone_offer))
"""


def _answer(name: str, *, nullable: bool) -> sa.Column[str]:
    kind = sa.Enum(*ANSWERS, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "naloxone_offer",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        _answer("answer", nullable=False),
        sa.Column("why_not", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'not_offered') = (why_not IS NOT NULL)", name=op.f("ck_naloxone_offer_why_where_not_offered")
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_naloxone_offer_superseded_with_when")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_naloxone_offer_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_naloxone_offer_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["naloxone_offer.id"], name=op.f("fk_naloxone_offer_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_naloxone_offer")),
    )
    op.create_index(op.f("ix_naloxone_offer_episode_id"), "naloxone_offer", ["episode_id"], unique=False)
    live = sa.text("superseded_at IS NULL")
    op.create_index(
        "uq_naloxone_offer_live",
        "naloxone_offer",
        ["episode_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.execute(COPY)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GO_ON_COUNTING)
    with op.batch_alter_table("need_screen") as table:
        table.drop_constraint(op.f("ck_need_screen_naloxone"), type_="check")
        table.drop_column("naloxone")


def downgrade() -> None:
    """The live answers go back to the needs; where nobody asked, none was offered. The reasons are lost."""
    with op.batch_alter_table("need_screen") as table:
        table.add_column(_answer("naloxone", nullable=True))
    op.execute(
        "UPDATE need_screen SET naloxone = coalesce((SELECT answer FROM naloxone_offer"
        " WHERE episode_id = need_screen.episode_id AND superseded_at IS NULL), 'not_offered')"
    )
    with op.batch_alter_table("need_screen") as table:
        table.alter_column("naloxone", existing_type=sa.String(length=40), nullable=False)
    op.drop_table("naloxone_offer")
