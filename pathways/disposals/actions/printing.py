"""Printing the document of a disposal: to be signed or given, and as it was."""

from pathways import clock
from pathways.auth import Viewer
from pathways.auth.queries import organisation
from pathways.disposals.documents import DisposalPaper, paper_of, victim_letter
from pathways.disposals.models import Disposal
from pathways.disposals.queries import DisposalView, case_of, leaflet_on
from pathways.disposals.rules import KEPT_AS, READY_TO_SIGN, TO_SIGN_AS
from pathways.documents import PaperKind
from pathways.documents.kept import printed, record_printing
from pathways.documents.models import KeptPaper


def keep_signed(*, by: Viewer, disposal: Disposal, paper: DisposalPaper) -> KeptPaper:
    """The document as signed, byte for byte: it may be put before a court (CJA 2003 s24(2); verified)."""
    kind = KEPT_AS[disposal.kind]
    return printed(paper.drawn, kind=kind, about_id=disposal.id, episode_id=disposal.episode_id, by=by)


def print_document(*, by: Viewer, found: DisposalView, number: int | None = None) -> bytes | None:
    """What was signed; else, once authorised, what is to be signed. None when neither is there, or there no more.

    `number` names an earlier copy to be signed. Raises OutOfSight.
    """
    kept = found.document
    if number is not None or (kept is None and found.disposal.state in READY_TO_SIGN):
        leaflet = leaflet_on(found.disposal.organisation_id, found.disposal.kind, clock.today())
        paper = paper_of(
            found,
            case_of(found.view),
            by=by,
            leaflet_lines=leaflet.paragraphs if leaflet else None,
            leaflet_version=leaflet.version if leaflet else None,
        )
        kept = printed(
            paper.drawn,
            kind=TO_SIGN_AS[found.disposal.kind],
            about_id=found.disposal.id,
            episode_id=found.disposal.episode_id,
            by=by,
            number=number,
        )
    if kept is None:
        return None
    return record_printing(by, found.view.person.id, kept, ("disposal", found.disposal.id))


def print_victim_letter(*, by: Viewer, found: DisposalView) -> bytes | None:
    """The letter that tells the victim the outcome; None where there is no victim, nothing to tell, or a death."""
    force = organisation(found.disposal.organisation_id)
    named = force.name if force else ""
    letter = None if found.view.person.died_at else victim_letter(found, case_of(found.view), force=named)
    if letter is None:
        return None
    about = {"about_id": found.disposal.id, "episode_id": found.disposal.episode_id}
    kept = printed(letter.drawn, kind=PaperKind.VICTIM_LETTER, by=by, **about)
    return record_printing(by, found.view.person.id, kept, ("disposal", found.disposal.id))
