"""People: one time that somebody was brought in or came."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "episode",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "detention",
                "voluntary_interview",
                "street",
                "liaison_and_diversion",
                "arc_iom",
                "self",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("suite_id", sa.Integer(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "origin <> 'detention' OR suite_id IS NOT NULL", name=op.f("ck_episode_detention_has_a_suite")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user_account.id"], name=op.f("fk_episode_opened_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_episode_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_episode_person_id")),
        sa.ForeignKeyConstraint(["suite_id"], ["suite.id"], name=op.f("fk_episode_suite_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
    )
    op.create_index("ix_episode_organisation_id_closed_at", "episode", ["organisation_id", "closed_at"], unique=False)
    op.create_index(op.f("ix_episode_person_id"), "episode", ["person_id"], unique=False)
    op.create_index(op.f("ix_episode_suite_id"), "episode", ["suite_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_episode_suite_id"), table_name="episode")
    op.drop_index(op.f("ix_episode_person_id"), table_name="episode")
    op.drop_index("ix_episode_organisation_id_closed_at", table_name="episode")
    op.drop_table("episode")
