"""Why another service was chosen, why a sample waits and why a part was left open are rows that foreign keys name; what
was told or said is called what it is."""

import sqlalchemy as sa
from alembic import op

revision = "0164"
down_revision = "0163"

# What each list held when it became rows. What its file has more is filled in after the last migration.
LISTS = {
    "choice_reason": (
        "asked_for", "known_there", "easier_to_reach", "seen_sooner", "language_or_access", "conflict",
        "agreed_by_phone",
    ),
    "later_reason": (
        "too_intoxicated", "not_fit", "no_appropriate_adult", "no_interpreter", "violent", "asleep", "solicitor",
        "other",
    ),
    "left_open_reason": (
        "declined", "not_fit", "nobody_to_help", "no_time", "not_needed", "later", "other",
    ),
}  # fmt: skip
# Each column that names one: its table, itself, its list, and the CHECK that it had.
COLUMNS = (
    ("referral", "choice_reason", "choice_reason", "choice_reason"),
    ("ask_later", "why", "later_reason", "why_later"),
    ("part_left_open", "why", "left_open_reason", "why_not_done"),
)
# Each column that is called otherwise, and the words that its CHECK allows; none for one without a CHECK.
USE = ("named", "nothing", "would_not_say")
ADDRESSEES = (
    "keyworker", "provider_manager", "pathway_manager", "referrer", "sergeant", "assessor", "monitor", "police",
)  # fmt: skip
RENAMED = (
    ("need_screen", "said", "use_answer", USE),
    ("needs_assessed", "said", "use_answer", USE),
    ("clock_told", "told", "addressee", ADDRESSEES),
    ("peer_support", "told", "shared_risks", ()),
)
# Each field of a form that is called otherwise: the addresses of its drafts, and what it was and is called.
FIELDS = (
    ("/episodes/%/test", "said", "all_said"),
    ("/episodes/%/test/correct", "said", "all_said"),
    ("/episodes/%/test/happened", "said", "all_said"),
    ("/cases/%/needs", "said", "use_answer"),
    ("/cases/%/peer", "told", "shared_risks"),
)


def upgrade() -> None:
    for name, codes in LISTS.items():
        table = op.create_table(name, sa.Column("code", sa.String(length=40), primary_key=True))
        op.bulk_insert(table, [{"code": code} for code in codes])
    for name, column, of_list, check in COLUMNS:
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(op.f(f"ck_{name}_{check}"), type_="check")
            batch.create_foreign_key(op.f(f"fk_{name}_{column}"), of_list, [column], ["code"])
    for name, before, after, words in RENAMED:
        _rename(name, before, after, words)
    for address, before, after in FIELDS:
        _rename_in_drafts(address, before, after)


def downgrade() -> None:
    for address, before, after in FIELDS:
        _rename_in_drafts(address, after, before)
    for name, before, after, words in RENAMED:
        _rename(name, after, before, words)
    for name, column, of_list, check in COLUMNS:
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(op.f(f"fk_{name}_{column}"), type_="foreignkey")
            batch.create_check_constraint(op.f(f"ck_{name}_{check}"), f"{column} IN {LISTS[of_list]}")
    for name in LISTS:
        op.drop_table(name)


def _rename(name: str, before: str, after: str, words: tuple[str, ...]) -> None:
    # Both databases write the new name into every constraint and index that names the column.
    op.execute(f"ALTER TABLE {name} RENAME COLUMN {before} TO {after}")
    if words:
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(op.f(f"ck_{name}_{before}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{name}_{after}"), f"{after} IN {words}")


def _rename_in_drafts(address: str, before: str, after: str) -> None:
    """A draft that was kept before the upgrade opens after it with what was typed in the field."""
    draft = sa.table("draft", sa.column("id"), sa.column("address"), sa.column("typed", sa.JSON()))
    connection = op.get_bind()
    drafts = connection.execute(sa.select(draft.c.id, draft.c.typed).where(draft.c.address.like(address))).all()
    for number, typed in drafts:
        if before in typed:
            renamed = {after if name == before else name: value for name, value in typed.items()}
            connection.execute(draft.update().where(draft.c.id == number).values(typed=renamed))
