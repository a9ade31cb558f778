"""For a worker to whom somebody came: the own services that take referrals, and whom the service knows already."""

from datetime import date

from pathways import clock
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.people import queries as people
from pathways.people.rules import Asked, too_little


def own_services(viewer: Viewer) -> tuple[Service, ...]:
    """The services of the viewer's provider that take referrals today, by name."""
    return tuple(
        one for one in directory.services_open_on(clock.today()) if one.organisation_id == viewer.organisation_id
    )


def known_here(viewer: Viewer, surname: str | None, born_on: date | None) -> tuple[tuple[int, str], ...]:
    """Whom the service reaches that may be meant, closest first, as (id, words). Nobody until both were typed."""
    asked = Asked(surname=surname or "", date_of_birth=born_on)
    if not surname or born_on is None or too_little(asked):
        return ()
    hits = people.search(viewer, asked).hits
    return tuple((hit.person.id, _words(hit.details.full_name, hit.details.date_of_birth)) for hit in hits)


def _words(name: str, born_on: date) -> str:
    return f"{name}, born {born_on.day} {born_on:%B %Y}"
