"""The blueprint of the room, and what its pages do alike: record the look, and say where the officer goes next."""

from flask import Blueprint, url_for

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.auth.guard import viewer
from pathways.auth.queries import suites_of
from pathways.people.models import Episode, PersonDetails
from pathways.people.rules import adult_form_bars
from pathways.vocabulary import Origin

pages = Blueprint("people", __name__)


def record_look(person_id: int, page: str) -> None:
    """Record that the viewer was shown a person; the page commits it before it is served."""
    audit.look(viewer(), person_id, "person.viewed", ("person", person_id), page=page)


def go_on_with(episode: Episode, details: PersonDetails, pressed: str) -> str:
    """The address after an episode was opened or changed: the next part of it, or the task list where that was pressed.

    Under 18 the adult form stops, and the page that names the young people's service comes by itself.
    """
    if adult_form_bars(details, clock.today()):
        return url_for("people.under_18", episode_id=episode.id)
    to_offences = episode.origin is Origin.DETENTION and pressed != "task_list"
    return url_for("arrest_tests.arrest" if to_offences else "casefile.task_list", episode_id=episode.id)


def suites_for(looking: Viewer) -> list[tuple[int, str]]:
    """The viewer's own suite first, then the others of the force."""
    suites = suites_of(looking.organisation_id)
    return [(each.id, each.name) for each in sorted(suites, key=lambda each: each.id != looking.suite_id)]
