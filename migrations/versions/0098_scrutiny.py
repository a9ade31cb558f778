"""Scrutiny: rounds with their panel, cases, hidden words, links, scores and learning."""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"


def upgrade() -> None:
    op.create_table(
        "scrutiny_round",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("asked_size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("population", sa.JSON(), nullable=False),
        sa.Column("population_size", sa.Integer(), nullable=False),
        sa.Column("population_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("drawn", "released", "closed", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("pack_sha256", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_scrutiny_round_closed_last")),
        sa.CheckConstraint(
            "(state = 'drawn') = (released_at IS NULL)", name=op.f("ck_scrutiny_round_released_once_drawn")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_scrutiny_round_closed_whole")),
        sa.CheckConstraint(
            "(released_at IS NULL) = (pack_sha256 IS NULL)", name=op.f("ck_scrutiny_round_released_with_its_hash")
        ),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by_id IS NULL)", name=op.f("ck_scrutiny_round_released_whole")
        ),
        sa.CheckConstraint("asked_size > 0", name=op.f("ck_scrutiny_round_asks_for_some")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_scrutiny_round_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user_account.id"], name=op.f("fk_scrutiny_round_closed_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user_account.id"], name=op.f("fk_scrutiny_round_opened_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_scrutiny_round_organisation_id")
        ),
        sa.ForeignKeyConstraint(["released_by_id"], ["user_account.id"], name=op.f("fk_scrutiny_round_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny_round")),
    )
    with op.batch_alter_table("scrutiny_round", schema=None) as batch_op:
        batch_op.create_index("ix_scrutiny_round_organisation_id", ["organisation_id"], unique=False)

    op.create_table(
        "scrutiny_learning",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_words", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(done_on IS NULL) = (done_at IS NULL) AND (done_on IS NULL) = (done_by_id IS NULL)",
            name=op.f("ck_scrutiny_learning_done_whole"),
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_scrutiny_learning_added_by_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user_account.id"], name=op.f("fk_scrutiny_learning_done_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["scrutiny_round.id"], name=op.f("fk_scrutiny_learning_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny_learning")),
    )
    with op.batch_alter_table("scrutiny_learning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scrutiny_learning_round_id"), ["round_id"], unique=False)

    op.create_table(
        "scrutiny_member",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["scrutiny_round.id"], name=op.f("fk_scrutiny_member_round_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_scrutiny_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny_member")),
        sa.UniqueConstraint("round_id", "user_id", name=op.f("uq_scrutiny_member_round_id_user_id")),
    )
    with op.batch_alter_table("scrutiny_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scrutiny_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "scrutiny_case",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("is_always_in", sa.Boolean(), nullable=False),
        sa.Column("pack", sa.JSON(), nullable=True),
        sa.Column(
            "finding",
            sa.Enum(
                "consistent",
                "observations",
                "inappropriate",
                "cannot_decide",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("finding_words", sa.Text(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(finding IS NULL) = (found_at IS NULL) AND (finding IS NULL) = (found_by_id IS NULL)",
            name=op.f("ck_scrutiny_case_found_whole"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_scrutiny_case_numbered_from_one")),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_scrutiny_case_disposal_id")),
        sa.ForeignKeyConstraint(["found_by_id"], ["user_account.id"], name=op.f("fk_scrutiny_case_found_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["scrutiny_round.id"], name=op.f("fk_scrutiny_case_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny_case")),
        sa.UniqueConstraint("round_id", "disposal_id", name=op.f("uq_scrutiny_case_round_id_disposal_id")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_scrutiny_case_round_id_number")),
    )
    with op.batch_alter_table("scrutiny_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scrutiny_case_disposal_id"), ["disposal_id"], unique=False)

    op.create_table(
        "scrutiny_hidden",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["scrutiny_case.id"], name=op.f("fk_scrutiny_hidden_case_id")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["user_account.id"], name=op.f("fk_scrutiny_hidden_hidden_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny_hidden")),
        sa.UniqueConstraint("case_id", "words", name=op.f("uq_scrutiny_hidden_case_id_words")),
    )
    op.create_table(
        "scrutiny_link",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "knows", "involved", "victim", "other", name="why", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["scrutiny_case.id"], name=op.f("fk_scrutiny_link_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_scrutiny_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny_link")),
        sa.UniqueConstraint("case_id", "user_id", name=op.f("uq_scrutiny_link_case_id_user_id")),
    )
    with op.batch_alter_table("scrutiny_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scrutiny_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "scrutiny_score",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "score",
            sa.Enum(
                "consistent",
                "observations",
                "inappropriate",
                "cannot_decide",
                name="score",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("observations", sa.Text(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "score = 'consistent' OR observations IS NOT NULL", name=op.f("ck_scrutiny_score_words_where_needed")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["scrutiny_case.id"], name=op.f("fk_scrutiny_score_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_scrutiny_score_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny_score")),
        sa.UniqueConstraint("case_id", "user_id", name=op.f("uq_scrutiny_score_case_id_user_id")),
    )
    with op.batch_alter_table("scrutiny_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scrutiny_score_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("scrutiny_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scrutiny_score_user_id"))

    op.drop_table("scrutiny_score")
    with op.batch_alter_table("scrutiny_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scrutiny_link_user_id"))

    op.drop_table("scrutiny_link")
    op.drop_table("scrutiny_hidden")
    with op.batch_alter_table("scrutiny_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scrutiny_case_disposal_id"))

    op.drop_table("scrutiny_case")
    with op.batch_alter_table("scrutiny_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scrutiny_member_user_id"))

    op.drop_table("scrutiny_member")
    with op.batch_alter_table("scrutiny_learning", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scrutiny_learning_round_id"))

    op.drop_table("scrutiny_learning")
    with op.batch_alter_table("scrutiny_round", schema=None) as batch_op:
        batch_op.drop_index("ix_scrutiny_round_organisation_id")

    op.drop_table("scrutiny_round")
