"""Each worker says that it is at work: a row a process."""

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"


def upgrade() -> None:
    op.create_table(
        "worker_beat",
        sa.Column("worker", sa.String(80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("beat_at >= started_at", name=op.f("ck_worker_beat_beats_after_its_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_beat")),
        sa.UniqueConstraint("worker", name=op.f("uq_worker_beat_worker")),
    )


def downgrade() -> None:
    op.drop_table("worker_beat")
