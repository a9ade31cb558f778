"""What each suite is notified for on a date, for whoever looks at the law."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from pathways.arrest_tests.models import SiteNotification
from pathways.arrest_tests.rules import Route
from pathways.auth import OrganisationKind, Viewer
from pathways.auth.models import Suite
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class NotifiedSuite:
    """A suite with everything it is notified for on a date; no notice, no `since`."""

    id: int
    name: str
    routes: frozenset[Route]
    covers_under_18: bool
    covers_assessment: bool
    since: date | None
    sources: tuple[str, ...]
    is_example: bool

    @property
    def on_arrest(self) -> bool:
        return Route.ARREST in self.routes

    @property
    def after_charge(self) -> bool:
        return Route.CHARGE in self.routes


def suites_notified_on(viewer: Viewer, day: date) -> tuple[NotifiedSuite, ...]:
    """The suites of the viewer's force; of every force for somebody who belongs to none."""
    places = select(Suite).where(Suite.closed_at.is_(None)).order_by(Suite.name, Suite.id)
    if viewer.organisation_kind is OrganisationKind.FORCE:
        places = places.where(Suite.organisation_id == viewer.organisation_id)
    live = select(SiteNotification).where(
        SiteNotification.valid_from <= day,
        SiteNotification.valid_to.is_(None) | (SiteNotification.valid_to >= day),
    )
    rows = list(db.session.scalars(live.order_by(SiteNotification.valid_from, SiteNotification.id)))
    return tuple(
        _notified(place, [row for row in rows if row.suite_id == place.id]) for place in db.session.scalars(places)
    )


def _notified(place: Suite, rows: list[SiteNotification]) -> NotifiedSuite:
    return NotifiedSuite(
        id=place.id,
        name=place.name,
        routes=frozenset(Route(word) for row in rows for word in row.routes),
        covers_under_18=any(row.under18 for row in rows),
        covers_assessment=any(row.assessment for row in rows),
        since=rows[0].valid_from if rows else None,
        sources=tuple(dict.fromkeys(row.source for row in rows)),
        is_example=any(row.is_demonstration for row in rows),
    )
