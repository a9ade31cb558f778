"""Auth: a panel member is a role held and signed in with."""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"

BEFORE = ("CO", "DM", "HP", "TW", "PM", "PW", "MG", "AD", "PL", "AU")
AFTER = (*BEFORE, "PM2")


def _role_held() -> sa.Table:
    """The table as it stands: a copy made on SQLite keeps what is written here and nothing else."""
    return sa.Table(
        "role_held",
        sa.MetaData(),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_role_held_ends_after_it_starts")),
        sa.CheckConstraint(_one_of("role", BEFORE), name=op.f("ck_role_held_role")),
        sa.ForeignKeyConstraint(["given_by_id"], ["user_account.id"], name=op.f("fk_role_held_given_by_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["user_account.id"], name=op.f("fk_role_held_removed_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_role_held_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
        sa.Index("ix_role_held_user_id", "user_id"),
    )


def _session() -> sa.Table:
    return sa.Table(
        "sign_in_session",
        sa.MetaData(),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_sign_in_session_ended_with_reason")
        ),
        sa.CheckConstraint(_one_of("role", BEFORE), name=op.f("ck_sign_in_session_role")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
        sa.Index("ix_sign_in_session_user_id", "user_id"),
    )


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _let_be(table: sa.Table, words: tuple[str, ...]) -> None:
    name = f"ck_{table.name}_role"
    with op.batch_alter_table(table.name, copy_from=table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), _one_of("role", words))


def _holds_others(table: sa.Table, words: tuple[str, ...]) -> bool:
    found = sa.select(sa.func.count()).select_from(table).where(table.c.role.not_in(words))
    return bool(op.get_bind().scalar(found))


def upgrade() -> None:
    """A table that kept somebody of a role that came later, on the way down, lets that role be already."""
    for table in (_role_held(), _session()):
        if not _holds_others(table, AFTER):
            _let_be(table, AFTER)


def downgrade() -> None:
    """A table in which somebody is or was of that role stays as it is: nothing is lost."""
    for table in (_role_held(), _session()):
        if not _holds_others(table, BEFORE):
            _let_be(table, BEFORE)
