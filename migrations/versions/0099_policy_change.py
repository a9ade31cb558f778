"""Policy: what a force decides for itself, proposed by one person and decided by another."""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"

TABLE = "policy_change"


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("subject", _words("policy_subject", "switch", "gravity", "leaflet"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "state", _words("policy_state", "waiting", "approved", "sent_back", "withdrawn", "stopped"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= starts_on", name=op.f("ck_policy_change_ends_after_it_starts")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name=op.f("ck_policy_change_decided_by_another"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (checked IS NULL)",
            name=op.f("ck_policy_change_decided_whole"),
        ),
        sa.CheckConstraint(
            "(state IN ('approved', 'sent_back')) = (decided_at IS NOT NULL)",
            name=op.f("ck_policy_change_decided_by_state"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (ended_why IS NULL)",
            name=op.f("ck_policy_change_ended_whole"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (ended_at IS NOT NULL)", name=op.f("ck_policy_change_ended_by_state")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_policy_change_organisation_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_policy_change_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_policy_change_decided_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_policy_change_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_change")),
    )
    op.create_index("ix_policy_change_organisation_id_subject", TABLE, ["organisation_id", "subject"], unique=False)


def downgrade() -> None:
    op.drop_table(TABLE)
