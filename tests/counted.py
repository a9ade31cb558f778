"""Whatever a test has a page change of what is counted or judged is watched for its event on somebody's chain.

How people stand is kept, and so are the deadlines of lists and what is wrong with an episode of a month, and each is
read anew of those alone of whom the log says more (docs/decisions/0081, 0084 and 0085): a change without an event would
leave a wrong figure or a wrong day, and nobody would see it. What is counted and judged is not said here a second time:
it is every column that the units of the reports, the courses of referrals and the episodes of a month are read from.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import Flask, has_request_context, request
from sqlalchemy import event

from pathways import clock
from pathways.acceptance.queries.offer_facts import tried_before
from pathways.audit.models import EventClass
from pathways.deadlines.queries.chains import happened_to
from pathways.deadlines.queries.duties import duties_of
from pathways.deadlines.queries.facts import courses_of
from pathways.engagement.case.queries.case import appointments_of
from pathways.engagement.case.queries.seen import seen_of
from pathways.ndtms.queries.episodes import episodes
from pathways.ndtms.rules.lists import Month
from pathways.referrals.needs.queries import asked_of_many
from pathways.referrals.sending.queries import desks_of
from pathways.reporting.queries.records import all_records
from pathways.reporting.queries.units import UNITS
from pathways.store.base import db

COUNTED, RECORDED = "what a report counts of what was changed", "whether a change was recorded of somebody"
COLUMN = re.compile(r"\b([a-z][a-z_]*?)(?:_[0-9]+)?\.([a-z][a-z_]*)")
WRITES = re.compile(r"(?:INSERT INTO|DELETE FROM|UPDATE) ([a-z_]+)(?: SET (.*?)(?: WHERE |$))?", re.S)
OF_A_PERSON: Final = (
    EventClass.COLLECTION,
    EventClass.ALTERATION,
    EventClass.DISCLOSURE,
    EventClass.COMBINATION,
    EventClass.ERASURE,
)


OF_NOBODY: Final = {"user_account", "role_held", "closure", "service", "suite", "ndtms_agency_code", "kept_paper"}
"""Who may act, which days are closed and the code of a service are asked each time; by a service and a suite nothing is
judged. Whether a slip was printed is read with what somebody was asked, and no list keeps it."""
AT_HAND: Final = {"look_at"}
"""When the clocks of a referral are read next: no deadline hangs on it."""


class Unrecorded(AssertionError):
    """What a report counts was changed, and no event says so of anybody."""


def columns_counted() -> dict[str, set[str]]:
    """By table, every column that the statements name from which the units are read."""
    statements: list[str] = []

    def read(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        statements.append(sql)

    event.listen(db.engine, "before_cursor_execute", read)
    everybody = all_records()
    for units in UNITS.values():
        units(everybody)
    for read_of in (courses_of, happened_to, duties_of, desks_of, appointments_of, asked_of_many):
        read_of([0])
    seen_of({0: ()})
    tried_before(())
    list(episodes([0], Month.of(clock.today()), clock.now()))
    event.remove(db.engine, "before_cursor_execute", read)
    db.session.rollback()
    columns: dict[str, set[str]] = {}
    for table, column in (named.groups() for sql in statements for named in COLUMN.finditer(sql)):
        if table in db.metadata.tables and column in db.metadata.tables[table].c:
            columns.setdefault(table, set()).add(column)
    for column in AT_HAND:
        columns["referral"].discard(column)
    return {table: columns for table, columns in columns.items() if table not in OF_NOBODY}


def changed_by(sql: str, counted: Mapping[str, set[str]]) -> str | None:
    """What is counted of what this statement writes: its table, or the first such column of an UPDATE."""
    written = WRITES.match(sql)
    if written is None or written[1] not in counted:
        return None
    if not sql.startswith("UPDATE"):
        return written[1]
    named = set(re.findall(r"(?:^|, )([a-z_]+)=", written[2] or "")) & counted[written[1]]
    return f"{written[1]}.{min(named)}" if named else None


def watch_for_changes_unrecorded(app: Flask) -> None:
    """Fail whatever page ends a transaction with such a change and no event of it."""

    def begun(connection: Any) -> None:
        connection.info[COUNTED], connection.info[RECORDED] = None, False

    def undone(connection: Any, *_savepoint: Any) -> None:
        begun(connection)

    def wrote(connection: Any, _cursor: Any, sql: str, parameters: Any, *_more: Any) -> None:
        if not is_asked_by_a_browser():
            return
        if sql.startswith("INSERT INTO audit_event"):
            connection.info[RECORDED] |= any(value in OF_A_PERSON for value in _values(parameters))
        elif not connection.info.get(COUNTED):
            connection.info[COUNTED] = changed_by(sql, counted)

    def ends(connection: Any) -> None:
        if (changed := connection.info.get(COUNTED)) and not connection.info[RECORDED]:
            # What an event stops as it commits, SQLAlchemy takes for ended: whoever closed the session without rolling
            # back would leave the next one inside this transaction.
            connection.connection.rollback()
            raise Unrecorded(f"{changed} was changed and nothing is recorded of anybody: no report would notice")

    with app.app_context():
        counted = columns_counted()
        event.listen(db.engine, "begin", begun)
        event.listen(db.engine, "rollback_savepoint", undone)
        event.listen(db.engine, "after_cursor_execute", wrote)
        event.listen(db.engine, "commit", ends)


def is_asked_by_a_browser() -> bool:
    """Whether a page is asked for by a browser, which says what it is: what a test arranges by itself is a scene."""
    return has_request_context() and "HTTP_USER_AGENT" in request.environ


def _values(parameters: Any) -> Iterator[Any]:
    """What is written; of many rows at once (`store.together.add_many`) each value of a column."""
    for part in parameters if isinstance(parameters, list) else [parameters]:
        for value in part.values() if isinstance(part, Mapping) else part:
            yield from value if isinstance(value, list) else [value]
