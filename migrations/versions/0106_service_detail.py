"""Directory: what a service says of itself, its places, days that differ, its history, files sent in."""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    op.create_table(
        "provider_detail",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=36), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("came_with", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_provider_detail_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_detail")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_provider_detail_organisation_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_provider_detail_reference")),
    )
    op.create_table(
        "service_detail",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=36), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("outcodes", sa.JSON(), nullable=False),
        sa.Column("towns", sa.JSON(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("co_occurring", sa.Boolean(), nullable=False),
        sa.Column("outreach", sa.Boolean(), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("on_bank_holidays", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_with", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("age_from IS NULL OR age_from >= 0", name=op.f("ck_service_detail_age_from_not_negative")),
        sa.CheckConstraint(
            "age_from IS NULL OR age_to IS NULL OR age_from <= age_to", name=op.f("ck_service_detail_ages_in_order")
        ),
        sa.CheckConstraint("age_to IS NULL OR age_to >= 0", name=op.f("ck_service_detail_age_to_not_negative")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_detail_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_detail")),
        sa.UniqueConstraint("reference", name=op.f("uq_service_detail_reference")),
        sa.UniqueConstraint("service_id", name=op.f("uq_service_detail_service_id")),
    )
    op.create_table(
        "directory_file",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("taken", "dropped", name="outcome", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (content IS NOT NULL)", name=op.f("ck_directory_file_kept_until_decided")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_directory_file_ended_by_somebody")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_directory_file_ended_somehow")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_directory_file_ended_by_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["user_account.id"], name=op.f("fk_directory_file_read_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_file")),
    )
    op.create_table(
        "service_change",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "added",
                "changed",
                "closed",
                "reopened",
                "from_a_file",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("became", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user_account.id"], name=op.f("fk_service_change_changed_by_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_change_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_change")),
    )
    op.create_index(
        "ix_service_change_service_id_changed_at", "service_change", ["service_id", "changed_at"], unique=False
    )

    op.create_table(
        "service_exception",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=36), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_service_exception_ended_by_somebody")
        ),
        sa.CheckConstraint("(opens IS NULL) = (closes IS NULL)", name=op.f("ck_service_exception_opens_and_closes")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_service_exception_last_after_first")),
        sa.CheckConstraint("opens IS NULL OR closes > opens", name=op.f("ck_service_exception_closes_after_it_opens")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_service_exception_added_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_service_exception_ended_by_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_exception_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_exception")),
    )
    op.create_index("ix_service_exception_service_id", "service_exception", ["service_id"], unique=False)

    op.create_table(
        "service_place",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("physical", "postal", "virtual", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("postcode", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=60), nullable=False),
        sa.Column("came_with", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_service_place_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_service_place_added_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_service_place_ended_by_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_place_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_place")),
    )
    op.create_index(
        "uq_service_place_standing",
        "service_place",
        ["service_id", "reference"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    for table in (
        "service_place",
        "service_exception",
        "service_change",
        "directory_file",
        "service_detail",
        "provider_detail",
    ):
        op.drop_table(table)
