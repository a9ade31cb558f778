"""Figures as they are kept, of counts that are made up: so that a page can be read without counting a county."""

from datetime import UTC, datetime

from pathways.reporting.models import PublishedFigures
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.kept_figures import digest_of, written
from pathways.small_numbers.beside import Table
from pathways.store.base import db
from tests.unit.reporting.made_up_reports import OF_EACH, PUBLISHED_OF


def keep(report, counts, hidden=frozenset(), days=None, as_at=None):
    """Keep these figures as the worker does, with what is said to be hidden of them."""
    edition = Edition(report, days or OF_EACH[report][0], as_at or OF_EACH[report][1])
    table = Table(name=edition.name, published=PUBLISHED_OF[report](counts), hidden=hidden)
    content = written(counts, table, salt=edition.name)
    db.session.add(
        PublishedFigures(
            report=report,
            from_on=edition.days.from_on,
            to_on=edition.days.to_on,
            as_at=edition.as_at,
            made_at=datetime(2026, 10, 9, 3, tzinfo=UTC),
            content=content,
            sha256=digest_of(content),
        )
    )
    db.session.commit()
    return edition
