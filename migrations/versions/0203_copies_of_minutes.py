"""A copy of the Board's minutes is kept, of which the answer says whether it was read."""

import sqlalchemy as sa
from alembic import op

revision = "0203"
down_revision = "0202"

BEFORE = ("signed_disposal", "cps_decision", "variation")
MINUTES = "board_minutes"


def upgrade() -> None:
    _allow((*BEFORE, MINUTES))
    with op.batch_alter_table("received_paper") as batch:
        batch.alter_column("episode_id", existing_type=sa.Integer(), nullable=True)
        batch.create_check_constraint(
            op.f("ck_received_paper_of_an_episode"), f"(episode_id IS NULL) = (purpose = '{MINUTES}')"
        )
    with op.batch_alter_table("board_showing") as batch:
        batch.add_column(sa.Column("copy_id", sa.Integer()))
        batch.add_column(
            sa.Column(
                "minutes_read",
                sa.Enum(
                    "both", "own", "copy", name="minutes_read", native_enum=False, create_constraint=False, length=40
                ),
            )
        )
        batch.create_foreign_key(op.f("fk_board_showing_copy_id"), "received_paper", ["copy_id"], ["id"])
        batch.create_check_constraint(op.f("ck_board_showing_minutes_read"), "minutes_read IN ('both', 'own', 'copy')")
        batch.create_check_constraint(
            op.f("ck_board_showing_read_if_answered"),
            "(minutes_read IS NULL OR decided_at IS NOT NULL) AND (copy_id IS NULL OR minutes_read IS NOT NULL)",
        )
        batch.create_check_constraint(
            op.f("ck_board_showing_copy_that_was_read"),
            "copy_id IS NOT NULL OR minutes_read IS NULL OR minutes_read = 'own'",
        )


def downgrade() -> None:
    showing = sa.table("board_showing", sa.column("copy_id", sa.Integer()), sa.column("minutes_read", sa.String()))
    op.execute(showing.update().values(copy_id=None, minutes_read=None))
    with op.batch_alter_table("board_showing") as batch:
        for name in ("copy_that_was_read", "read_if_answered", "minutes_read"):
            batch.drop_constraint(op.f(f"ck_board_showing_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_board_showing_copy_id"), type_="foreignkey")
        batch.drop_column("minutes_read")
        batch.drop_column("copy_id")
    paper = sa.table("received_paper", sa.column("purpose", sa.String()))
    op.execute(paper.delete().where(paper.c.purpose == MINUTES))
    with op.batch_alter_table("received_paper") as batch:
        batch.drop_constraint(op.f("ck_received_paper_of_an_episode"), type_="check")
        batch.alter_column("episode_id", existing_type=sa.Integer(), nullable=False)
    _allow(BEFORE)


def _allow(purposes: tuple[str, ...]) -> None:
    with op.batch_alter_table("received_paper") as batch:
        batch.drop_constraint(op.f("ck_received_paper_scan_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_received_paper_scan_purpose"), f"purpose IN {purposes}")
