"""Arrest tests: changes of the law's data, proposed by one person and decided by another."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"

TABLE = "law_change"


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column(
            "law_table",
            _words(
                "law_table",
                "regimes",
                "trigger_offences",
                "controlled_drugs",
                "non_trigger_lookalikes",
                "device_panel",
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column(
            "mark",
            _words("mark", "verified", "secondary", "recalled", "uncertain", "practice", "design"),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("rests_on", sa.String(length=40), nullable=False),
        sa.Column("state", _words("state", "waiting", "approved", "sent_back", "withdrawn", "stopped"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("stopped_number", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= starts_on", name=op.f("ck_law_change_ends_after_it_starts")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_law_change_decided_by_another")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)",
            name=op.f("ck_law_change_decided_whole"),
        ),
        sa.CheckConstraint(
            "(state IN ('approved', 'sent_back', 'stopped')) = (decided_at IS NOT NULL)",
            name=op.f("ck_law_change_decided_by_state"),
        ),
        sa.CheckConstraint(
            "(state IN ('approved', 'stopped')) = (number IS NOT NULL)",
            name=op.f("ck_law_change_approved_with_its_number"),
        ),
        sa.CheckConstraint(
            "(state = 'stopped') = (stopped_number IS NOT NULL)",
            name=op.f("ck_law_change_stopped_with_its_number"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (ended_why IS NULL)",
            name=op.f("ck_law_change_ended_whole"),
        ),
        sa.CheckConstraint(
            "(state IN ('withdrawn', 'stopped')) = (ended_at IS NOT NULL)", name=op.f("ck_law_change_ended_by_state")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_law_change_decided_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_law_change_ended_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_law_change_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_change")),
    )
    op.create_index(op.f("ix_law_change_code"), TABLE, ["code"], unique=False)
    op.create_index("uq_law_change_number", TABLE, ["number"], unique=True)
    op.create_index("uq_law_change_stopped_number", TABLE, ["stopped_number"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_law_change_stopped_number", table_name=TABLE)
    op.drop_index("uq_law_change_number", table_name=TABLE)
    op.drop_index(op.f("ix_law_change_code"), table_name=TABLE)
    op.drop_table(TABLE)
