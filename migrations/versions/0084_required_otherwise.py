"""Arrest tests: a required assessment that went otherwise than the rules say, held for an inspector."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"


def upgrade() -> None:
    op.create_table(
        "required_otherwise",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("imposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("with_follow_up", sa.Boolean(), nullable=False),
        sa.Column("initial_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initial_place", sa.String(length=300), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("spoken", sa.JSON(), nullable=False),
        sa.Column("notice_served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("what_happened", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("release", "void", name="decision", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("is_person_told", sa.Boolean(), nullable=True),
        sa.Column("unenforceable", sa.Text(), nullable=False),
        sa.Column("required_assessment_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decision IS NULL)",
            name=op.f("ck_required_otherwise_decided_whole"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> recorded_by_id",
            name=op.f("ck_required_otherwise_decided_by_another"),
        ),
        sa.CheckConstraint(
            "imposed_at <= recorded_at", name=op.f("ck_required_otherwise_required_before_it_was_recorded")
        ),
        sa.CheckConstraint(
            "(initial_at IS NULL) = (service_id IS NULL) AND (initial_at IS NULL) = (initial_place IS NULL)",
            name=op.f("ck_required_otherwise_timed_whole"),
        ),
        sa.CheckConstraint(
            "required_assessment_id IS NULL OR (decision = 'release' AND unenforceable = '')",
            name=op.f("ck_required_otherwise_a_requirement_by_release"),
        ),
        sa.CheckConstraint(
            "(is_person_told IS NOT NULL) = (decision IS NOT NULL AND decision = 'void')",
            name=op.f("ck_required_otherwise_voided_with_told"),
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["required_assessment.id"], name=op.f("fk_required_otherwise_before_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_required_otherwise_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_required_otherwise_episode_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_required_otherwise_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["required_assessment_id"],
            ["required_assessment.id"],
            name=op.f("fk_required_otherwise_required_assessment_id"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_required_otherwise_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_otherwise")),
    )
    op.create_index(op.f("ix_required_otherwise_episode_id"), "required_otherwise", ["episode_id"])
    op.create_index(
        "uq_required_otherwise_waiting",
        "required_otherwise",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_required_otherwise_waiting",
        table_name="required_otherwise",
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.drop_index(op.f("ix_required_otherwise_episode_id"), table_name="required_otherwise")
    op.drop_table("required_otherwise")
