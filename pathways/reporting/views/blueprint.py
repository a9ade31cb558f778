"""The blueprint of the room, and what its pages do alike."""

import hashlib
from datetime import timedelta

from flask import Blueprint, request

from pathways import audit, clock
from pathways.auth.guard import viewer
from pathways.reporting import charts
from pathways.reporting.forms import address_of
from pathways.reporting.rules import Period

pages = Blueprint("reporting", __name__)

TWO_YEARS = timedelta(days=730)


def last_two_years() -> Period:
    """The period of a page that was not asked for another."""
    today = clock.today()
    return Period(from_on=today - TWO_YEARS, to_on=today, as_at=today)


def width() -> int:
    """The width a picture is asked for, of those that are drawn."""
    asked = request.args.get("w", type=int)
    return asked if asked in charts.WIDTHS else charts.WIDTHS[0]


def viewed(report: str, period: Period, action: str = "report.viewed", content: bytes = b"", rows: int = 0) -> None:
    """Record who saw which figures; for a file also how many lines it has and its hash. No person is named."""
    file = {"sha256": hashlib.sha256(content).hexdigest(), "rows": rows} if content else {}
    audit.administered(viewer(), action, viewer().organisation_id, report=report, **address_of(period), **file)
