"""Figures are made of a snapshot that stays, so that they can be made again; the return counts what is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0179"
down_revision = "0178"

BEFORE = (
    "tested", "requested", "referred", "assessed", "engaged", "decided", "tested_positive", "first_referred",
)  # fmt: skip
MORE = ("on_return",)
PEOPLE = ("disposed_of", "late", "corrected", "left_out", "merged")
KEPT = ("counted_stretch", "counted_state")
COUNTING = (
    "kind", "is_only", "until_on", "from_on", "counts_on", "recorded_on", "state_id", "person_id", "record_id", "number",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "counted_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_snapshot")),
    )
    op.drop_index("ix_counted_stretch_counting", "counted_stretch")
    with op.batch_alter_table("counted_stretch") as batch:
        batch.add_column(sa.Column("after_snapshot", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("through_snapshot", sa.Integer(), nullable=True))
    with op.batch_alter_table("counted_stretch") as batch:
        batch.alter_column("after_snapshot", server_default=None)
    op.create_index("ix_counted_stretch_counting", "counted_stretch", [*COUNTING, "through_snapshot", "after_snapshot"])
    for table in ("figures_making", "published_figures"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("snapshot_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_snapshot_id"), "counted_snapshot", ["snapshot_id"], ["id"])
    with op.batch_alter_table("published_figures") as batch:
        batch.add_column(sa.Column("disposed_of", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "figures_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("figures_id", sa.Integer(), nullable=False),
        sa.Column("making_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_as_written", sa.Boolean(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=True),
        sa.Column("is_of_this_release", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in PEOPLE),
        sa.ForeignKeyConstraint(["figures_id"], ["published_figures.id"], name=op.f("fk_figures_check_figures_id")),
        sa.ForeignKeyConstraint(["making_id"], ["figures_making.id"], name=op.f("fk_figures_check_making_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_check")),
        sa.UniqueConstraint("figures_id", "making_id", name=op.f("uq_figures_check_figures_id_making_id")),
    )
    _allow((*BEFORE, *MORE))


def downgrade() -> None:
    op.drop_table("figures_check")
    for table in KEPT:
        rows = sa.table(table, sa.column("kind"))
        op.execute(rows.delete().where(rows.c.kind.in_(MORE)))
    _allow(BEFORE)
    with op.batch_alter_table("published_figures") as batch:
        batch.drop_column("disposed_of")
    for table in ("published_figures", "figures_making"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_snapshot_id"), type_="foreignkey")
            batch.drop_column("snapshot_id")
    rows = sa.table("counted_stretch", sa.column("through_snapshot"))
    op.execute(rows.delete().where(rows.c.through_snapshot.is_not(None)))
    op.drop_index("ix_counted_stretch_counting", "counted_stretch")
    with op.batch_alter_table("counted_stretch") as batch:
        batch.drop_column("through_snapshot")
        batch.drop_column("after_snapshot")
    op.create_index("ix_counted_stretch_counting", "counted_stretch", list(COUNTING))
    op.drop_table("counted_snapshot")


def _allow(kinds: tuple[str, ...]) -> None:
    for table in KEPT:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN {kinds}")
