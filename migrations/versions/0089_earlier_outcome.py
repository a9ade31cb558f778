"""Disposals: the earlier outcomes that were found for somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"


def upgrade() -> None:
    op.create_table(
        "earlier_outcome",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "conviction",
                "SC",
                "CC",
                "YC",
                "YCC",
                "PND",
                "CW",
                "CR",
                "O22",
                "NFA",
                name="prior_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("offence", sa.String(length=200), nullable=False),
        sa.Column("drug_family", sa.String(length=40), nullable=True),
        sa.Column(
            "is_similar",
            sa.Enum("yes", "no", "not_known", name="is_similar", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("similar_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "similar_rank",
            sa.Enum(
                "constable",
                "sergeant",
                "inspector",
                "chief_inspector",
                "superintendent",
                "chief_superintendent",
                "acpo",
                name="similar_rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "engaged",
            sa.Enum("yes", "no", "not_known", name="engaged", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "found_in",
            sa.Enum(
                "PNC",
                "PND",
                "local",
                "other_force",
                "told",
                name="found_in",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "is_similar = 'not_known' OR similar_by_id IS NOT NULL", name=op.f("ck_earlier_outcome_similar_by_somebody")
        ),
        sa.CheckConstraint(
            "(similar_by_id IS NULL) = (similar_rank IS NULL)", name=op.f("ck_earlier_outcome_similar_with_rank")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_earlier_outcome_number_from_one")),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL",
            name=op.f("ck_earlier_outcome_superseded_when_named"),
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_earlier_outcome_episode_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_earlier_outcome_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["similar_by_id"], ["user_account.id"], name=op.f("fk_earlier_outcome_similar_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["earlier_outcome.id"], name=op.f("fk_earlier_outcome_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_outcome")),
    )
    op.create_index(op.f("ix_earlier_outcome_episode_id"), "earlier_outcome", ["episode_id"], unique=False)
    op.create_index(
        "uq_earlier_outcome_live",
        "earlier_outcome",
        ["episode_id", "number"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("earlier_outcome")
