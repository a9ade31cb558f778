"""Printing the slip, kept with its hash and in the log."""

from functools import partial

from pathways.auth import Viewer
from pathways.documents import PaperKind
from pathways.documents.kept import printed, record_printing
from pathways.people.queries import EpisodeView
from pathways.referrals.documents import slip_paper
from pathways.referrals.queries import slip_of


def print_slip(*, by: Viewer, view: EpisodeView, number: int | None = None) -> bytes:
    """The slip as it reads now, or an earlier copy. Raises OutOfSight."""
    episode_id = view.episode.id
    draw = partial(slip_paper, view, slip_of(view))
    kept = printed(draw, kind=PaperKind.SLIP, about_id=episode_id, episode_id=episode_id, by=by, number=number)
    return record_printing(by, view.person.id, kept, ("episode", episode_id))
