"""Arrest tests: what a suite is notified for is proposed by one person and decided by another."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"

STATES = ("waiting", "approved", "sent_back", "withdrawn", "stopped")


def upgrade() -> None:
    op.create_table(
        "notification_change",
        sa.Column("suite_id", sa.Integer(), nullable=False),
        sa.Column("notification_id", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("routes", sa.JSON(), nullable=False),
        sa.Column("under18", sa.Boolean(), nullable=False),
        sa.Column("assessment", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name=op.f("ck_notification_change_decided_by_another"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)",
            name=op.f("ck_notification_change_decided_whole"),
        ),
        sa.CheckConstraint(
            "(state IN ('approved', 'sent_back')) = (decided_at IS NOT NULL)",
            name=op.f("ck_notification_change_decided_by_state"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (ended_why IS NOT NULL)", name=op.f("ck_notification_change_taken_back_with_why")
        ),
        sa.CheckConstraint("ends = (starts_on IS NULL)", name=op.f("ck_notification_change_begins_or_ends")),
        sa.CheckConstraint(
            "NOT ends OR (until_on IS NOT NULL AND notification_id IS NOT NULL)",
            name=op.f("ck_notification_change_ends_something"),
        ),
        sa.CheckConstraint(
            "ends OR (state = 'approved') = (notification_id IS NOT NULL)",
            name=op.f("ck_notification_change_made_when_approved"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_notification_change_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["site_notification.id"], name=op.f("fk_notification_change_notification_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user_account.id"], name=op.f("fk_notification_change_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["suite_id"], ["suite.id"], name=op.f("fk_notification_change_suite_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_change")),
    )
    op.create_index(op.f("ix_notification_change_suite_id"), "notification_change", ["suite_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_notification_change_suite_id"), table_name="notification_change")
    op.drop_table("notification_change")
