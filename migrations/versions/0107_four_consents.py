"""Referrals: four consents. A lapse is a row that nobody takes; question 4 names whom; language and help are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"

TABLE = "consent"
GIVEN = sa.text("state = 'given'")
LAPSES = sa.text("lapses_id IS NOT NULL")
WHOM = (
    "mental_health",
    "housing",
    "peers",
    "mental_health housing",
    "mental_health peers",
    "housing peers",
    "mental_health housing peers",
)
BEFORE = {
    "number": "number IN (1, 2)",
    "state": "state IN ('given', 'refused', 'not_asked', 'withdrawn')",
}
AFTER = {
    "number": "number IN (1, 2, 3, 4)",
    "state": "state IN ('given', 'refused', 'not_asked', 'withdrawn', 'expired')",
    "helped": "helped IN ('no_help', 'interpreter', 'easy_read')",
    "lapse_names_what": "(state = 'expired') = (lapses_id IS NOT NULL)",
    "nobody_takes_a_lapse": "(state = 'expired') = (taken_by_id IS NULL)",
    "sharing_names_whom": "(number = 4 AND state = 'given') = (shared_with IS NOT NULL)",
    "shared_with": f"shared_with IN ({', '.join(repr(each) for each in WHOM)})",
    "why_only_if_not_understood": "not_understood_why IS NULL OR NOT understood",
}
UNCHANGED = {
    "covers": "covers IN ('named', 'any_listed')",
    "how": "how IS NULL OR how IN ('signed', 'oral')",
    "referral_consent_says_how_far": "state <> 'given' OR number <> 1 OR covers IS NOT NULL",
    "covers_only_a_referral_consent": "covers IS NULL OR (number = 1 AND state = 'given')",
    "named_service": "covers IS NULL OR covers <> 'named' OR service_id IS NOT NULL",
    "withdrawal_names_what": "(state = 'withdrawn') = (withdraws_id IS NOT NULL)",
}


def _columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("not_understood_why", sa.String(length=200), nullable=True),
        sa.Column("helped", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=60), nullable=True),
        sa.Column("shared_with", sa.String(length=40), nullable=True),
        sa.Column("lapses_id", sa.Integer(), nullable=True),
    )


def _table(checks: dict[str, str], *, new: bool) -> sa.Table:
    """The table as it stands: a copy made on SQLite keeps what is written here and nothing else."""
    return sa.Table(
        TABLE,
        sa.MetaData(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("covers", sa.String(length=40), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=True),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=new),
        sa.Column("withdraws_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        *(_columns() if new else ()),
        *(sa.CheckConstraint(words, name=op.f(f"ck_consent_{name}")) for name, words in (checks | UNCHANGED).items()),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_consent_episode_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_consent_service_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["user_account.id"], name=op.f("fk_consent_taken_by_id")),
        sa.ForeignKeyConstraint(["withdraws_id"], ["consent.id"], name=op.f("fk_consent_withdraws_id")),
        *((sa.ForeignKeyConstraint(["lapses_id"], ["consent.id"], name=op.f("fk_consent_lapses_id")),) if new else ()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.Index(op.f("ix_consent_episode_id"), "episode_id"),
        sa.Index(op.f("ix_consent_person_id"), "person_id"),
    )


def upgrade() -> None:
    """A table that kept what came later, on the way down, is as it should be already."""
    if "lapses_id" in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(TABLE)}:
        return
    with op.batch_alter_table(TABLE, copy_from=_table(BEFORE, new=False)) as batch:
        for column in _columns():
            batch.add_column(column)
        batch.alter_column("taken_by_id", existing_type=sa.Integer(), nullable=True)
        for name in BEFORE:
            batch.drop_constraint(op.f(f"ck_consent_{name}"), type_="check")
        for name, words in AFTER.items():
            batch.create_check_constraint(op.f(f"ck_consent_{name}"), words)
        batch.create_foreign_key(op.f("fk_consent_lapses_id"), TABLE, ["lapses_id"], ["id"])
    op.create_index("ix_consent_given_taken_at", TABLE, ["taken_at", "id"], sqlite_where=GIVEN, postgresql_where=GIVEN)
    op.create_index(
        "uq_consent_lapses_id", TABLE, ["lapses_id"], unique=True, sqlite_where=LAPSES, postgresql_where=LAPSES
    )


def downgrade() -> None:
    """Where a later question, a lapse or more than the words was recorded, the table stays as it is: nothing is lost."""
    consent = _table(AFTER, new=True)
    later = [consent.c[column.name].is_not(None) for column in _columns()]
    held = sa.select(sa.func.count()).select_from(consent).where(sa.or_(consent.c.number > 2, *later))
    if op.get_bind().scalar(held):
        return
    op.drop_index("uq_consent_lapses_id", table_name=TABLE)
    op.drop_index("ix_consent_given_taken_at", table_name=TABLE)
    with op.batch_alter_table(TABLE, copy_from=consent) as batch:
        batch.drop_constraint(op.f("fk_consent_lapses_id"), type_="foreignkey")
        for name in AFTER:
            batch.drop_constraint(op.f(f"ck_consent_{name}"), type_="check")
        for name, words in BEFORE.items():
            batch.create_check_constraint(op.f(f"ck_consent_{name}"), words)
        batch.alter_column("taken_by_id", existing_type=sa.Integer(), nullable=False)
        for column in _columns():
            batch.drop_column(column.name)
