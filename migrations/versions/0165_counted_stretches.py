"""How everybody stands on each day is kept, so that a report is counted by the database. The worker fills the rows."""

import sqlalchemy as sa
from alembic import op

revision = "0165"
down_revision = "0164"

KINDS = ("tested", "requested", "referred", "assessed", "engaged", "decided")


def upgrade() -> None:
    op.create_table(
        "counted_state",
        sa.Column("id", sa.Integer(), nullable=False),
        _kind(),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_state")),
        sa.UniqueConstraint("kind", "words", name=op.f("uq_counted_state_kind_words")),
    )
    op.create_table(
        "counted_stretch",
        sa.Column("id", sa.Integer(), nullable=False),
        _kind(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_only", sa.Boolean(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_on < until_on", name=op.f("ck_counted_stretch_lasts")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_counted_stretch_person_id")),
        sa.ForeignKeyConstraint(["record_id"], ["person.id"], name=op.f("fk_counted_stretch_record_id")),
        sa.ForeignKeyConstraint(["state_id"], ["counted_state.id"], name=op.f("fk_counted_stretch_state_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_stretch")),
    )
    op.create_index(
        "ix_counted_stretch_counting",
        "counted_stretch",
        ["kind", "is_only", "until_on", "from_on", "counts_on", "recorded_on", "state_id", "person_id", "record_id",
         "number"],
    )  # fmt: skip
    op.create_index("ix_counted_stretch_person_id", "counted_stretch", ["person_id"])
    op.create_table(
        "counted_through",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ahead_event_id", sa.Integer(), nullable=True),
        sa.Column("ahead_of", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_counted_through_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_through")),
    )


def downgrade() -> None:
    for name in ("counted_through", "counted_stretch", "counted_state"):
        op.drop_table(name)


def _kind() -> sa.Column[str]:
    kinds = sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40)
    return sa.Column("kind", kinds, nullable=False)
