"""Arrest tests: what an officer set up for a shift, and with which set-up a sample was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"

TAKERS = ("police_officer", "force_staff", "contractor_staff")


def upgrade() -> None:
    op.create_table(
        "shift_set_up",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("suite_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("lot_expires_on", sa.Date(), nullable=False),
        sa.Column("check_passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taker", sa.String(length=100), nullable=False),
        sa.Column(
            "category",
            sa.Enum(*TAKERS, name="category", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("trained_until", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_shift_set_up_user_id")),
        sa.ForeignKeyConstraint(["suite_id"], ["suite.id"], name=op.f("fk_shift_set_up_suite_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_set_up")),
    )
    op.create_index("ix_shift_set_up_latest", "shift_set_up", ["user_id", "suite_id", "id"])
    with op.batch_alter_table("drug_test") as table:
        table.add_column(sa.Column("shift_set_up_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_drug_test_shift_set_up_id"), "shift_set_up", ["shift_set_up_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("drug_test") as table:
        table.drop_constraint(op.f("fk_drug_test_shift_set_up_id"), type_="foreignkey")
        table.drop_column("shift_set_up_id")
    op.drop_index("ix_shift_set_up_latest", table_name="shift_set_up")
    op.drop_table("shift_set_up")
