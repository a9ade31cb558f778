"""Directory: the times in a service's diary, held and taken for required assessments."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"

IN_DIARY = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "slot",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("kept_for", sa.String(length=40), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_slot_takes_time")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_slot_ended_by_somebody")),
        sa.CheckConstraint("held_until IS NULL OR taken_at IS NULL", name=op.f("ck_slot_held_or_taken")),
        sa.CheckConstraint(
            "(kept_for IS NULL) = (held_until IS NULL AND taken_at IS NULL)", name=op.f("ck_slot_kept_for_something")
        ),
        sa.CheckConstraint("ended_at IS NULL OR taken_at IS NULL", name=op.f("ck_slot_no_taken_time_ends")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_slot_service_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_slot_added_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_slot_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
    )
    op.create_index(
        "uq_slot_in_diary",
        "slot",
        ["service_id", "starts_at"],
        unique=True,
        sqlite_where=IN_DIARY,
        postgresql_where=IN_DIARY,
    )
    op.create_index(op.f("ix_slot_kept_for"), "slot", ["kept_for"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_slot_kept_for"), table_name="slot")
    op.drop_index("uq_slot_in_diary", table_name="slot", sqlite_where=IN_DIARY, postgresql_where=IN_DIARY)
    op.drop_table("slot")
