"""Recording that figures were shown to the Board, with a copy of the minutes, and what somebody else found in them."""

from datetime import date

from sqlalchemy import exists, select

from pathways import clock
from pathways.approvals.actions import confirm, propose
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.dates import london_date
from pathways.documents.kinds import ScanPurpose
from pathways.documents.models import ReceivedPaper
from pathways.documents.scans import Scan, receive
from pathways.refusals import Refused, Stale, or_out_of_sight, refuse_if
from pathways.reporting.actions.witness import send_outside
from pathways.reporting.models import BoardShowing
from pathways.reporting.queries import figures, showings
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.proof import (
    CONFIRMED,
    COPIED,
    OPENED,
    SHOWN,
    TURNED_DOWN,
    facts_of_minutes,
)
from pathways.reporting.rules.showings import (
    COPY_MEANWHILE,
    OF_MINUTES,
    RECORDED_ALREADY,
    MinutesAnswer,
    MinutesRead,
    Showing,
    bars_to_minutes,
    why_no_answer_of_minutes,
    why_no_copy,
    why_not_opened,
    why_not_read,
    why_not_shown_on,
)
from pathways.store.base import db


def record_shown(
    *, by: Viewer, edition: Edition, shown_on: date, minutes: Scan | None = None, witness: str = "", key: str = ""
) -> int:
    """Record that the page for the Board of these figures was shown at a meeting on a day, and keep a copy of the
    minutes with it, where there is one by now. The digest of the entry goes to `witness`, an e-mail address outside,
    and so does that of the answer; "" sends none. With `key`, the service's key, they get a link by which to answer.
    Gives its number.

    Raises OutOfSight where they were not made, Refused for a day on which they cannot have been shown, or of which a
    record waits for its answer. Of a day that was answered it may be recorded again: the later record holds.
    """
    made = figures.made(by, edition)
    refuse_if(why_not_shown_on(shown_on, london_date(made.at), clock.today()))
    number = figures.figures_id(by, edition)
    that_day = (BoardShowing.figures_id == number, BoardShowing.shown_on == shown_on)
    if db.session.scalar(select(exists().where(*that_day, BoardShowing.decided_at.is_(None)))):
        raise Refused(RECORDED_ALREADY, field="shown_on")
    row = propose(BoardShowing(figures_id=number, shown_on=shown_on, witness=witness or None), by=by)
    facts = _facts(edition, shown_on) | ({"witness": witness} if witness else {})
    audit.administered(by, SHOWN, by.organisation_id, showing=row.id, sha256=made.sha256, **facts)
    send_outside(row, by, SHOWN, by.organisation_id, key=key)
    if minutes is not None:
        _keep(row, minutes, by)
    return row.id


def add_copy_of_minutes(*, by: Viewer, showing: Showing, minutes: Scan) -> None:
    """Keep a copy of the minutes, beside those that are kept: none is replaced.

    Raises OutOfSight, and Refused where somebody has read the minutes already, or for the very same copy.
    """
    row = or_out_of_sight(db.session.get(BoardShowing, showing.number))
    db.session.refresh(row, with_for_update=True)  # whoever answers at this moment comes before or after
    refuse_if(why_no_copy(showings.showing(by, showing.number)))
    _keep(row, minutes, by)


def _keep(row: BoardShowing, minutes: Scan, by: Viewer) -> None:
    purpose = ScanPurpose.BOARD_MINUTES
    kept = receive(minutes, purpose=purpose, about_id=row.id, episode_id=None, by=by, field="minutes")
    hashes = {"sha256": kept.sha256, "sent_sha256": kept.sent_sha256}
    audit.administered(by, COPIED, by.organisation_id, showing=row.id, copy=kept.id, size=kept.size, **hashes)


def open_copy_of_minutes(*, by: Viewer, showing: Showing, copy: int) -> ReceivedPaper:
    """A copy of the minutes with its bytes; who opened it is in the log. Raises OutOfSight."""
    row = showings.copy_of(by, showing.number, copy)
    facts = {"report": "board minutes", "showing": showing.number, "copy": row.id, "sha256": row.sha256}
    audit.administered(by, OPENED, by.organisation_id, **facts)
    return row


def answer_of_minutes(
    *,
    by: Viewer,
    showing: Showing,
    answer: MinutesAnswer,
    read: MinutesRead | None = None,
    seen: str = "",
    key: str = "",
) -> None:
    """Record whether the minutes say that figures were shown on the day that somebody else recorded, and what was
    `read`. `seen` is the number of the newest copy that stood on the page then; `key` is as in `record_shown`.

    Raises OutOfSight, Refused for who recorded it, without a minute or what they say instead, where it is not said what
    was read or that is a copy which they did not open, Stale where somebody answered or added a copy meanwhile.
    """
    refuse_if(why_no_answer_of_minutes(answer))
    row = or_out_of_sight(db.session.get(BoardShowing, showing.number))
    db.session.refresh(row, with_for_update=True)  # from here on no copy is added
    refuse_if(bars_to_minutes(showings.showing(by, row.id), by.user_id))
    copies = showings.copies_of(by, row.id)
    newest = copies[-1] if copies else None
    if newest is not None and str(newest.number) != seen:
        raise Stale(COPY_MEANWHILE)
    refuse_if(why_not_read(read, is_there_a_copy=newest is not None))
    if newest is not None:
        refuse_if(why_not_opened(read, is_opened=showings.has_opened(by, row.id, newest, clock.now())))
    read = read or MinutesRead.OWN
    copy_id = newest.number if newest else None
    confirm(row, by=by, confirms=answer.is_so, words=OF_MINUTES, copy_id=copy_id, minutes_read=read, **answer.facts)
    facts = _facts(showing.edition, showing.shown_on) | {"showing": row.id, "read": read.value}
    facts |= facts_of_minutes(**answer.facts)
    if newest is not None:
        facts |= {"copy": newest.number, "copy_sha256": newest.sha256}
    action = CONFIRMED if answer.is_so else TURNED_DOWN
    audit.administered(by, action, by.organisation_id, **facts)
    send_outside(row, by, action, by.organisation_id, key=key)


def _facts(edition: Edition, shown_on: date) -> dict[str, object]:
    return {"edition": edition.name, "shown_on": shown_on.isoformat()}
