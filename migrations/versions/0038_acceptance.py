"""Acceptance: who accepted, who is keyworker, and the note for the team: the service's own, never shown to police."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.create_table(
        "acceptance",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("keyworker_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["user_account.id"], name=op.f("fk_acceptance_accepted_by_id")),
        sa.ForeignKeyConstraint(["keyworker_id"], ["user_account.id"], name=op.f("fk_acceptance_keyworker_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_acceptance_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_acceptance_referral_id")),
    )


def downgrade() -> None:
    op.drop_table("acceptance")
