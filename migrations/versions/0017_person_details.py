"""People: what is known of a person. `given_names` is empty for a one-word name; `correction_reason` says why this row"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "person_details",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("given_names", sa.String(length=100), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column(
            "age_evidence",
            sa.Enum(
                "documented",
                "police_record",
                "self_declared",
                "estimated",
                name="age_evidence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("clear_age_evidence", sa.String(length=400), nullable=True),
        sa.Column(
            "sex",
            sa.Enum("male", "female", "not_known", name="sex", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("pnc_id", sa.String(length=30), nullable=True),
        sa.Column("surname_key", sa.String(length=400), nullable=False),
        sa.Column("pnc_key", sa.String(length=60), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.Column("correction_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL",
            name=op.f("ck_person_details_superseded_with_when"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_details_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_person_details_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["person_details.id"], name=op.f("fk_person_details_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_details")),
    )
    op.create_index(op.f("ix_person_details_person_id"), "person_details", ["person_id"], unique=False)
    op.create_index("ix_person_details_pnc_key", "person_details", ["pnc_key"], unique=False)
    op.create_index(
        "ix_person_details_surname_key_date_of_birth", "person_details", ["surname_key", "date_of_birth"], unique=False
    )
    op.create_index(
        "uq_person_details_live",
        "person_details",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_person_details_live",
        table_name="person_details",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index("ix_person_details_surname_key_date_of_birth", table_name="person_details")
    op.drop_index("ix_person_details_pnc_key", table_name="person_details")
    op.drop_index(op.f("ix_person_details_person_id"), table_name="person_details")
    op.drop_table("person_details")
