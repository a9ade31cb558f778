"""Arrest tests: an inspector's authority for one offence, with the rank held when it was given (PACE 1984 s.63B(1A)(b), s.63C)."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "authority",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("offence_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "constable",
                "sergeant",
                "inspector",
                "chief_inspector",
                "superintendent",
                "chief_superintendent",
                "acpo",
                name="rank",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("oral", "written", name="mode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_in_writing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mode <> 'written' OR given_by_id = recorded_by_id", name=op.f("ck_authority_written_by_its_giver")
        ),
        sa.CheckConstraint("rank NOT IN ('constable', 'sergeant')", name=op.f("ck_authority_inspector_or_above")),
        sa.CheckConstraint("length(grounds) >= 20", name=op.f("ck_authority_grounds_of_twenty_characters")),
        sa.CheckConstraint("told_at IS NULL OR told_at >= given_at", name=op.f("ck_authority_told_after_given")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_authority_episode_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["user_account.id"], name=op.f("fk_authority_given_by_id")),
        sa.ForeignKeyConstraint(["offence_id"], ["offence.id"], name=op.f("fk_authority_offence_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_authority_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
    )
    op.create_index(op.f("ix_authority_episode_id"), "authority", ["episode_id"], unique=False)
    op.create_index(op.f("ix_authority_offence_id"), "authority", ["offence_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_authority_offence_id"), table_name="authority")
    op.drop_index(op.f("ix_authority_episode_id"), table_name="authority")
    op.drop_table("authority")
