"""Arrest tests: failures that police decide about, and their decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"

STANDS = sa.text("taken_back_at IS NULL")
KINDS = ("sample", "initial_attend", "initial_remain", "follow_up_attend", "follow_up_remain")
STATES = (
    "REVIEW",
    "GOOD_CAUSE",
    "FILE",
    "CHARGED",
    "NO_PROCEEDINGS",
    "COURT_DECIDED",
    "TIME_BARRED",
    "DISCONTINUED",
    "ENDED_DEATH",
)
UNIQUE = {
    "uq_failure_of_a_requirement": ["required_assessment_id", "kind"],
    "uq_failure_of_a_test": ["drug_test_id"],
}


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "failure",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("kind", KINDS), nullable=False),
        sa.Column("state", _words("state", STATES), nullable=False),
        sa.Column("required_assessment_id", sa.Integer(), nullable=True),
        sa.Column("drug_test_id", sa.Integer(), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'sample') = (drug_test_id IS NOT NULL)", name=op.f("ck_failure_refusal_of_a_test")),
        sa.CheckConstraint(
            "(kind = 'sample') = (required_assessment_id IS NULL)", name=op.f("ck_failure_failure_of_a_requirement")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_failure_episode_id")),
        sa.ForeignKeyConstraint(
            ["required_assessment_id"], ["required_assessment.id"], name=op.f("fk_failure_required_assessment_id")
        ),
        sa.ForeignKeyConstraint(["drug_test_id"], ["drug_test.id"], name=op.f("fk_failure_drug_test_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure")),
    )
    op.create_index(op.f("ix_failure_episode_id"), "failure", ["episode_id"], unique=False)
    for name, columns in UNIQUE.items():
        op.create_index(name, "failure", columns, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)
    op.create_table(
        "failure_decision",
        sa.Column("failure_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["failure_id"], ["failure.id"], name=op.f("fk_failure_decision_failure_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_failure_decision_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure_decision")),
    )
    op.create_index(op.f("ix_failure_decision_failure_id"), "failure_decision", ["failure_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_failure_decision_failure_id"), table_name="failure_decision")
    op.drop_table("failure_decision")
    for name in UNIQUE:
        op.drop_index(name, table_name="failure", sqlite_where=STANDS, postgresql_where=STANDS)
    op.drop_index(op.f("ix_failure_episode_id"), table_name="failure")
    op.drop_table("failure")
