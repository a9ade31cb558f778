"""Acceptance: a service's no. The declining organisation keeps this and the reference, nothing of the person."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.create_table(
        "decline",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "no_place",
                "out_of_area",
                "conflict",
                "access_or_language",
                "already_elsewhere",
                "closing",
                "other_age_group",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["declined_by_id"], ["user_account.id"], name=op.f("fk_decline_declined_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_decline_organisation_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_decline_referral_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_decline_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decline")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_decline_referral_id")),
    )
    op.create_index(op.f("ix_decline_organisation_id"), "decline", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_decline_organisation_id"), table_name="decline")
    op.drop_table("decline")
