"""Printing the document of a conditional caution: to be signed, and as it was signed."""

from pathways.auth import Viewer
from pathways.disposals.documents import CautionPaper, caution
from pathways.disposals.models import Disposal
from pathways.disposals.queries import DisposalView, case_of
from pathways.disposals.rules import State
from pathways.documents import PaperKind
from pathways.documents.kept import printed, record_printing
from pathways.documents.models import KeptPaper


def keep_signed(*, by: Viewer, disposal: Disposal, paper: CautionPaper) -> KeptPaper:
    """The document as signed, byte for byte: it may be put before a court (CJA 2003 s24(2); verified)."""
    return printed(paper.drawn, kind=PaperKind.CAUTION, about_id=disposal.id, episode_id=disposal.episode_id, by=by)


def print_document(*, by: Viewer, found: DisposalView, number: int | None = None) -> bytes | None:
    """What was signed; else, once authorised, what is to be signed. None when neither is there, or there no more.

    `number` names an earlier copy to be signed. Raises OutOfSight.
    """
    kept = found.document
    if number is not None or (kept is None and found.disposal.state is State.AUTHORISED):
        kept = printed(
            caution(found, case_of(found.view), by=by).drawn,
            kind=PaperKind.CAUTION_TO_SIGN,
            about_id=found.disposal.id,
            episode_id=found.disposal.episode_id,
            by=by,
            number=number,
        )
    if kept is None:
        return None
    return record_printing(by, found.view.person.id, kept, ("disposal", found.disposal.id))
