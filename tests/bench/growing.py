"""The same referrals many times over, copied inside the database: a million, and five on PostgreSQL.

Beside `larger_county`, which copies the demonstration with all that hangs on its people: of that a referral is 55 rows and
16 kB, so five million would be 80 GB, and its providers have too few offers waiting for a list of 120 pages. The ratios of
`make bench` are compared from one year to another, on these rows.

Every copy is whole in each table that a list, an acceptance or an attendance reads. What a referral keeps of its routing
is left out of the copies: three kilobytes a row that no list reads, and the disk would be measured instead.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy import Engine, Text, cast, func, insert, literal, literal_column, select, text
from sqlalchemy.sql.elements import ColumnElement

from pathways.acceptance.models import Acceptance
from pathways.audit.models import AuditChain
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.models.needs_and_consents import Consent, NeedScreen
from pathways.referrals.models.referral import Appointment, Referral
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import Record
from tests.bench.sent import REFERRALS

BEYOND: Final = 10_000_000
"""The copies are numbered from here on: what a measurement before added is in nobody's way."""
AFTER: Final = 100_000_000
"""And what is added between two sizes is numbered from here on, beyond every copy."""
AT_ONCE: Final = 10
NUMBERED: Final[dict[type[Record], tuple[str, ...]]] = {
    Person: ("id",),
    PersonDetails: ("id", "person_id"),
    Episode: ("id", "person_id"),
    NeedScreen: ("id", "episode_id"),
    RiskScreen: ("id", "episode_id"),
    Consent: ("person_id", "episode_id"),
    Referral: ("id", "person_id", "episode_id"),
    Acceptance: ("id", "referral_id"),
    Appointment: ("id", "referral_id"),
    AuditChain: ("id", "person_id"),
}
MOST_A_PERSON: Final = {Consent: 3}
"""How far apart the numbers of a table's rows of two people can be, where it is more than one."""


def grow(engine: Engine, *, have: int, want: int) -> None:
    """Copy the first referrals until there are `want` of them; `have` are there, a whole number of times the first."""
    on_postgres = engine.dialect.name == "postgresql"
    copies = range(have // REFERRALS, want // REFERRALS)
    for begins in range(copies.start, copies.stop, AT_ONCE):
        ends = min(begins + AT_ONCE, copies.stop)
        # Tables know nothing of each other while they are copied; SQLite has one writer.
        with ThreadPoolExecutor(2 if on_postgres else 1) as pool:
            for done in [pool.submit(_copy, engine, model, begins, ends) for model in NUMBERED]:
                done.result()
    if on_postgres:
        with engine.begin() as connection:
            for model in NUMBERED:
                last = func.greatest(select(func.max(model.id)).scalar_subquery(), AFTER)
                connection.execute(select(func.setval(f"{model.__tablename__}_id_seq", last)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if on_postgres else "ANALYZE"))


def _copy(engine: Engine, model: type[Record], begins: int, ends: int) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # What is copied was held to every key and check when it was put in; so that they are not asked again.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("SET LOCAL synchronous_commit = off"))
        connection.execute(_copies_of(model, begins, ends))


def _copies_of(model: type[Record], begins: int, ends: int):
    table, apart = model.__table__, MOST_A_PERSON.get(model, 1)
    turns = select(literal(begins).label("turn")).cte("turns", recursive=True)
    turns = turns.union_all(select(turns.c.turn + 1).where(turns.c.turn + 1 < ends))
    further = literal(BEYOND) + turns.c.turn * REFERRALS
    values: dict[str, ColumnElement] = {}
    for column in table.c:
        values[column.name] = column
        if column.name in NUMBERED[model]:
            values[column.name] = column + further
        elif column.name == "id":
            values[column.name] = column + further * apart
    if model is Referral:
        values["reference"] = literal("C-") + cast(table.c.id + further, Text)
        values["routing"] = literal_column("'{}'")
    if model is AuditChain:
        values["key"] = literal("person:") + cast(table.c.id + further, Text)
    own = (table.c.id <= REFERRALS * apart) if model is not Consent else (table.c.person_id <= REFERRALS)
    if model is AuditChain:
        own = own & table.c.person_id.is_not(None)
    copies = select(*values.values()).select_from(table.join(turns, literal(value=True))).where(own)
    return insert(table).from_select(list(values), copies)
