"""Administration: access at another organisation is proposed by one person and decided by another."""

import sqlalchemy as sa
from alembic import op

revision = "0143"
down_revision = "0142"


def upgrade() -> None:
    op.create_table(
        "access_proposal",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invite",
                "role",
                "link",
                "enable",
                "domain",
                "answering",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("refused_why", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name=op.f("ck_access_proposal_decided_by_another"),
        ),
        sa.CheckConstraint(
            "(state IN ('approved', 'refused')) = (decided_at IS NOT NULL)",
            name=op.f("ck_access_proposal_decided_by_state"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_at IS NOT NULL", name=op.f("ck_access_proposal_decided_whole")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refused_why IS NOT NULL)", name=op.f("ck_access_proposal_refused_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_access_proposal_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_access_proposal_user_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user_account.id"], name=op.f("fk_access_proposal_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_access_proposal_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_proposal")),
    )
    op.create_index("ix_access_proposal_state", "access_proposal", ["state", "organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_access_proposal_state", table_name="access_proposal")
    op.drop_table("access_proposal")
