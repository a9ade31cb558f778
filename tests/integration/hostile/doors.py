"""The routes as an attacker meets them: which are about a record, what an answer is made of, what a request left behind."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import CompoundSelect, Table, func, literal, select, union_all
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from pathways.auth.guard import PUBLIC, permission_of
from pathways.auth.roles import Role, may
from pathways.store.base import db

# What a look, a refusal or a kept draft may leave behind: the log, the draft itself, and the session's last use.
LEFT_BY_A_LOOK = ("audit_chain", "audit_event", "audit_shown", "draft", "sign_in_session", "sign_in_attempt")


def routes(app: Flask, method: str = "GET") -> Iterator[Rule]:
    """Every route that answers `method`, in a steady order."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.endpoint):
        if method in (rule.methods or ()):
            yield rule


def about_a_record(app: Flask, method: str = "GET") -> Iterator[Rule]:
    """The routes whose address holds the number of a record."""
    return (rule for rule in routes(app, method) if "<int:" in rule.rule)


def may_open(app: Flask, endpoint: str, role: Role) -> bool:
    """Whether the product's own table lets a role in; the copy that judges it is in the house tests."""
    permission = permission_of(app, endpoint) or ""
    return permission == PUBLIC or may(role, permission)


def print_of(answer: TestResponse) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Everything of an answer that a browser can tell apart, the clock of the server excepted."""
    headers = sorted((name, value) for name, value in answer.headers if name != "Date")
    return answer.status_code, answer.data, tuple(headers)


def rows_kept() -> dict[str, int]:
    """How many rows each table holds, but for what a look may leave behind."""
    counts = {row[0]: row[1] for row in db.session.execute(_counts())}
    db.session.commit()
    return counts


def everything_kept() -> dict[str, list[Any]]:
    """Every row of every table, but for what a look may leave behind: finds a changed value too."""
    rows = {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in _kept()
    }
    db.session.commit()
    return rows


@cache
def _kept() -> tuple[Table, ...]:
    return tuple(table for table in db.metadata.sorted_tables if table.name not in LEFT_BY_A_LOOK)


@cache
def _counts() -> CompoundSelect[tuple[str, int]]:
    return union_all(*(select(literal(table.name), func.count()).select_from(table) for table in _kept()))
