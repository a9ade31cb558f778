"""A report's files beside its page: the workbook has every figure of the page and no other, and the log has the file."""

import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.exports import MOST_ROWS
from pathways.reporting.rules.sheets import ABOUT, DEFINITIONS, MARKING
from pathways.store.base import db
from tests.page_tables import tables_in
from tests.workbooks import workbook_opened

Row = list[str]


def as_it_is(_: str, head: Row, row: Row) -> tuple[Row, Row] | None:
    """A row of a sheet that is one of the page."""
    return head, row


def without_first(_: str, head: Row, row: Row) -> tuple[Row, Row] | None:
    """A row of a sheet that lays several tables of the page under one head: its first cell says which."""
    return head[1:], row[1:]


def of_figures_in_log() -> list[str]:
    """What the log has of figures that were seen, downloaded or printed, in its order."""
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
    return [each for each in actions if each.startswith(("report.", "export.", "document."))]


def workbook_equals_page(
    client, page: str, file: str, as_on_page: Callable[[str, Row, Row], tuple[Row, Row] | None] = as_it_is
) -> dict[str, list[Row]]:
    """The sheets, once each cell was compared with the page, and what every workbook owes its reader was found.

    `as_on_page` makes of a head and a row of a sheet those of the page; None where the page does not show them.
    """
    tables = tables_in(client.get(page).text)
    content = client.get(file).data
    name, event = _last_event()
    assert name == "export.downloaded"
    assert event["sha256"] == hashlib.sha256(content).hexdigest()
    opened = workbook_opened(content)
    assert (opened.formulas, opened.links) == (0, 0)
    figures = {tab: rows for tab, rows in opened.sheets.items() if tab not in (DEFINITIONS, ABOUT)}
    of_page, of_file = [], []
    for head, *rows in tables.values():
        of_page += [(head, row[:1], [*map(_number, row[1:])]) for row in rows]
    for tab, (above, head, *rows) in figures.items():
        assert above[0].startswith("OFFICIAL-SENSITIVE. "), tab
        assert "as known on" in above[0].lower()
        for row in rows:
            if on_page := as_on_page(tab, head, row + [""] * (len(head) - len(row))):
                of_file.append((on_page[0], on_page[1][:1], [*map(_number, on_page[1][1:])]))
    assert sorted(of_file) == sorted(of_page)
    assert event["rows"] == sum(len(rows) - 2 for rows in figures.values()) < MOST_ROWS
    about = [row[0] for row in opened.sheets[ABOUT]]
    assert MARKING in about
    assert any(re.fullmatch(r"Made by .+ on \d+ \w+ 20\d\d at \d\d:\d\d\.", each) for each in about)
    return opened.sheets


def _last_event() -> tuple[str, dict[str, object]]:
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    payload = event.payload if isinstance(event.payload, dict) else json.loads(event.payload)
    return event.action, payload.get("payload", payload)


def _number(words: str) -> str:
    """A number in one spelling: a page writes 1,234 and 50.0%, a workbook 1234 and 0.500."""
    share = re.fullmatch(r"([0-9.]+)%", words)
    if share:
        return str((Decimal(share[1]) / 100).normalize())
    plain = words.replace(",", "")
    return str(Decimal(plain).normalize()) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain) else words
