"""Arrest tests: an initial and a follow-up assessment required together, or why not (Drugs Act 2005 ss.9 to 11)."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "required_assessment",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("drug_test_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("imposed", "not_imposed", name="decision", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("not_imposed_reason", sa.Text(), nullable=True),
        sa.Column("imposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initial_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initial_place", sa.String(length=300), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("words_version", sa.String(length=40), nullable=True),
        sa.Column("notice_served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_served_by_id", sa.Integer(), nullable=True),
        sa.Column("notice_sha256", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision = 'imposed') = (imposed_at IS NOT NULL)",
            name=op.f("ck_required_assessment_imposed_with_its_time"),
        ),
        sa.CheckConstraint(
            "(decision = 'imposed') = (initial_at IS NOT NULL) AND (decision = 'imposed') = (initial_place IS NOT NULL) AND (decision = 'imposed') = (service_id IS NOT NULL)",
            name=op.f("ck_required_assessment_imposed_with_time_and_place"),
        ),
        sa.CheckConstraint(
            "(decision = 'not_imposed') = (not_imposed_reason IS NOT NULL)",
            name=op.f("ck_required_assessment_not_imposed_with_why"),
        ),
        sa.CheckConstraint(
            "(notice_served_at IS NULL) = (notice_sha256 IS NULL) AND (notice_served_at IS NULL) = (notice_served_by_id IS NULL) AND (notice_served_at IS NULL) = (words_version IS NULL)",
            name=op.f("ck_required_assessment_notice_served_whole"),
        ),
        sa.CheckConstraint(
            "initial_at IS NULL OR initial_at > imposed_at", name=op.f("ck_required_assessment_initial_lies_ahead")
        ),
        sa.CheckConstraint(
            "notice_served_at IS NULL OR (imposed_at IS NOT NULL AND notice_served_at >= imposed_at)",
            name=op.f("ck_required_assessment_notice_after_requirement"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL",
            name=op.f("ck_required_assessment_superseded_when_named"),
        ),
        sa.ForeignKeyConstraint(["drug_test_id"], ["drug_test.id"], name=op.f("fk_required_assessment_drug_test_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_required_assessment_episode_id")),
        sa.ForeignKeyConstraint(
            ["notice_served_by_id"], ["user_account.id"], name=op.f("fk_required_assessment_notice_served_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_required_assessment_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_required_assessment_service_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["required_assessment.id"], name=op.f("fk_required_assessment_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_assessment")),
    )
    op.create_index(op.f("ix_required_assessment_drug_test_id"), "required_assessment", ["drug_test_id"], unique=False)
    op.create_index(op.f("ix_required_assessment_episode_id"), "required_assessment", ["episode_id"], unique=False)
    op.create_index(op.f("ix_required_assessment_service_id"), "required_assessment", ["service_id"], unique=False)
    op.create_index(
        "uq_required_assessment_live",
        "required_assessment",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_required_assessment_live",
        table_name="required_assessment",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_required_assessment_service_id"), table_name="required_assessment")
    op.drop_index(op.f("ix_required_assessment_episode_id"), table_name="required_assessment")
    op.drop_index(op.f("ix_required_assessment_drug_test_id"), table_name="required_assessment")
    op.drop_table("required_assessment")
