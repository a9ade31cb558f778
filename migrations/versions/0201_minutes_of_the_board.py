"""Somebody else reads in the minutes that figures were shown to the Board."""

import sqlalchemy as sa
from alembic import op

revision = "0201"
down_revision = "0200"

STANDS = sa.text("is_confirmed IS NULL OR is_confirmed")


def upgrade() -> None:
    with op.batch_alter_table("board_showing") as batch:
        batch.drop_constraint(op.f("uq_board_showing_figures_id_shown_on"), type_="unique")
        batch.drop_constraint(op.f("fk_board_showing_recorded_by_id"), type_="foreignkey")
        batch.alter_column("recorded_at", new_column_name="proposed_at")
        batch.alter_column("recorded_by_id", new_column_name="proposed_by_id")
        batch.add_column(sa.Column("decided_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("decided_by_id", sa.Integer()))
        batch.add_column(sa.Column("is_confirmed", sa.Boolean()))
        batch.add_column(sa.Column("minute", sa.String(length=120)))
    with op.batch_alter_table("board_showing") as batch:
        for column in ("proposed_by_id", "decided_by_id"):
            batch.create_foreign_key(op.f(f"fk_board_showing_{column}"), "user_account", [column], ["id"])
        batch.create_check_constraint(
            op.f("ck_board_showing_two_people"), "decided_by_id IS NULL OR decided_by_id <> proposed_by_id"
        )
        batch.create_check_constraint(
            op.f("ck_board_showing_decided_whole"),
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)",
        )
        batch.create_check_constraint(
            op.f("ck_board_showing_minute_if_confirmed"), "(minute IS NOT NULL) = COALESCE(is_confirmed, false)"
        )
    op.create_index(
        "uq_board_showing_day",
        "board_showing",
        ["figures_id", "shown_on"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    showing = sa.table("board_showing", sa.column("is_confirmed", sa.Boolean()))
    op.drop_index("uq_board_showing_day", "board_showing")
    op.execute(showing.delete().where(sa.not_(showing.c.is_confirmed)))
    with op.batch_alter_table("board_showing") as batch:
        for name in ("minute_if_confirmed", "decided_whole", "two_people"):
            batch.drop_constraint(op.f(f"ck_board_showing_{name}"), type_="check")
        for column in ("proposed_by_id", "decided_by_id"):
            batch.drop_constraint(op.f(f"fk_board_showing_{column}"), type_="foreignkey")
        for column in ("minute", "is_confirmed", "decided_by_id", "decided_at"):
            batch.drop_column(column)
        batch.alter_column("proposed_at", new_column_name="recorded_at")
        batch.alter_column("proposed_by_id", new_column_name="recorded_by_id")
    with op.batch_alter_table("board_showing") as batch:
        batch.create_foreign_key(op.f("fk_board_showing_recorded_by_id"), "user_account", ["recorded_by_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_board_showing_figures_id_shown_on"), ["figures_id", "shown_on"])
