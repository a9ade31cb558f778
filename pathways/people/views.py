"""The blueprint of the room, and what its pages share: recording the look, and where the officer goes next."""

from flask import Blueprint, request, url_for

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


DONE = {
    "proposed": "Proposed, in your name. It waits for somebody else to confirm it: until then nothing changes.",
    "joined": "Confirmed, in your name: the two records are one.",
    "split": "Confirmed, in your name: they are two records again.",
    "turned_down": "Turned down, in your name: the records stay as they are.",
    "death_in_error": "Recorded in your name. It waits for somebody else to confirm it: until then the death stands.",
    "lives": "Confirmed, in your name: the death is taken back, and every step is open again.",
    "death_stands": "Turned down, in your name: the death stands.",
}


def done_here() -> str | None:
    """What the viewer has just done about a record of two people or about a death, for the page that follows."""
    return DONE.get(request.args.get("done", ""))


def go_on_with(episode: Episode, details: PersonDetails) -> str:
    """The address after an episode was opened or changed: its task list.

    Under 18 the adult form stops, and the address is that of the page that names the young people's service.
    """
    young = adult_form_bars(details, clock.today())
    return url_for("people.under_18" if young else "casefile.task_list", episode_id=episode.id)
