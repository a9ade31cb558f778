"""Referrals: a step that was taken: from, to, by whom in which role, and why. Rows are added, never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.create_table(
        "referral_event",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "ACKNOWLEDGED",
                "RETURNED",
                "ACCEPTED",
                "APPT_OFFERED",
                "OUTREACH",
                "ATTENDED_ASSESSMENT",
                "CARE_PLAN",
                "IN_TREATMENT",
                "NEEDS_PLACE",
                "TRANSFER_PENDING",
                "SUSPENDED",
                "NOT_ENGAGED",
                "NO_NEED",
                "COMPLETED",
                "LEFT_TREATMENT",
                "CONSENT_WITHDRAWN",
                "ENDED_IN_CUSTODY",
                "DISCARDED",
                "WITHDRAWN",
                "REROUTED",
                "UNMET_NEED",
                "TRANSFERRED",
                "DIED",
                "ERROR",
                "DUPLICATE",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "ACKNOWLEDGED",
                "RETURNED",
                "ACCEPTED",
                "APPT_OFFERED",
                "OUTREACH",
                "ATTENDED_ASSESSMENT",
                "CARE_PLAN",
                "IN_TREATMENT",
                "NEEDS_PLACE",
                "TRANSFER_PENDING",
                "SUSPENDED",
                "NOT_ENGAGED",
                "NO_NEED",
                "COMPLETED",
                "LEFT_TREATMENT",
                "CONSENT_WITHDRAWN",
                "ENDED_IN_CUSTODY",
                "DISCARDED",
                "WITHDRAWN",
                "REROUTED",
                "UNMET_NEED",
                "TRANSFERRED",
                "DIED",
                "ERROR",
                "DUPLICATE",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_referral_event_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_event_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_event")),
    )
    op.create_index(op.f("ix_referral_event_referral_id"), "referral_event", ["referral_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_referral_event_referral_id"), table_name="referral_event")
    op.drop_table("referral_event")
