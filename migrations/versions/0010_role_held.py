"""Auth: a role somebody holds from a day, until a day or until it is taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "role_held",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "CO",
                "DM",
                "TW",
                "PM",
                "PW",
                "MG",
                "AD",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_role_held_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["given_by_id"], ["user_account.id"], name=op.f("fk_role_held_given_by_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["user_account.id"], name=op.f("fk_role_held_removed_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_role_held_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
    )
    op.create_index("ix_role_held_user_id", "role_held", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_role_held_user_id", table_name="role_held")
    op.drop_table("role_held")
