"""Safeguarding: the services that somebody must not be sent to."""

import sqlalchemy as sa
from alembic import op

revision = "0128"
down_revision = "0127"

TABLE = "service_to_avoid"


def upgrade() -> None:
    values = ("danger", "relative", "place", "unsaid")
    why = sa.Enum(*values, name="why", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        TABLE,
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("why", why, nullable=False),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("concern_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_service_to_avoid_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_service_to_avoid_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_to_avoid_service_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_service_to_avoid_concern_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_service_to_avoid_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_service_to_avoid_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_service_to_avoid_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_to_avoid")),
    )
    op.create_index(op.f("ix_service_to_avoid_person_id"), TABLE, ["person_id"], unique=False)
    live = sa.text("ended_at IS NULL")
    columns = ["person_id", "service_id", "organisation_id"]
    op.create_index("uq_service_to_avoid_live", TABLE, columns, unique=True, sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    op.drop_table(TABLE)
