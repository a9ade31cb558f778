"""Referrals: one offer of a person to a service. Sent on, it gets a child that keeps `first_submitted_at`: no clock restarts."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("reference", sa.String(length=20), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
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
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "route",
            sa.Enum(
                "DToA_required_assessment",
                "DToA_voluntary",
                "OOCD_conditional_caution",
                "OOCD_community_resolution",
                "OOCD_outcome_22",
                "L&D",
                "police_street",
                "ARC_IOM",
                "self",
                "other",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("routing", sa.JSON(), nullable=False),
        sa.Column(
            "choice_reason",
            sa.Enum(
                "asked_for",
                "known_there",
                "easier_to_reach",
                "seen_sooner",
                "language_or_access",
                "conflict",
                "agreed_by_phone",
                name="choice_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("placing_note", sa.String(length=500), nullable=True),
        sa.Column("bounces", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("keyworker_id", sa.Integer(), nullable=True),
        sa.Column("first_offered_on", sa.Date(), nullable=True),
        sa.Column("first_attended_on", sa.Date(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("engaged_on", sa.Date(), nullable=True),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'SUBMITTED' OR sent_at IS NOT NULL", name=op.f("ck_referral_submitted_was_sent")),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (keyworker_id IS NULL)",
            name=op.f("ck_referral_accepted_with_who_and_keyworker"),
        ),
        sa.CheckConstraint(
            "(reference IS NULL) = (sent_at IS NULL) AND (sent_at IS NULL) = (first_submitted_at IS NULL) AND (sent_at IS NULL) = (sent_by_id IS NULL) AND (sent_at IS NULL) = (due_on IS NULL)",
            name=op.f("ck_referral_sent_with_its_reference_and_clock"),
        ),
        sa.CheckConstraint(
            "(service_id IS NULL) = (organisation_id IS NULL)", name=op.f("ck_referral_service_with_its_organisation")
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR service_id IS NOT NULL", name=op.f("ck_referral_accepted_by_a_service")
        ),
        sa.CheckConstraint("bounces >= 0", name=op.f("ck_referral_bounces_not_negative")),
        sa.CheckConstraint(
            "engaged_on IS NULL OR accepted_at IS NOT NULL", name=op.f("ck_referral_engaged_after_acceptance")
        ),
        sa.CheckConstraint(
            "exited_on IS NULL OR accepted_at IS NOT NULL", name=op.f("ck_referral_exited_after_acceptance")
        ),
        sa.CheckConstraint(
            "first_attended_on IS NULL OR accepted_at IS NOT NULL", name=op.f("ck_referral_attended_after_acceptance")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["user_account.id"], name=op.f("fk_referral_accepted_by_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_referral_episode_id")),
        sa.ForeignKeyConstraint(["keyworker_id"], ["user_account.id"], name=op.f("fk_referral_keyworker_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_referral_organisation_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["referral.id"], name=op.f("fk_referral_parent_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_person_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user_account.id"], name=op.f("fk_referral_sent_by_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_referral_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("reference", name=op.f("uq_referral_reference")),
    )
    op.create_index(op.f("ix_referral_episode_id"), "referral", ["episode_id"], unique=False)
    op.create_index(
        "ix_referral_inbox",
        "referral",
        ["organisation_id", "due_on", "sent_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"),
        postgresql_where=sa.text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"),
    )
    op.create_index(op.f("ix_referral_parent_id"), "referral", ["parent_id"], unique=False)
    op.create_index(op.f("ix_referral_person_id"), "referral", ["person_id"], unique=False)
    op.create_index("ix_referral_sent_by_id", "referral", ["sent_by_id", "sent_at"], unique=False)
    op.create_index(op.f("ix_referral_service_id"), "referral", ["service_id"], unique=False)
    op.create_index(
        "ix_referral_state_first_submitted_at", "referral", ["state", "first_submitted_at", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_referral_state_first_submitted_at", table_name="referral")
    op.drop_index(op.f("ix_referral_service_id"), table_name="referral")
    op.drop_index("ix_referral_sent_by_id", table_name="referral")
    op.drop_index(op.f("ix_referral_person_id"), table_name="referral")
    op.drop_index(op.f("ix_referral_parent_id"), table_name="referral")
    op.drop_index(
        "ix_referral_inbox",
        table_name="referral",
        sqlite_where=sa.text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"),
        postgresql_where=sa.text("state IN ('SUBMITTED', 'ACKNOWLEDGED', 'RETURNED')"),
    )
    op.drop_index(op.f("ix_referral_episode_id"), table_name="referral")
    op.drop_table("referral")
