"""Auth: a rank from a day on, until the next. Rows are added, never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "rank_held",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "constable",
                "sergeant",
                "inspector",
                "chief_inspector",
                "superintendent",
                "chief_superintendent",
                "acpo",
                name="rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_rank_held_recorded_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_rank_held_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank_held")),
        sa.UniqueConstraint("user_id", "from_on", name=op.f("uq_rank_held_user_id_from_on")),
    )


def downgrade() -> None:
    op.drop_table("rank_held")
