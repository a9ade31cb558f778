"""Arrest tests: an offence of the episode, with the verdict of the trigger list on its dates and the version of that list."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "offence",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("described_as", sa.String(length=200), nullable=True),
        sa.Column("drug", sa.String(length=40), nullable=True),
        sa.Column("amount", sa.String(length=60), nullable=True),
        sa.Column("arrested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "closed_as",
            sa.Enum("de_arrested", "nfa", name="closed_as", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("is_trigger_on_arrest", sa.Boolean(), nullable=False),
        sa.Column("is_trigger_on_charge", sa.Boolean(), nullable=False),
        sa.Column("law_version", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "code <> 'OTHER' OR described_as IS NOT NULL", name=op.f("ck_offence_other_offence_described")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_as IS NULL)", name=op.f("ck_offence_closed_with_how")),
        sa.CheckConstraint(
            "charged_at IS NULL OR arrested_at IS NULL OR charged_at >= arrested_at",
            name=op.f("ck_offence_charged_after_arrest"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_offence_number_from_one")),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_offence_superseded_when_named")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_offence_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_offence_recorded_by_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["offence.id"], name=op.f("fk_offence_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offence")),
    )
    op.create_index(op.f("ix_offence_episode_id"), "offence", ["episode_id"], unique=False)
    op.create_index(
        "uq_offence_live",
        "offence",
        ["episode_id", "number"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_offence_live",
        table_name="offence",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_offence_episode_id"), table_name="offence")
    op.drop_table("offence")
