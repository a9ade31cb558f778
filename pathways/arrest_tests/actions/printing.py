"""Printing the papers of this room: drawn as the record stands, kept, and in the log with copy number and hash."""

from functools import partial

from pathways.arrest_tests.documents import notice_of
from pathways.arrest_tests.models import RequiredAssessment
from pathways.auth import Viewer
from pathways.documents import PaperKind
from pathways.documents.kept import copy_with_hash, printed, record_printing
from pathways.documents.models import KeptPaper
from pathways.people.queries import EpisodeView


def keep_notice(*, by: Viewer, view: EpisodeView, required: RequiredAssessment, number: int | None = None) -> KeptPaper:
    """The notice (RA1). Once handed over it is the copy that was, whatever is corrected later. Raises OutOfSight."""
    handed_over = copy_with_hash(PaperKind.RA1, view.episode.id, required.notice_sha256 or "")
    if handed_over is not None and number is None:
        return handed_over
    draw = partial(notice_of, view, required)
    return printed(draw, kind=PaperKind.RA1, about_id=view.episode.id, episode_id=view.episode.id, by=by, number=number)


def print_notice(*, by: Viewer, view: EpisodeView, required: RequiredAssessment, number: int | None = None) -> bytes:
    """The notice as bytes, with the look in the log. Raises OutOfSight."""
    kept = keep_notice(by=by, view=view, required=required, number=number)
    return record_printing(by, view.person.id, kept, ("required_assessment", required.id))
