"""Printing the slip, the referral and what was agreed to, each copy kept with its hash and in the log."""

from functools import partial

from pathways.auth import Viewer
from pathways.documents import PaperKind
from pathways.documents.kept import printed, record_printing
from pathways.people.queries import EpisodeView
from pathways.referrals.documents import agreed_paper, referral_paper, slip_paper
from pathways.referrals.models import Referral
from pathways.referrals.queries import answers_of, case_for_consents, is_read_here, screen_of, slip_of
from pathways.refusals import OutOfSight


def print_slip(*, by: Viewer, view: EpisodeView, number: int | None = None) -> bytes:
    """The slip as it reads now, or an earlier copy. Raises OutOfSight."""
    episode_id = view.episode.id
    draw = partial(slip_paper, view, slip_of(view, tells_required=not by.is_liaison))
    kept = printed(draw, kind=PaperKind.SLIP, about_id=episode_id, episode_id=episode_id, by=by, number=number)
    return record_printing(by, view.person.id, kept, ("episode", episode_id))


def print_referral(*, by: Viewer, view: EpisodeView, held: Referral, number: int | None = None) -> bytes:
    """A referral that was sent, as the record stands, or an earlier copy. Raises OutOfSight."""
    if held.sent_at is None or not is_read_here(by, view):
        raise OutOfSight
    draw = partial(referral_paper, view, held, screen_of(view.episode.id), answers_of(view.episode))
    kept = printed(draw, kind=PaperKind.REFERRAL, about_id=held.id, episode_id=view.episode.id, by=by, number=number)
    return record_printing(by, view.person.id, kept, ("referral", held.id))


def print_agreed(*, by: Viewer, referral_id: int, number: int | None = None) -> bytes:
    """What somebody agreed to, as the answers of their case stand, or an earlier copy. Raises OutOfSight."""
    case = case_for_consents(by, referral_id)
    held, draw = case.held, partial(agreed_paper, case)
    kept = printed(draw, kind=PaperKind.CONSENTS, about_id=held.id, episode_id=held.episode_id, by=by, number=number)
    return record_printing(by, case.details.person_id, kept, ("referral", held.id))
