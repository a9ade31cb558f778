"""What requests change for good, told by their statements: no table is read for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from pathways.store.base import db
from tests.integration.hostile import doors

UNLOGGED = {*doors.LEFT_BY_A_LOOK, "post_key"}
WROTE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)


class Watch:
    """Which tables requests changed for good since `afresh`, and whether the log was written with them."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.changed: set[str] = set()
        self.unlogged: list[set[str]] = []

    def afresh(self) -> None:
        """Forget what was changed until now, but for what was changed without the log."""
        self.open, self.changed = set(), set()

    def wrote(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if match := WROTE.match(statement):
            self.open.add(match[1])

    def committed(self, _connection: Any) -> None:
        self.changed |= self.open
        unlogged = self.open - UNLOGGED
        if unlogged and "audit_event" not in self.open:
            self.unlogged.append(unlogged)
        self.open = set()

    def rolled_back(self, _connection: Any) -> None:
        self.open = set()


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch the database of the application whose context it is."""
    watch = Watch()
    hooks = (("after_cursor_execute", watch.wrote), ("commit", watch.committed), ("rollback", watch.rolled_back))
    for name, hook in hooks:
        event.listen(db.engine, name, hook)
    yield watch
    for name, hook in hooks:
        event.remove(db.engine, name, hook)
