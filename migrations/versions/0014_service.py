"""Directory: where a person can be sent. `areas` and `needs` hold values of `vocabulary.Area` and `vocabulary.Need`."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "service",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("women_only", sa.Boolean(), nullable=False),
        sa.Column("young_people", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("opening_hours", sa.String(length=500), nullable=False),
        sa.Column("access_notes", sa.String(length=1000), nullable=False),
        sa.Column("languages", sa.String(length=300), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("places_updated_on", sa.Date(), nullable=True),
        sa.Column("typical_wait_days", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(places IS NULL) = (places_updated_on IS NULL)", name=op.f("ck_service_places_with_their_day")
        ),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_service_closed_after_opened")),
        sa.CheckConstraint("places IS NULL OR places >= 0", name=op.f("ck_service_places_not_negative")),
        sa.CheckConstraint(
            "typical_wait_days IS NULL OR typical_wait_days >= 0", name=op.f("ck_service_wait_not_negative")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_service_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("organisation_id", "name", "town", name="uq_service_organisation_id_name_town"),
    )
    op.create_index(op.f("ix_service_organisation_id"), "service", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_service_organisation_id"), table_name="service")
    op.drop_table("service")
