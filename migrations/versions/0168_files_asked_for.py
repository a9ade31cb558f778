"""A manager asks for the file of a month, and the worker makes it: who asked, how far it is, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0168"
down_revision = "0167"

OPEN = sa.text("ended_at IS NULL")
FAILURES = ("asker_left", "gave_up")


def upgrade() -> None:
    op.create_table(
        "ndtms_file_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column(
            "failure",
            sa.Enum(*FAILURES, name="failure", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_ndtms_file_request_done_within_total")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_ndtms_file_request_tries_not_negative")),
        sa.CheckConstraint(
            "(leased_by IS NULL) = (leased_until IS NULL)", name=op.f("ck_ndtms_file_request_leased_whole")
        ),
        sa.CheckConstraint(
            "leased_by IS NULL OR ended_at IS NULL", name=op.f("ck_ndtms_file_request_leased_while_open")
        ),
        sa.CheckConstraint("file_id IS NULL OR failure IS NULL", name=op.f("ck_ndtms_file_request_file_or_failure")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (file_id IS NULL AND failure IS NULL)",
            name=op.f("ck_ndtms_file_request_ended_with_why"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ndtms_file_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_ndtms_file_request_asked_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["ndtms_file.id"], name=op.f("fk_ndtms_file_request_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ndtms_file_request")),
    )
    op.create_index(
        "uq_ndtms_file_request_open",
        "ndtms_file_request",
        ["organisation_id", "month_on"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_ndtms_file_request_open", table_name="ndtms_file_request")
    op.drop_table("ndtms_file_request")
