"""Outbox: messages, queued with the change that gives reason to them and sent afterwards by the worker."""

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"

TO_DO = "state IN ('queued', 'leased')"


def words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("kind_version", sa.Integer(), nullable=False),
        sa.Column("medium", words("medium", "email", "text"), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("secret_of", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("about_person_id", sa.Integer(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", words("state", "queued", "leased", "sent", "dead", "suppressed"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", words("failure", "no_address", "refused", "gave_up", "unknown"), nullable=True),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'dead') = (failure IS NOT NULL)", name=op.f("ck_message_dead_of_something")),
        sa.CheckConstraint("(state = 'leased') = (leased_by IS NOT NULL)", name=op.f("ck_message_leased_by_a_worker")),
        sa.CheckConstraint(f"({TO_DO}) = (ended_at IS NULL)", name=op.f("ck_message_ended_when_nothing_is_to_do")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_message_attempts_not_negative")),
        sa.ForeignKeyConstraint(["about_person_id"], ["person.id"], name=op.f("fk_message_about_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    op.create_index(op.f("ix_message_about_person_id"), "message", ["about_person_id"], unique=False)
    op.create_index("ix_message_state_ended_at", "message", ["state", "ended_at", "id"], unique=False)
    op.create_index(
        "ix_message_to_do",
        "message",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text(TO_DO),
        postgresql_where=sa.text(TO_DO),
    )


def downgrade() -> None:
    op.drop_table("message")
