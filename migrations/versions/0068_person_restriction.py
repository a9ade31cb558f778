"""People: who may not see a record, on two lists; proposed by one, decided by another, reviewed, ended."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"

WHICH = ("restricted_to", "excluded_from")
WHY = ("self", "relative", "known_privately", "danger", "curiosity", "other")
WHOLE = "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (is_confirmed IS NULL)"


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    op.create_table(
        "person_restriction",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("which", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("binds_all", sa.Boolean(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(_one_of("which", WHICH), name=op.f("ck_person_restriction_which")),
        sa.CheckConstraint(_one_of("why", WHY), name=op.f("ck_person_restriction_why")),
        sa.CheckConstraint(WHOLE, name=op.f("ck_person_restriction_decided_whole")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_person_restriction_two_people")
        ),
        sa.CheckConstraint(
            "in_force_at IS NULL OR which = 'excluded_from' OR is_confirmed IS TRUE",
            name=op.f("ck_person_restriction_in_force"),
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name=op.f("ck_person_restriction_reviewed_whole")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_person_restriction_ended_whole")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_restriction_person_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_restriction_organisation_id")
        ),
        *(
            sa.ForeignKeyConstraint([each], ["user_account.id"], name=op.f(f"fk_person_restriction_{each}"))
            for each in ("proposed_by_id", "decided_by_id", "reviewed_by_id", "ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_restriction")),
    )
    op.create_index(op.f("ix_person_restriction_person_id"), "person_restriction", ["person_id"], unique=False)
    op.create_table(
        "person_restriction_name",
        sa.Column("restriction_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restriction_id"], ["person_restriction.id"], name=op.f("fk_person_restriction_name_restriction_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_person_restriction_name_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_restriction_name")),
        sa.UniqueConstraint(
            "restriction_id", "user_id", name=op.f("uq_person_restriction_name_restriction_id_user_id")
        ),
    )
    op.create_index(op.f("ix_person_restriction_name_user_id"), "person_restriction_name", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_person_restriction_name_user_id"), table_name="person_restriction_name")
    op.drop_table("person_restriction_name")
    op.drop_index(op.f("ix_person_restriction_person_id"), table_name="person_restriction")
    op.drop_table("person_restriction")
