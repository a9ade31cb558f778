"""Referrals: somebody may have come to an appointment and left early."""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0109"

BEFORE = ("attended", "did_not_attend", "cancelled_by_person", "cancelled_by_service")
AFTER = ("attended", "left_early", "did_not_attend", "cancelled_by_person", "cancelled_by_service")


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _appointment() -> sa.Table:
    """The table as it stands: a copy made on SQLite keeps what is written here and nothing else."""
    return sa.Table(
        "appointment",
        sa.MetaData(),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (outcome_by_id IS NULL)",
            name=op.f("ck_appointment_outcome_with_who_and_when"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_appointment_superseded_with_when")
        ),
        sa.CheckConstraint(_one_of("channel", ("in_person", "phone", "video")), name=op.f("ck_appointment_channel")),
        sa.CheckConstraint(
            _one_of("purpose", ("assessment", "structured", "other")), name=op.f("ck_appointment_purpose")
        ),
        sa.CheckConstraint(_one_of("outcome", BEFORE), name=op.f("ck_appointment_outcome")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["user_account.id"], name=op.f("fk_appointment_offered_by_id")),
        sa.ForeignKeyConstraint(["outcome_by_id"], ["user_account.id"], name=op.f("fk_appointment_outcome_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_appointment_referral_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["appointment.id"], name=op.f("fk_appointment_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.Index("ix_appointment_referral_id", "referral_id"),
    )


def _let_be(words: tuple[str, ...]) -> None:
    with op.batch_alter_table("appointment", copy_from=_appointment()) as batch:
        batch.drop_constraint(op.f("ck_appointment_outcome"), type_="check")
        batch.create_check_constraint(op.f("ck_appointment_outcome"), _one_of("outcome", words))


def _holds_one_left_early() -> bool:
    return bool(op.get_bind().scalar(sa.text("SELECT count(*) FROM appointment WHERE outcome = 'left_early'")))


def upgrade() -> None:
    """A table that kept one who left early, on the way down, lets that be already."""
    if not _holds_one_left_early():
        _let_be(AFTER)


def downgrade() -> None:
    """A table in which somebody left early stays as it is: nothing is lost."""
    if not _holds_one_left_early():
        _let_be(BEFORE)
