"""Engagement: goals, interventions with their dates, and reviews of the care plan."""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"


def upgrade() -> None:
    op.create_table(
        "goal",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(length=300), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("does", sa.String(length=300), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("agreed", "done", "dropped", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'agreed') = (closed_on IS NULL) AND (closed_on IS NULL) = (closed_by_id IS NULL)",
            name=op.f("ck_goal_closed_with_when_and_by_whom"),
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user_account.id"], name=op.f("fk_goal_closed_by_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_goal_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_goal_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    op.create_index(op.f("ix_goal_referral_id"), "goal", ["referral_id"], unique=False)

    op.create_table(
        "intervention",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(length=10), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("is_start", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("exit_status", sa.String(length=10), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (exit_status IS NULL) AND (ended_on IS NULL) = (ended_by_id IS NULL)",
            name=op.f("ck_intervention_ended_with_status_and_by_whom"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_intervention_ended_after_it_started")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_intervention_ended_by_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_intervention_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_intervention_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
    )
    op.create_index(op.f("ix_intervention_referral_id"), "intervention", ["referral_id"], unique=False)

    op.create_table(
        "plan_review",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("next_on IS NULL OR next_on > reviewed_on", name=op.f("ck_plan_review_next_comes_later")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_plan_review_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_plan_review_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_review")),
    )
    op.create_index(op.f("ix_plan_review_referral_id"), "plan_review", ["referral_id"], unique=False)
    # The intervention that treatment started with stands in the table from the first day on.
    op.execute(
        "INSERT INTO intervention (referral_id, modality, started_on, is_start, recorded_at, recorded_by_id)"
        " SELECT referral_id, modality, started_on, true, recorded_at, recorded_by_id FROM structured_start"
        " WHERE superseded_at IS NULL"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_plan_review_referral_id"), table_name="plan_review")

    op.drop_table("plan_review")
    op.drop_index(op.f("ix_intervention_referral_id"), table_name="intervention")

    op.drop_table("intervention")
    op.drop_index(op.f("ix_goal_referral_id"), table_name="goal")

    op.drop_table("goal")
