"""Safeguarding: the risks have a table of their own, and what the needs page held moves there."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

ANSWERS = ("yes", "no", "would_not_say")
TABLES = ("need_screen", "risk_screen")
MOVED = ("overdose_last_7_days", "suicide_risk")
COPY = """
    INSERT INTO risk_screen (id, episode_id, overdose_last_7_days, suicide_risk, recorded_at, recorded_by_id,
        superseded_at, superseded_by_id, correction_reason)
    SELECT id, episode_id, overdose_last_7_days, suicide_risk, recorded_at, recorded_by_id,
        superseded_at, superseded_by_id, correction_reason
    FROM need_screen ORDER BY id
"""
GO_ON_COUNTING = """
    SELECT setval(pg_get_serial_sequence('risk_screen', 'id'),
        (SELECT coalesce(max(id), 1) FROM risk_screen), (SELECT count(*) > 0 FROM risk_screen))
"""
ON_THE_SHEET = {"no": "no", "reviewed": "yes", "unreviewed": "yes"}
"""What the fact sheet said of exploitation. "Not known, or would not say" was no answer: it is asked again."""


def _answer(name: str, *, nullable: bool) -> sa.Column[str]:
    kind = sa.Enum(*ANSWERS, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "risk_screen",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        *(_answer(name, nullable=True) for name in (*MOVED, "exploitation")),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "overdose_last_7_days IS NOT NULL OR suicide_risk IS NOT NULL OR exploitation IS NOT NULL",
            name=op.f("ck_risk_screen_something_was_asked"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_risk_screen_superseded_with_when")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_risk_screen_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_risk_screen_recorded_by_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["risk_screen.id"], name=op.f("fk_risk_screen_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_screen")),
    )
    op.create_index(op.f("ix_risk_screen_episode_id"), "risk_screen", ["episode_id"], unique=False)
    live = sa.text("superseded_at IS NULL")
    op.create_index(
        "uq_risk_screen_live", "risk_screen", ["episode_id"], unique=True, sqlite_where=live, postgresql_where=live
    )
    op.execute(COPY)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GO_ON_COUNTING)
    _exploitation_from_the_sheets()
    with op.batch_alter_table("need_screen") as table:
        for name in MOVED:
            table.drop_constraint(op.f(f"ck_need_screen_{name}"), type_="check")
            table.drop_column(name)


def _exploitation_from_the_sheets() -> None:
    """Each live sheet's answer joins the live risks of its episode, or begins them."""
    sheet = sa.table(
        "fact_sheet",
        *(sa.column(name) for name in ("episode_id", "recorded_by_id", "superseded_at")),
        sa.column("answers", sa.JSON()),
        sa.column("recorded_at", sa.DateTime(timezone=True)),
    )
    risk = sa.table(
        "risk_screen",
        *(sa.column(name) for name in ("episode_id", "exploitation", "recorded_by_id", "superseded_at")),
        sa.column("recorded_at", sa.DateTime(timezone=True)),
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(sheet).where(sheet.c.superseded_at.is_(None)).order_by(sheet.c.episode_id)).all():
        said = ON_THE_SHEET.get((row.answers or {}).get("exploitation", ""))
        if said is None:
            continue
        live = (risk.c.episode_id == row.episode_id, risk.c.superseded_at.is_(None))
        if bind.execute(sa.update(risk).where(*live).values(exploitation=said)).rowcount == 0:
            begun = {"recorded_at": row.recorded_at, "recorded_by_id": row.recorded_by_id}
            bind.execute(sa.insert(risk).values(episode_id=row.episode_id, exploitation=said, **begun))


def downgrade() -> None:
    """The live answers go back to the needs; where nobody asked, they say so. Exploitation is asked again."""
    with op.batch_alter_table("need_screen") as table:
        for name in MOVED:
            table.add_column(_answer(name, nullable=True))
    held, risk = (sa.table(name, *map(sa.column, (*MOVED, "episode_id", "superseded_at"))) for name in TABLES)
    for name in MOVED:
        live = sa.select(risk.c[name]).where(risk.c.episode_id == held.c.episode_id, risk.c.superseded_at.is_(None))
        op.execute(sa.update(held).values({name: sa.func.coalesce(live.scalar_subquery(), "would_not_say")}))
    with op.batch_alter_table("need_screen") as table:
        for name in MOVED:
            table.alter_column(name, existing_type=sa.String(length=40), nullable=False)
    op.drop_table("risk_screen")
