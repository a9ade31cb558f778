"""People: who proposed that two records are one person, who confirmed it, and what undoing gives back."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"

WAITS = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "person_merge",
        sa.Column("keep_id", sa.Integer(), nullable=False),
        sa.Column("away_id", sa.Integer(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("took_death", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("keep_id <> away_id", name=op.f("ck_person_merge_two_records")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)",
            name=op.f("ck_person_merge_decided_whole"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_person_merge_two_people")
        ),
        sa.ForeignKeyConstraint(["keep_id"], ["person.id"], name=op.f("fk_person_merge_keep_id")),
        sa.ForeignKeyConstraint(["away_id"], ["person.id"], name=op.f("fk_person_merge_away_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["person_merge.id"], name=op.f("fk_person_merge_undoes_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_person_merge_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_person_merge_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_keep_id"), "person_merge", ["keep_id"], unique=False)
    op.create_index(op.f("ix_person_merge_away_id"), "person_merge", ["away_id"], unique=False)
    op.create_index(
        "uq_person_merge_waiting",
        "person_merge",
        ["away_id"],
        unique=True,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade() -> None:
    op.drop_index("uq_person_merge_waiting", table_name="person_merge", sqlite_where=WAITS, postgresql_where=WAITS)
    op.drop_index(op.f("ix_person_merge_away_id"), table_name="person_merge")
    op.drop_index(op.f("ix_person_merge_keep_id"), table_name="person_merge")
    op.drop_table("person_merge")
