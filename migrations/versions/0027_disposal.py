"""Disposals: one decision on one episode. `facts` and `results` are what it was proposed on, under `rules_version`."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "disposal",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "CR",
                "CC",
                "O22",
                "SC",
                "PND",
                "CW",
                "YC",
                "YCC",
                "DC",
                "COMC",
                name="disposal_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "PROPOSED",
                "WITH_CPS",
                "AUTHORISED",
                "OFFERED",
                "REDECIDE",
                "ACTIVE",
                "BREACH_REVIEW",
                "DETAINED_24A",
                "PROSECUTION_PENDING",
                "COMPLETED",
                "COMPLETED_IN_PART",
                "EXCUSED_CLOSED",
                "PROSECUTED",
                "NOT_PROCEEDED",
                "TIME_BARRED",
                "DEFERRED",
                "REVIEW_DUE",
                "COMPLETED_AWAITING_REVIEW",
                "AGREED",
                "NON_ENGAGED",
                "REVIEWED",
                "GIVEN",
                "COURT_REQUESTED",
                "PAID",
                "FINE_REGISTERED",
                "VOID",
                "TRANSFERRED",
                "REFERRED_TO_YOUTH_JUSTICE",
                "CLOSED_22",
                "CLOSED_CHARGED",
                "CLOSED_DIED",
                "CLOSED_NFA",
                "CLOSED_REPLACED",
                name="disposal_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("reasons_cite_test", sa.Boolean(), nullable=False),
        sa.Column("deadline_reason", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("authorised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorised_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "authorised_rank",
            sa.Enum(
                "constable",
                "sergeant",
                "inspector",
                "chief_inspector",
                "superintendent",
                "chief_superintendent",
                "acpo",
                name="disposal_rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome_requested", sa.String(length=4), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(authorised_at IS NULL) = (authorised_by_id IS NULL) AND (authorised_at IS NULL) = (authorised_rank IS NULL)",
            name=op.f("ck_disposal_authorised_whole"),
        ),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (outcome_requested IS NULL)", name=op.f("ck_disposal_code_when_signed")
        ),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name=op.f("ck_disposal_signed_whole")),
        sa.CheckConstraint(
            "authorised_by_id IS NULL OR authorised_by_id <> proposed_by_id", name=op.f("ck_disposal_two_people")
        ),
        sa.CheckConstraint(
            "completed_at IS NULL OR signed_at IS NOT NULL", name=op.f("ck_disposal_completed_after_signing")
        ),
        sa.CheckConstraint(
            "signed_at IS NULL OR (authorised_at IS NOT NULL AND consented_at IS NOT NULL AND explained_at IS NOT NULL)",
            name=op.f("ck_disposal_signed_after_authority"),
        ),
        sa.ForeignKeyConstraint(["authorised_by_id"], ["user_account.id"], name=op.f("fk_disposal_authorised_by_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_disposal_episode_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_disposal_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disposal_person_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_disposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user_account.id"], name=op.f("fk_disposal_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )
    op.create_index(op.f("ix_disposal_episode_id"), "disposal", ["episode_id"], unique=False)
    op.create_index("ix_disposal_organisation_id_state", "disposal", ["organisation_id", "state"], unique=False)
    op.create_index(op.f("ix_disposal_person_id"), "disposal", ["person_id"], unique=False)
    op.create_index(
        "uq_disposal_open",
        "disposal",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text(
            "state NOT IN ('CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'FINE_REGISTERED', 'NOT_PROCEEDED', 'PAID', 'PROSECUTED', 'REDECIDE', 'REFERRED_TO_YOUTH_JUSTICE', 'REVIEWED', 'TIME_BARRED', 'TRANSFERRED', 'VOID')"
        ),
        postgresql_where=sa.text(
            "state NOT IN ('CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'FINE_REGISTERED', 'NOT_PROCEEDED', 'PAID', 'PROSECUTED', 'REDECIDE', 'REFERRED_TO_YOUTH_JUSTICE', 'REVIEWED', 'TIME_BARRED', 'TRANSFERRED', 'VOID')"
        ),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_disposal_open",
        table_name="disposal",
        sqlite_where=sa.text(
            "state NOT IN ('CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'FINE_REGISTERED', 'NOT_PROCEEDED', 'PAID', 'PROSECUTED', 'REDECIDE', 'REFERRED_TO_YOUTH_JUSTICE', 'REVIEWED', 'TIME_BARRED', 'TRANSFERRED', 'VOID')"
        ),
        postgresql_where=sa.text(
            "state NOT IN ('CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', 'COMPLETED', 'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'FINE_REGISTERED', 'NOT_PROCEEDED', 'PAID', 'PROSECUTED', 'REDECIDE', 'REFERRED_TO_YOUTH_JUSTICE', 'REVIEWED', 'TIME_BARRED', 'TRANSFERRED', 'VOID')"
        ),
    )
    op.drop_index(op.f("ix_disposal_person_id"), table_name="disposal")
    op.drop_index("ix_disposal_organisation_id_state", table_name="disposal")
    op.drop_index(op.f("ix_disposal_episode_id"), table_name="disposal")
    op.drop_table("disposal")
