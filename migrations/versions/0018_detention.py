"""People: the custody side of an episode. `arrived_at` is the relevant time; `continuous_detention` is the same for every"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "detention",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("continuous_detention", sa.String(length=36), nullable=False),
        sa.Column("custody_record_no", sa.String(length=30), nullable=False),
        sa.Column("custody_record_key", sa.String(length=60), nullable=False),
        sa.Column("suite_id", sa.Integer(), nullable=False),
        sa.Column("arrested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("custody_officer_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_release_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "release_type",
            sa.Enum(
                "on_bail",
                "without_bail",
                "no_further_action",
                "charged_bail",
                "remanded",
                name="release_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("needs_appropriate_adult", sa.Boolean(), nullable=False),
        sa.Column("appropriate_adult_present", sa.Boolean(), nullable=False),
        sa.Column("needs_interpreter", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(released_at IS NULL) = (release_type IS NULL)", name=op.f("ck_detention_release_with_its_type")
        ),
        sa.CheckConstraint(
            "(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL",
            name=op.f("ck_detention_superseded_with_when"),
        ),
        sa.CheckConstraint("arrived_at >= arrested_at", name=op.f("ck_detention_arrived_after_arrest")),
        sa.CheckConstraint(
            "custody_officer_seen_at IS NULL OR custody_officer_seen_at >= arrived_at",
            name=op.f("ck_detention_seen_after_arrival"),
        ),
        sa.CheckConstraint(
            "planned_release_at IS NULL OR planned_release_at >= arrived_at",
            name=op.f("ck_detention_plan_after_arrival"),
        ),
        sa.CheckConstraint(
            "released_at IS NULL OR released_at >= arrived_at", name=op.f("ck_detention_released_after_arrival")
        ),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_detention_episode_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_detention_recorded_by_id")),
        sa.ForeignKeyConstraint(["suite_id"], ["suite.id"], name=op.f("fk_detention_suite_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["detention.id"], name=op.f("fk_detention_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detention")),
    )
    op.create_index("ix_detention_continuous_detention", "detention", ["continuous_detention"], unique=False)
    op.create_index("ix_detention_custody_record_key", "detention", ["custody_record_key"], unique=False)
    op.create_index(op.f("ix_detention_episode_id"), "detention", ["episode_id"], unique=False)
    op.create_index(op.f("ix_detention_suite_id"), "detention", ["suite_id"], unique=False)
    op.create_index(
        "uq_detention_live",
        "detention",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_detention_live",
        table_name="detention",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_detention_suite_id"), table_name="detention")
    op.drop_index(op.f("ix_detention_episode_id"), table_name="detention")
    op.drop_index("ix_detention_custody_record_key", table_name="detention")
    op.drop_index("ix_detention_continuous_detention", table_name="detention")
    op.drop_table("detention")
