"""Disposals: every kind may be carried through: alternatives, gravity, the last day to charge, and what ends one."""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"

SET_ASIDE = (
    "'CLOSED_22', 'CLOSED_CHARGED', 'CLOSED_DIED', 'CLOSED_NFA', 'CLOSED_REPLACED', 'COMPLETED', "
    "'COMPLETED_IN_PART', 'EXCUSED_CLOSED', 'FINE_REGISTERED', 'NOT_PROCEEDED', 'PAID', 'PROSECUTED', "
    "'REDECIDE', 'REFERRED_TO_YOUTH_JUSTICE', 'REVIEWED', 'TIME_BARRED', 'TRANSFERRED', 'VOID'"
)
OPEN_BEFORE = f"state NOT IN ({SET_ASIDE})"
OPEN_AFTER = f"NOT state IN ({SET_ASIDE}) AND NOT (state = 'GIVEN' AND kind IN ('CW', 'SC'))"
BEFORE = {
    "code_when_signed": "(signed_at IS NULL) = (outcome_requested IS NULL)",
    "signed_after_authority": (
        "signed_at IS NULL OR (authorised_at IS NOT NULL AND consented_at IS NOT NULL AND explained_at IS NOT NULL)"
    ),
}
AFTER = {
    "signed_after_authority": "signed_at IS NULL OR authorised_at IS NOT NULL",
    "signed_by_someone_told": (
        "signed_at IS NULL OR kind IN ('PND', 'CW') OR (consented_at IS NOT NULL AND explained_at IS NOT NULL)"
    ),
    "gravity_with_its_table": "(gravity_final IS NULL) = (gravity_version IS NULL)",
}


WORDS = {
    "disposal_kind": ("kind", "CR CC O22 SC PND CW YC YCC DC COMC"),
    "disposal_state": (
        "state",
        (
            "DRAFT PROPOSED WITH_CPS AUTHORISED OFFERED REDECIDE ACTIVE BREACH_REVIEW DETAINED_24A "
            "PROSECUTION_PENDING COMPLETED COMPLETED_IN_PART EXCUSED_CLOSED PROSECUTED NOT_PROCEEDED "
            "TIME_BARRED DEFERRED REVIEW_DUE COMPLETED_AWAITING_REVIEW AGREED NON_ENGAGED REVIEWED GIVEN "
            "COURT_REQUESTED PAID FINE_REGISTERED VOID TRANSFERRED REFERRED_TO_YOUTH_JUSTICE CLOSED_22 "
            "CLOSED_CHARGED CLOSED_DIED CLOSED_NFA CLOSED_REPLACED"
        ),
    ),
    "disposal_rank": (
        "authorised_rank",
        "constable sergeant inspector chief_inspector superintendent chief_superintendent acpo",
    ),
}


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("alternatives", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("limitation_on", sa.Date(), nullable=True),
        sa.Column("gravity_base", sa.Integer(), nullable=True),
        sa.Column("gravity_factors", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("gravity_final", sa.Integer(), nullable=True),
        sa.Column("gravity_version", sa.String(length=40), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
    )


FILLED = "CAST(alternatives AS TEXT) <> '{}' OR limitation_on IS NOT NULL OR gravity_final IS NOT NULL OR ends_on IS NOT NULL"
UNFIT = "state = 'GIVEN' OR (signed_at IS NULL) <> (outcome_requested IS NULL)"


def upgrade() -> None:
    if "ends_on" in {each["name"] for each in sa.inspect(op.get_bind()).get_columns("disposal")}:
        return  # going down left it as it was
    _index(OPEN_BEFORE, None)
    with op.batch_alter_table("disposal", copy_from=_disposal()) as table:
        for name in BEFORE:
            table.drop_constraint(op.f(f"ck_disposal_{name}"), type_="check")
        table.alter_column("rules_version", type_=sa.String(length=40), existing_nullable=False)
        for column in _columns():
            table.add_column(column)
        for name, condition in AFTER.items():
            table.create_check_constraint(op.f(f"ck_disposal_{name}"), condition)
    _index(None, OPEN_AFTER)


def downgrade() -> None:
    """Where a row says what the older table cannot hold, the table stays as it is: nothing is lost."""
    held = sa.select(sa.func.count()).select_from(sa.table("disposal")).where(sa.or_(sa.text(FILLED), sa.text(UNFIT)))
    if op.get_bind().scalar(held):
        return
    _index(OPEN_AFTER, None)
    now = _disposal(AFTER, _columns())
    with op.batch_alter_table("disposal", copy_from=now) as table:
        for name in AFTER:
            table.drop_constraint(op.f(f"ck_disposal_{name}"), type_="check")
        table.alter_column("rules_version", type_=sa.String(length=20), existing_nullable=False)
        for column in _columns():
            table.drop_column(column.name)
        for name, condition in BEFORE.items():
            table.create_check_constraint(op.f(f"ck_disposal_{name}"), condition)
    _index(None, OPEN_BEFORE)


def _index(before: str | None, after: str | None) -> None:
    name = "uq_disposal_open"
    if before:
        op.drop_index(name, table_name="disposal")
    if after:
        where = sa.text(after)
        op.create_index(name, "disposal", ["episode_id"], unique=True, sqlite_where=where, postgresql_where=where)


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _disposal(checks: dict[str, str] = BEFORE, more: tuple[sa.Column[object], ...] = ()) -> sa.Table:
    """The table as it stands: a copy made on SQLite keeps what is written here and nothing else."""
    return sa.Table(
        "disposal",
        sa.MetaData(),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("reasons_cite_test", sa.Boolean(), nullable=False),
        sa.Column("deadline_reason", sa.Text(), nullable=True),
        sa.Column("words_stand_because", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("authorised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorised_by_id", sa.Integer(), nullable=True),
        sa.Column("authorised_rank", sa.String(length=40), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome_requested", sa.String(length=4), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(authorised_at IS NULL) = (authorised_by_id IS NULL) AND (authorised_at IS NULL) = (authorised_rank IS NULL)",
            name=op.f("ck_disposal_authorised_whole"),
        ),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name=op.f("ck_disposal_signed_whole")),
        sa.CheckConstraint(
            "authorised_by_id IS NULL OR authorised_by_id <> proposed_by_id", name=op.f("ck_disposal_two_people")
        ),
        sa.CheckConstraint(
            "completed_at IS NULL OR signed_at IS NOT NULL", name=op.f("ck_disposal_completed_after_signing")
        ),
        sa.ForeignKeyConstraint(["authorised_by_id"], ["user_account.id"], name=op.f("fk_disposal_authorised_by_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_disposal_episode_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_disposal_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disposal_person_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_disposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user_account.id"], name=op.f("fk_disposal_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        *more,
        *(
            sa.CheckConstraint(f"{column} IN ({_listed(words)})", name=op.f(f"ck_disposal_{name}"))
            for name, (column, words) in WORDS.items()
        ),
        *(sa.CheckConstraint(condition, name=op.f(f"ck_disposal_{name}")) for name, condition in checks.items()),
        sa.Index(op.f("ix_disposal_episode_id"), "episode_id"),
        sa.Index("ix_disposal_organisation_id_state", "organisation_id", "state"),
        sa.Index(op.f("ix_disposal_person_id"), "person_id"),
    )
