"""Referrals: a step may be the system's, which names nobody; and a step keeps what it must record."""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"

TABLE, CHECK, COLUMN = "referral_event", "ck_referral_event_nobody_but_the_system", "recorded"
STATES = (
    *("DRAFT", "SUBMITTED", "ACKNOWLEDGED", "RETURNED", "ACCEPTED", "APPT_OFFERED", "OUTREACH", "ATTENDED_ASSESSMENT"),
    *("CARE_PLAN", "IN_TREATMENT", "NEEDS_PLACE", "TRANSFER_PENDING", "SUSPENDED", "NOT_ENGAGED", "NO_NEED"),
    *("COMPLETED", "LEFT_TREATMENT", "CONSENT_WITHDRAWN", "ENDED_IN_CUSTODY", "DISCARDED", "WITHDRAWN", "REROUTED"),
    *("UNMET_NEED", "TRANSFERRED", "DIED", "ERROR", "DUPLICATE"),
)


def _state(name: str) -> sa.Column:
    kind = sa.Enum(*STATES, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def _table(*also: sa.schema.SchemaItem, nobody: bool) -> sa.Table:
    """The table as it stands: a copy made on SQLite keeps what is written here and nothing else."""
    return sa.Table(
        TABLE,
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        _state("from_state"),
        _state("to_state"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=nobody),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_referral_event_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_event_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_event")),
        sa.Index("ix_referral_event_referral_id", "referral_id"),
        *also,
    )


def upgrade() -> None:
    if COLUMN in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        return
    with op.batch_alter_table(TABLE, copy_from=_table(nobody=False)) as batch:
        batch.alter_column("by_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column(COLUMN, sa.JSON(), nullable=True))
        batch.create_check_constraint(op.f(CHECK), "(by_id IS NULL) = (role = 'system')")


def downgrade() -> None:
    """A table that holds a step of the system, or what a step recorded, stays as it is: nothing is lost."""
    event = sa.table(TABLE, sa.column("by_id", sa.Integer), sa.column(COLUMN, sa.JSON))
    held = sa.or_(event.c.by_id.is_(None), event.c[COLUMN].is_not(None))
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(event).where(held)):
        return
    check = sa.CheckConstraint("(by_id IS NULL) = (role = 'system')", name=op.f(CHECK))
    with op.batch_alter_table(
        TABLE, copy_from=_table(sa.Column(COLUMN, sa.JSON(), nullable=True), check, nobody=True)
    ) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_column(COLUMN)
        batch.alter_column("by_id", existing_type=sa.Integer(), nullable=False)
