"""Arrest tests: what a suite is notified for between two days, both inside (PACE s.63B(4A)-(4B); Drugs Act 2005 s.9(5))."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "site_notification",
        sa.Column("suite_id", sa.Integer(), nullable=False),
        sa.Column("routes", sa.JSON(), nullable=False),
        sa.Column("under18", sa.Boolean(), nullable=False),
        sa.Column("assessment", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_site_notification_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_site_notification_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["suite_id"], ["suite.id"], name=op.f("fk_site_notification_suite_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_notification")),
    )
    op.create_index(op.f("ix_site_notification_suite_id"), "site_notification", ["suite_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_site_notification_suite_id"), table_name="site_notification")
    op.drop_table("site_notification")
