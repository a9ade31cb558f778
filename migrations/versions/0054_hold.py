"""Arrest tests: a test held for an inspector."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("drug_test_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "quarantined",
                "released",
                "voided",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "sample_is",
            sa.Enum(
                "destroyed",
                "kept_as_directed",
                name="sample_is",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("is_person_told", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_hold_decided_by_somebody")),
        sa.CheckConstraint(
            "(state = 'voided') = (is_person_told IS NOT NULL)", name=op.f("ck_hold_voided_with_whether_told")
        ),
        sa.CheckConstraint(
            "(state = 'voided') = (sample_is IS NOT NULL)",
            name=op.f("ck_hold_voided_with_what_became_of_the_sample"),
        ),
        sa.CheckConstraint(
            "state = 'quarantined' OR decided_at IS NOT NULL", name=op.f("ck_hold_let_go_by_a_decision")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_hold_decided_by_id")),
        sa.ForeignKeyConstraint(["drug_test_id"], ["drug_test.id"], name=op.f("fk_hold_drug_test_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index("uq_hold_one_a_test", "hold", ["drug_test_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_hold_one_a_test", table_name="hold")
    op.drop_table("hold")
