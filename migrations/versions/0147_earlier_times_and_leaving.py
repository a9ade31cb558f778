"""Engagement: a note on a time that a notice had changed, and who left at a time that nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0147"
down_revision = "0146"

OUTCOMES = ("attended_remained", "failed_to_attend", "failed_to_remain")
TABLES = ("required_assessment_outcome", "follow_up_outcome")


def upgrade() -> None:
    outcome = sa.Enum(*OUTCOMES, name="outcome", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "earlier_time_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("required_assessment_id", sa.Integer(), nullable=False),
        sa.Column("appointment_change_id", sa.Integer(), nullable=False),
        sa.Column("outcome", outcome, nullable=False),
        sa.Column("earlier_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["required_assessment_id"],
            ["required_assessment.id"],
            name=op.f("fk_earlier_time_note_required_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["appointment_change_id"],
            ["appointment_change.id"],
            name=op.f("fk_earlier_time_note_appointment_change_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_earlier_time_note_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_time_note")),
    )
    op.create_index(
        op.f("ix_earlier_time_note_required_assessment_id"), "earlier_time_note", ["required_assessment_id"]
    )
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("is_time_unknown", sa.Boolean(), nullable=False, server_default=sa.false()))
            batch.create_check_constraint(
                op.f(f"ck_{table}_unknown_time_of_leaving"), "NOT is_time_unknown OR outcome = 'failed_to_remain'"
            )
        with op.batch_alter_table(table) as batch:
            batch.alter_column("is_time_unknown", server_default=None)


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_unknown_time_of_leaving"), type_="check")
            batch.drop_column("is_time_unknown")
    op.drop_table("earlier_time_note")
