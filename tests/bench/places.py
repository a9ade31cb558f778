"""Where the made-up referrals come from and go to: a force, one large provider and three small ones, a worker."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth.roles import Role, Viewer
from pathways.directory.entries import queries as directory
from pathways.directory.matching.rules.fit import LookedAt
from pathways.directory.models import Service
from pathways.referrals.needs.rules import wants_of
from pathways.referrals.routing.rules import explanation, routing
from pathways.store.base import db
from tests import county
from tests.areas import LINCOLN
from tests.referred import screen_facts

TOWNS = ("Boston", "Skegness", "Grantham")


@dataclass(frozen=True)
class Places:
    """Ids of the county's rows; services as (service, organisation). `routing` is what a referral keeps as it stood."""

    force: int
    suite: int
    officer: int
    worker: int
    viewer: Viewer
    searcher: Viewer
    large: tuple[int, int]
    others: tuple[tuple[int, int], ...]
    routing: dict[str, Any]


def made() -> Places:
    """Add the county, and commit it."""
    officer, worker = county.user(Role.CO), county.user(Role.TW)
    hub = county.service()
    others = [county.service(f"{town} Recovery", county.provider(f"{town} Recovery"), town=town) for town in TOWNS]
    facts = screen_facts()
    looked = LookedAt(needs=frozenset(wants_of(facts)), area=LINCOLN, on=clock.today())
    answer = routing([directory.facts_of(each) for each in directory.services_listed()], looked)
    places = Places(
        force=officer.organisation_id,
        suite=officer.suite_id or 0,
        officer=officer.id,
        worker=worker.id,
        viewer=county.viewer_of(worker),
        searcher=county.viewer_of(officer),
        large=_both(hub),
        others=tuple(_both(each) for each in others),
        routing=explanation(answer, chosen_id=hub.id, at=clock.now() - timedelta(days=1)),
    )
    db.session.commit()
    return places


def _both(service: Service) -> tuple[int, int]:
    return service.id, service.organisation_id
