"""Referrals: a transfer and an error said; engagement: attempts to find somebody, and an exit that a re-opening undid."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"

OPEN, WAITS, STANDS = sa.text("ended_at IS NULL"), sa.text("settled_at IS NULL"), sa.text("undone_at IS NULL")
EXIT, UNDONE = "treatment_exit", "undone_at"
WAYS = ("phone", "text", "letter", "visit", "through_other", "other_service")


def upgrade() -> None:
    op.create_table(
        "referral_transfer",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(service_id IS NULL) = (organisation_id IS NULL)",
            name=op.f("ck_referral_transfer_service_with_its_organisation"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name=op.f("ck_referral_transfer_ended_with_how")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_transfer_referral_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_referral_transfer_service_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_referral_transfer_organisation_id")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user_account.id"], name=op.f("fk_referral_transfer_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_transfer")),
    )
    _one_open("uq_referral_transfer_open", "referral_transfer", OPEN)
    op.create_index("ix_referral_transfer_organisation_id", "referral_transfer", ["organisation_id", "sent_on"])
    op.create_table(
        "referral_error",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("correct", sa.String(length=200), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "settled_by_id IS NULL OR settled_by_id <> said_by_id", name=op.f("ck_referral_error_two_people")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (agreed IS NULL)",
            name=op.f("ck_referral_error_settled_whole"),
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_error_referral_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["user_account.id"], name=op.f("fk_referral_error_said_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user_account.id"], name=op.f("fk_referral_error_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_error")),
    )
    _one_open("uq_referral_error_waiting", "referral_error", WAITS)
    op.create_table(
        "outreach_attempt",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "way",
            sa.Enum(*WAYS, name="way", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_outreach_attempt_referral_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_outreach_attempt_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_attempt")),
    )
    op.create_index(op.f("ix_outreach_attempt_referral_id"), "outreach_attempt", ["referral_id"])
    if UNDONE in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(EXIT)}:
        return
    with op.batch_alter_table(EXIT) as batch:
        batch.add_column(sa.Column(UNDONE, sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint(op.f("uq_treatment_exit_referral_id"), type_="unique")
    _one_open("uq_treatment_exit_stands", EXIT, STANDS)


def downgrade() -> None:
    """An exit that a re-opening undid is kept: the table then stays as it is."""
    for table in ("outreach_attempt", "referral_error", "referral_transfer"):
        op.drop_table(table)
    undone = sa.table(EXIT, sa.column(UNDONE, sa.DateTime))
    held = sa.select(sa.func.count()).select_from(undone).where(undone.c[UNDONE].is_not(None))
    if op.get_bind().scalar(held):
        return
    op.drop_index("uq_treatment_exit_stands", table_name=EXIT, sqlite_where=STANDS, postgresql_where=STANDS)
    with op.batch_alter_table(EXIT) as batch:
        batch.drop_column(UNDONE)
        batch.create_unique_constraint(op.f("uq_treatment_exit_referral_id"), ["referral_id"])


def _one_open(name: str, table: str, where: sa.TextClause) -> None:
    op.create_index(name, table, ["referral_id"], unique=True, sqlite_where=where, postgresql_where=where)
