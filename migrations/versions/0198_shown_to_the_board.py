"""That figures were shown to the Board is recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0198"
down_revision = "0197"


def upgrade() -> None:
    op.create_table(
        "board_showing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("figures_id", sa.Integer(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["figures_id"], ["published_figures.id"], name=op.f("fk_board_showing_figures_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_board_showing_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_showing")),
        sa.UniqueConstraint("figures_id", "shown_on", name=op.f("uq_board_showing_figures_id_shown_on")),
    )


def downgrade() -> None:
    op.drop_table("board_showing")
