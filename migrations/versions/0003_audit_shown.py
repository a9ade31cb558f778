"""Audit: a person named on a list or search page that an event records: answers "who looked at her"."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "audit_shown",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name=op.f("fk_audit_shown_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_shown")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_audit_shown_event_id_person_id")),
    )
    op.create_index("ix_audit_shown_person", "audit_shown", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_audit_shown_person", table_name="audit_shown")
    op.drop_table("audit_shown")
