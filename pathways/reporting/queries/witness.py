"""What a link opens by which whoever keeps the Board's minutes says whether these say that figures were shown."""

from dataclasses import dataclass

from pathways import clock
from pathways.audit.models import SYSTEM
from pathways.auth.models import User
from pathways.links.queries import link_of
from pathways.links.rules import is_shown_again, why_over
from pathways.refusals import OutOfSight
from pathways.reporting.models import WitnessLink
from pathways.reporting.queries.figures import rows_of_figures
from pathways.reporting.queries.showings import showing
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.rules.showings import Showing
from pathways.store.base import db


@dataclass(frozen=True, kw_only=True)
class WitnessAsked:
    """What whoever has a link is asked about: the record of a showing, the digest of its figures, and the organisation
    on whose chain of the log all of it stands."""

    link: WitnessLink
    showing: Showing
    sha256: str
    organisation_id: int

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.sha256)


def asked(token: str, witness: str) -> WitnessAsked:
    """What a link asks about; `witness` is the address that is set now.

    Raises OutOfSight, alike for one that is used, over, forged, answered by another link, or went to an address that is
    set no more, and for a record that was made again since.
    """
    link = link_of(WitnessLink, token)
    shown = showing(SYSTEM, link.showing_id)
    is_over = why_over(
        used_at=link.used_at, expires_at=link.expires_at, sent_to=shown.witness, address=witness, now=clock.now()
    )
    if is_over or shown.witness_answer or shown.is_replaced:
        raise OutOfSight
    return _asked(link, shown)


def answered(token: str, witness: str, key: str | None = None) -> WitnessAsked:
    """What a link asks about that was answered, by this link or another of the same record: whoever has one reads what
    was answered until it ends, so that nobody at that mailbox wonders. With `key` only for the form that used it up,
    for some minutes.

    Raises OutOfSight where nothing was answered, and for an address that is set no more.
    """
    link = link_of(WitnessLink, token)
    if link.expires_at <= clock.now():
        raise OutOfSight
    if key is not None and not is_shown_again(used_at=link.used_at, used_key=link.used_key, key=key, now=clock.now()):
        raise OutOfSight
    shown = showing(SYSTEM, link.showing_id)
    if not shown.witness_answer or shown.witness != witness:
        raise OutOfSight
    return _asked(link, shown)


def _asked(link: WitnessLink, shown: Showing) -> WitnessAsked:
    row = rows_of_figures(SYSTEM, (shown.edition,))[shown.edition]
    recorded_by = db.session.get_one(User, shown.recorded_by_id)
    return WitnessAsked(
        link=link,
        showing=shown,
        sha256=row.sha256,
        organisation_id=recorded_by.organisation_id,
    )
