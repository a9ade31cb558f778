"""What the viewer left half written in a case: their own newest draft of it, nobody else's."""

from collections.abc import Iterable

from pathways.auth import Viewer
from pathways.casefile.rules import is_of_case
from pathways.drafts.models import Draft
from pathways.drafts.queries import open_drafts
from pathways.people.queries import EpisodeView


def left_half_written(viewer: Viewer, views: Iterable[EpisodeView]) -> dict[int, Draft]:
    """The viewer's newest draft of each of these episodes, by episode. One read, however many there are."""
    drafts = open_drafts(viewer.user_id)
    found = ((view.episode.id, _newest(drafts, view)) for view in views) if drafts else ()
    return {episode_id: draft for episode_id, draft in found if draft}


def _newest(drafts: list[Draft], view: EpisodeView) -> Draft | None:
    return next(
        (
            one
            for one in drafts
            if is_of_case(one.address, about=one.person_id, episode_id=view.episode.id, person_id=view.person.id)
        ),
        None,
    )
