"""Clocks: when a referral's are read next, what was told of them, what was answered, and the days a place is closed."""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"

OPEN, LOOKED_AT = "settled_at IS NULL", "look_at IS NOT NULL"
TOLD = ("keyworker", "provider_manager", "pathway_manager", "referrer", "sergeant", "assessor", "monitor", "police")
ENDED = ("DISCARDED", "WITHDRAWN", "REROUTED", "UNMET_NEED", "TRANSFERRED", "DIED", "ERROR", "DUPLICATE")


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    # Added with ALTER TABLE and not in a batch: on SQLite a batch would copy the largest table of the house.
    op.add_column("referral", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    referral = sa.table("referral", sa.column("look_at"), sa.column("made_at"), sa.column("state", sa.String))
    op.execute(sa.update(referral).where(referral.c.state.not_in(ENDED)).values(look_at=referral.c.made_at))
    _partial("ix_referral_look_at", "referral", ["look_at", "id"], LOOKED_AT)
    op.create_table(
        "clock_told",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("timer", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("told", words("told", *TOLD), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column("ring", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("by_phone OR ring = ''", name=op.f("ck_clock_told_rings_by_phone")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_clock_told_number_not_negative")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_clock_told_referral_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clock_told_person_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_clock_told_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_clock_told_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_told")),
        sa.UniqueConstraint("key", name=op.f("uq_clock_told_key")),
    )
    op.create_index(op.f("ix_clock_told_referral_id"), "clock_told", ["referral_id"])
    op.create_index(op.f("ix_clock_told_person_id"), "clock_told", ["person_id"])
    _partial("ix_clock_told_organisation_id", "clock_told", ["organisation_id", "told", "due_at", "id"], OPEN)
    _partial("ix_clock_told_user_id", "clock_told", ["user_id", "due_at", "id"], OPEN)
    op.create_table(
        "clock_answer",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("answered", words("answered", "checked", "attempted", "reviewed"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_clock_answer_referral_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_clock_answer_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_answer")),
    )
    op.create_index(op.f("ix_clock_answer_referral_id"), "clock_answer", ["referral_id"])
    op.create_table(
        "closure",
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_out_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_closure_ends_after_it_starts")),
        sa.CheckConstraint(
            "(taken_out_at IS NULL) = (taken_out_by_id IS NULL)", name=op.f("ck_closure_taken_out_by_somebody")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_closure_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_closure_recorded_by_id")),
        sa.ForeignKeyConstraint(["taken_out_by_id"], ["user_account.id"], name=op.f("fk_closure_taken_out_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index(op.f("ix_closure_organisation_id"), "closure", ["organisation_id"])


def downgrade() -> None:
    for table in ("closure", "clock_answer", "clock_told"):
        op.drop_table(table)
    op.drop_index("ix_referral_look_at", table_name="referral")
    op.drop_column("referral", "look_at")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
