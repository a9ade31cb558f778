"""Engagement: scores, naloxone supplies, peer support, check-ins and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0119"
down_revision = "0118"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column(
            "respected",
            sa.Enum("yes", "partly", "no", name="respected", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "in_time",
            sa.Enum("yes", "partly", "no", name="in_time", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "helped",
            sa.Enum("yes", "partly", "no", name="helped", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_feedback_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_organisation_id", "feedback", ["organisation_id", "month_on"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done", "no_answer", "declined", name="outcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_check_in_number")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_check_in_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_check_in_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("referral_id", "number", name="uq_check_in_referral_id_number"),
    )
    op.create_table(
        "naloxone_supply",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("supplied_on", sa.Date(), nullable=False),
        sa.Column(
            "product",
            sa.Enum("nasal", "injectable", name="product", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("kits", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=60), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column(
            "recipient",
            sa.Enum(
                "at_risk",
                "family",
                "professional",
                name="recipient",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "why",
            sa.Enum(
                "first", "used", "lost", "expired", name="why", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "authority",
            sa.Enum(
                "drug_service",
                "route_1",
                "route_2",
                name="authority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("trained_by", sa.String(length=120), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column(
            "used_outcome",
            sa.Enum(
                "lived", "died", "not_known", name="used_outcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(used_on IS NULL) = (used_outcome IS NULL) AND (used_on IS NULL) = (used_by_id IS NULL)",
            name=op.f("ck_naloxone_supply_used_with_outcome_and_by_whom"),
        ),
        sa.CheckConstraint("expires_on > supplied_on", name=op.f("ck_naloxone_supply_not_expired_when_supplied")),
        sa.CheckConstraint("kits > 0", name=op.f("ck_naloxone_supply_at_least_one_kit")),
        sa.CheckConstraint(
            "used_on IS NULL OR used_on >= supplied_on", name=op.f("ck_naloxone_supply_used_after_it_was_supplied")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_naloxone_supply_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_naloxone_supply_referral_id")),
        sa.ForeignKeyConstraint(["used_by_id"], ["user_account.id"], name=op.f("fk_naloxone_supply_used_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_naloxone_supply")),
    )
    op.create_index(op.f("ix_naloxone_supply_referral_id"), "naloxone_supply", ["referral_id"], unique=False)

    op.create_table(
        "peer_support",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted", "thinking", "declined", name="answer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("peer", sa.String(length=120), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("first_contact_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'accepted') = (peer IS NOT NULL) AND (answer = 'accepted') = (contact IS NOT NULL)",
            name=op.f("ck_peer_support_accepted_with_peer_and_contact"),
        ),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f("ck_peer_support_superseded_with_why")
        ),
        sa.CheckConstraint(
            "first_contact_on IS NULL OR first_contact_on >= offered_on",
            name=op.f("ck_peer_support_met_after_the_offer"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_peer_support_superseded_by_a_row")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_peer_support_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_peer_support_referral_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["peer_support.id"], name=op.f("fk_peer_support_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_support")),
    )
    op.create_index(op.f("ix_peer_support_referral_id"), "peer_support", ["referral_id"], unique=False)
    op.create_index(
        "uq_peer_support_live",
        "peer_support",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )

    op.create_table(
        "top_scores",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "start", "review", "exit", "post", name="stage", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("alcohol_days", sa.Integer(), nullable=True),
        sa.Column("opiates_days", sa.Integer(), nullable=True),
        sa.Column("crack_days", sa.Integer(), nullable=True),
        sa.Column("cocaine_days", sa.Integer(), nullable=True),
        sa.Column("amphetamines_days", sa.Integer(), nullable=True),
        sa.Column("cannabis_days", sa.Integer(), nullable=True),
        sa.Column("other_drug_days", sa.Integer(), nullable=True),
        sa.Column("injected_days", sa.Integer(), nullable=True),
        sa.Column("shared", sa.Integer(), nullable=True),
        sa.Column("shop_theft_days", sa.Integer(), nullable=True),
        sa.Column("selling_days", sa.Integer(), nullable=True),
        sa.Column("other_theft", sa.Integer(), nullable=True),
        sa.Column("assault", sa.Integer(), nullable=True),
        sa.Column("psychological", sa.Integer(), nullable=True),
        sa.Column("physical", sa.Integer(), nullable=True),
        sa.Column("quality_of_life", sa.Integer(), nullable=True),
        sa.Column("work_days", sa.Integer(), nullable=True),
        sa.Column("education_days", sa.Integer(), nullable=True),
        sa.Column("acute_housing_problem", sa.Integer(), nullable=True),
        sa.Column("at_risk_of_eviction", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (correction_reason IS NULL)", name=op.f("ck_top_scores_superseded_with_why")
        ),
        sa.CheckConstraint("acute_housing_problem BETWEEN 0 AND 1", name=op.f("ck_top_scores_acute_housing_problem")),
        sa.CheckConstraint("alcohol_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_alcohol_days")),
        sa.CheckConstraint("amphetamines_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_amphetamines_days")),
        sa.CheckConstraint("assault BETWEEN 0 AND 1", name=op.f("ck_top_scores_assault")),
        sa.CheckConstraint("at_risk_of_eviction BETWEEN 0 AND 1", name=op.f("ck_top_scores_at_risk_of_eviction")),
        sa.CheckConstraint("cannabis_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_cannabis_days")),
        sa.CheckConstraint("cocaine_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_cocaine_days")),
        sa.CheckConstraint("crack_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_crack_days")),
        sa.CheckConstraint("education_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_education_days")),
        sa.CheckConstraint("injected_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_injected_days")),
        sa.CheckConstraint("opiates_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_opiates_days")),
        sa.CheckConstraint("other_drug_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_other_drug_days")),
        sa.CheckConstraint("other_theft BETWEEN 0 AND 1", name=op.f("ck_top_scores_other_theft")),
        sa.CheckConstraint("physical BETWEEN 0 AND 20", name=op.f("ck_top_scores_physical")),
        sa.CheckConstraint("psychological BETWEEN 0 AND 20", name=op.f("ck_top_scores_psychological")),
        sa.CheckConstraint("quality_of_life BETWEEN 0 AND 20", name=op.f("ck_top_scores_quality_of_life")),
        sa.CheckConstraint("selling_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_selling_days")),
        sa.CheckConstraint("shared BETWEEN 0 AND 1", name=op.f("ck_top_scores_shared")),
        sa.CheckConstraint("shop_theft_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_shop_theft_days")),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_top_scores_superseded_by_a_row")
        ),
        sa.CheckConstraint("work_days BETWEEN 0 AND 28", name=op.f("ck_top_scores_work_days")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_top_scores_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_top_scores_referral_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["top_scores.id"], name=op.f("fk_top_scores_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_top_scores")),
    )
    op.create_index(op.f("ix_top_scores_referral_id"), "top_scores", ["referral_id"], unique=False)
    op.create_index(
        "uq_top_scores_live",
        "top_scores",
        ["referral_id", "stage", "taken_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_top_scores_live",
        table_name="top_scores",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_top_scores_referral_id"), table_name="top_scores")

    op.drop_table("top_scores")
    op.drop_index(
        "uq_peer_support_live",
        table_name="peer_support",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_peer_support_referral_id"), table_name="peer_support")

    op.drop_table("peer_support")
    op.drop_index(op.f("ix_naloxone_supply_referral_id"), table_name="naloxone_supply")

    op.drop_table("naloxone_supply")
    op.drop_table("check_in")
    op.drop_index("ix_feedback_organisation_id", table_name="feedback")

    op.drop_table("feedback")
