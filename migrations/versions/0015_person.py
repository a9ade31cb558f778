"""People: somebody, once. Two records of one person are both kept: the one merged away points at the one that stays."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("died_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "death_source",
            sa.Enum(
                "police",
                "hospital",
                "coroner",
                "family",
                "service",
                name="death_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("death_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("death_recorded_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "none_of_these",
            sa.Enum(
                "checked",
                "not_checked",
                "not_known_yet",
                name="none_of_these",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(died_at IS NULL) = (death_recorded_at IS NULL) AND (died_at IS NULL) = (death_recorded_by_id IS NULL) AND (died_at IS NULL) = (death_source IS NULL)",
            name=op.f("ck_person_death_told_whole"),
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_person_not_merged_into_itself")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_person_created_by_id")),
        sa.ForeignKeyConstraint(
            ["death_recorded_by_id"], ["user_account.id"], name=op.f("fk_person_death_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_merged_into_id"), "person", ["merged_into_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_person_merged_into_id"), table_name="person")
    op.drop_table("person")
