"""Printing the papers of this room: drawn as the record stands, kept, and in the log with copy number and hash."""

from functools import partial

from pathways import audit, clock
from pathways.arrest_tests.documents import (
    blank_notice,
    blank_test_record,
    notice_of,
    record_of_test,
    result_for_court,
)
from pathways.arrest_tests.models import DrugTest, RequiredAssessment
from pathways.arrest_tests.queries.holds import is_held
from pathways.arrest_tests.queries.papers import paper_values
from pathways.arrest_tests.rules import Outcome, Purpose
from pathways.auth import Viewer
from pathways.documents import Paper, PaperKind
from pathways.documents.kept import copy_with_hash, printed, record_printing
from pathways.documents.models import KeptPaper
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight


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


def print_test_record(*, by: Viewer, view: EpisodeView, test: DrugTest, number: int | None = None) -> bytes:
    """DT1 as the record stands, or an earlier copy. Raises OutOfSight where nobody was asked for a sample."""
    if test.outcome is Outcome.NOT_ASKED:
        raise OutOfSight
    episode_id = view.episode.id
    draw = partial(record_of_test, paper_values(view, test))
    kept = printed(draw, kind=PaperKind.DT1, about_id=episode_id, episode_id=episode_id, by=by, number=number)
    return record_printing(by, view.person.id, kept, ("drug_test", test.id), purpose=Purpose.SUPERVISION.value)


def print_result(*, by: Viewer, view: EpisodeView, test: DrugTest, number: int | None = None) -> bytes:
    """DT2 as the record stands, or an earlier copy. Raises OutOfSight without a result, and while held (V-055)."""
    if test.result_at is None or is_held(test):
        raise OutOfSight
    episode_id = view.episode.id
    draw = partial(result_for_court, paper_values(view, test))
    kept = printed(draw, kind=PaperKind.DT2, about_id=episode_id, episode_id=episode_id, by=by, number=number)
    return record_printing(by, view.person.id, kept, ("drug_test", test.id), purpose=Purpose.BAIL.value)


def print_blank(*, by: Viewer, kind: PaperKind) -> bytes:
    """DT1 or RA1 to be written on by hand in an outage. It tells of nobody, so no copy is kept."""
    paper = Paper(f"{kind.label}, blank", ref="Blank form", made_at=clock.now(), made_by=by.name)
    filled = blank_notice(paper) if kind is PaperKind.RA1 else blank_test_record(paper)
    audit.administered(by, "paper.blank.printed", by.organisation_id, kind=kind.value)
    return filled.pdf()
