"""What was told of an assessment without written consent, as the manager of the service records it."""

import sqlalchemy as sa
from alembic import op

revision = "0144"
down_revision = "0143"
WHAT = ("attendance", "content")
WHOM = ("police", "family", "employer", "service", "public")


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "assessment_leaked",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("what", _words("what", WHAT), nullable=False),
        sa.Column("whom", _words("whom", WHOM), nullable=False),
        sa.Column("told_to", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("told_at <= recorded_at", name=op.f("ck_assessment_leaked_told_before_it_was_recorded")),
        sa.CheckConstraint("length(done) >= 10", name=op.f("ck_assessment_leaked_said_what_was_done")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_assessment_leaked_referral_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_assessment_leaked_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_leaked")),
    )
    op.create_index(op.f("ix_assessment_leaked_referral_id"), "assessment_leaked", ["referral_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_assessment_leaked_referral_id"), table_name="assessment_leaked")
    op.drop_table("assessment_leaked")
