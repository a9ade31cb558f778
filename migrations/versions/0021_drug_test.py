"""Arrest tests: one request for a sample, or the decision not to ask. `relied_on` holds the ids of the offences it rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "drug_test",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("continuous_detention", sa.String(length=36), nullable=False),
        sa.Column(
            "route",
            sa.Enum("arrest", "charge", name="route", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("relied_on", sa.JSON(), nullable=False),
        sa.Column("regime", sa.String(length=20), nullable=True),
        sa.Column("law_version", sa.String(length=40), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "sample_given",
                "refused",
                "could_not",
                "not_asked",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "not_tested_reason",
            sa.Enum(
                "not_in_police_detention",
                "under_age",
                "age_not_confirmed",
                "site_not_notified",
                "route_not_notified",
                "offence_not_trigger_no_authority",
                "offence_closed",
                "authority_refused",
                "already_sampled_this_detention",
                "no_appropriate_adult",
                "no_trained_operator",
                "device_unavailable",
                "lot_expired",
                "medically_unfit",
                "too_intoxicated_to_understand",
                "violent_unsafe",
                "interpreter_unavailable",
                "released_before_test",
                "time_expired",
                "hospital",
                "officer_discretion",
                name="not_tested_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("not_tested_text", sa.Text(), nullable=True),
        sa.Column("words_version", sa.String(length=40), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "sample_condition",
            sa.Enum(
                "sufficient_and_suitable",
                "insufficient",
                "unsuitable",
                "lost",
                name="sample_condition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("refusal_words", sa.Text(), nullable=True),
        sa.Column("good_cause", sa.Text(), nullable=True),
        sa.Column("result_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "overall_result",
            sa.Enum(
                "positive",
                "negative",
                "inconclusive",
                "no_valid_sample",
                name="overall_result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("has_medicine", sa.Boolean(), nullable=True),
        sa.Column("medicine", sa.Text(), nullable=True),
        sa.Column(
            "told_answer",
            sa.Enum(
                "accepts",
                "disputes",
                "said_nothing",
                name="told_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'not_asked') = (not_tested_reason IS NOT NULL)", name=op.f("ck_drug_test_not_asked_with_why")
        ),
        sa.CheckConstraint(
            "(outcome = 'not_asked') = (requested_at IS NULL)", name=op.f("ck_drug_test_asked_with_its_time")
        ),
        sa.CheckConstraint("(outcome = 'not_asked') = (route IS NULL)", name=op.f("ck_drug_test_asked_on_a_route")),
        sa.CheckConstraint(
            "(outcome = 'sample_given') = (taken_at IS NOT NULL) AND (outcome = 'sample_given') = (sample_condition IS NOT NULL)",
            name=op.f("ck_drug_test_sample_with_its_time_and_condition"),
        ),
        sa.CheckConstraint(
            "outcome <> 'could_not' OR good_cause IS NOT NULL", name=op.f("ck_drug_test_could_not_with_cause")
        ),
        sa.CheckConstraint(
            "outcome <> 'refused' OR refusal_words IS NOT NULL", name=op.f("ck_drug_test_refused_with_words")
        ),
        sa.CheckConstraint(
            "outcome <> 'sample_given' OR warned_at IS NOT NULL", name=op.f("ck_drug_test_sample_after_a_warning")
        ),
        sa.CheckConstraint(
            "overall_result IS NULL OR outcome = 'sample_given'", name=op.f("ck_drug_test_result_of_a_sample")
        ),
        sa.CheckConstraint("result_at IS NULL OR result_at >= taken_at", name=op.f("ck_drug_test_read_after_taken")),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_drug_test_superseded_when_named")
        ),
        sa.CheckConstraint("taken_at IS NULL OR taken_at >= requested_at", name=op.f("ck_drug_test_taken_after_asked")),
        sa.CheckConstraint(
            "warned_at IS NULL OR requested_at IS NULL OR warned_at <= requested_at",
            name=op.f("ck_drug_test_warned_before_asked"),
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_drug_test_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_drug_test_recorded_by_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["drug_test.id"], name=op.f("fk_drug_test_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drug_test")),
    )
    op.create_index("ix_drug_test_continuous_detention", "drug_test", ["continuous_detention"], unique=False)
    op.create_index(op.f("ix_drug_test_episode_id"), "drug_test", ["episode_id"], unique=False)
    op.create_index(
        "uq_drug_test_one_sample_a_detention",
        "drug_test",
        ["continuous_detention"],
        unique=True,
        sqlite_where=sa.text("outcome = 'sample_given' AND superseded_at IS NULL"),
        postgresql_where=sa.text("outcome = 'sample_given' AND superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_drug_test_one_sample_a_detention",
        table_name="drug_test",
        sqlite_where=sa.text("outcome = 'sample_given' AND superseded_at IS NULL"),
        postgresql_where=sa.text("outcome = 'sample_given' AND superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_drug_test_episode_id"), table_name="drug_test")
    op.drop_index("ix_drug_test_continuous_detention", table_name="drug_test")
    op.drop_table("drug_test")
