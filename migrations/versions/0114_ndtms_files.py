"""NDTMS: the agency code of a service, and the monthly files that were made."""

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    op.create_table(
        "ndtms_agency_code",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) > 0", name=op.f("ck_ndtms_agency_code_not_empty")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name=op.f("fk_ndtms_agency_code_entered_by_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_ndtms_agency_code_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ndtms_agency_code")),
        sa.UniqueConstraint("service_id", name=op.f("uq_ndtms_agency_code_service_id")),
    )
    op.create_table(
        "ndtms_file",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("dataset", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("rows_written", sa.Integer(), nullable=False),
        sa.Column("held_back", sa.Integer(), nullable=False),
        sa.Column("in_full", sa.JSON(), nullable=False),
        sa.Column("reduced", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_ndtms_file_with_its_hash")),
        sa.CheckConstraint("rows_written >= 0 AND held_back >= 0", name=op.f("ck_ndtms_file_counts_not_negative")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_ndtms_file_made_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_ndtms_file_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ndtms_file")),
        sa.UniqueConstraint("organisation_id", "month_on", "sha256", name="uq_ndtms_file_bytes"),
    )


def downgrade() -> None:
    op.drop_table("ndtms_file")
    op.drop_table("ndtms_agency_code")
