"""Arrest tests: a changed time or place of a required assessment, with its notice (RA2)."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"

TABLE = "appointment_change"
PENDING = sa.text("notice_served_at IS NULL AND dropped_at IS NULL")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("required_assessment_id", sa.Integer(), nullable=False),
        sa.Column("old_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("old_place", sa.String(length=300), nullable=False),
        sa.Column("old_service_id", sa.Integer(), nullable=False),
        sa.Column("new_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new_place", sa.String(length=300), nullable=False),
        sa.Column("new_service_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("notice_served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_served_by_id", sa.Integer(), nullable=True),
        sa.Column("notice_sha256", sa.String(length=64), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND (notice_served_at IS NULL) = (notice_served_by_id IS NULL)",
            name=op.f("ck_appointment_change_notice_served_whole"),
        ),
        sa.CheckConstraint(
            "notice_served_at IS NULL OR dropped_at IS NULL", name=op.f("ck_appointment_change_served_or_dropped")
        ),
        sa.CheckConstraint("new_at > recorded_at", name=op.f("ck_appointment_change_new_time_lies_ahead")),
        sa.ForeignKeyConstraint(
            ["required_assessment_id"],
            ["required_assessment.id"],
            name=op.f("fk_appointment_change_required_assessment_id"),
        ),
        sa.ForeignKeyConstraint(["old_service_id"], ["service.id"], name=op.f("fk_appointment_change_old_service_id")),
        sa.ForeignKeyConstraint(["new_service_id"], ["service.id"], name=op.f("fk_appointment_change_new_service_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_appointment_change_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_served_by_id"], ["user_account.id"], name=op.f("fk_appointment_change_notice_served_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_change")),
    )
    op.create_index(op.f("ix_appointment_change_required_assessment_id"), TABLE, ["required_assessment_id"])
    op.create_index(
        "uq_appointment_change_pending",
        TABLE,
        ["required_assessment_id"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )


def downgrade() -> None:
    op.drop_index("uq_appointment_change_pending", table_name=TABLE, sqlite_where=PENDING, postgresql_where=PENDING)
    op.drop_index(op.f("ix_appointment_change_required_assessment_id"), table_name=TABLE)
    op.drop_table(TABLE)
