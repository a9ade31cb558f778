"""The blueprint of the room, and what its pages share: recording the look, and where the officer goes next."""

from flask import Blueprint, url_for

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import viewer
from pathways.people.identity.rules import adult_form_bars
from pathways.people.models.custody import Episode
from pathways.people.models.identity import PersonDetails

pages = Blueprint("people", __name__)


def record_look(person_id: int, page: str) -> None:
    """Log that the viewer was shown a person; the page commits it before it is served."""
    audit.look(viewer(), person_id, "person.viewed", ("person", person_id), page=page)


def go_on_with(episode: Episode, details: PersonDetails) -> str:
    """The address after an episode was opened or changed: its task list.

    Under 18 the adult form stops, and the address is that of the page that names the young people's service.
    """
    young = adult_form_bars(details, clock.today())
    return url_for("people.under_18" if young else "casefile.task_list", episode_id=episode.id)
