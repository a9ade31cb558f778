"""Policy: the questions that policy leads ask of the past year."""

import sqlalchemy as sa
from alembic import op

revision = "0103"
down_revision = "0102"

TABLE = "what_if_run"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "done",
                "cancelled",
                "dropped",
                name="run_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("reached_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partial", sa.JSON(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("done <= total", name=op.f("ck_what_if_run_done_within_total")),
        sa.CheckConstraint("(state = 'done') = (result IS NOT NULL)", name=op.f("ck_what_if_run_result_when_done")),
        sa.CheckConstraint(
            "(state = 'running') = (partial IS NOT NULL)", name=op.f("ck_what_if_run_partial_while_running")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_what_if_run_organisation_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_what_if_run_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_if_run")),
    )
    op.create_index(op.f("ix_what_if_run_asked_by_id"), TABLE, ["asked_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table(TABLE)
