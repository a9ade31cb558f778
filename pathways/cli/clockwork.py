"""The job that reads clocks. It commits after each referral: it may be killed at any time, and two may run at once."""

import logging
from datetime import datetime

from pathways import clock
from pathways.cli.beating import heart
from pathways.clocks import actions, queries
from pathways.server_log import told_without_words
from pathways.store import db, engines, roll_back
from pathways.store.outages import outage_of

logger = logging.getLogger(__name__)

MOST = 200
"""In one round: then the other jobs have their turn."""


def run_due(*, now: datetime | None = None, limit: int = MOST) -> int:
    """Read the clocks of each referral that is due, at most `limit`; then write down the consents that lapsed.

    Returns how many of both. One that cannot be read holds up no other: it is named, and tried again next time.
    """
    at = now or clock.now()
    with engines.about_nobody():
        waiting = queries.due(at, limit)
        db.session.rollback()
    done = 0
    for referral_id in waiting:
        heart.beat()
        try:
            done += actions.read(referral_id=referral_id, now=at)
            db.session.commit()
        except Exception as error:  # whatever went wrong with one: the others are read
            roll_back()
            told = told_without_words(error)
            more = {"error": error, "repeated": outage_of(error) and f"clocks not read: {outage_of(error)}"}
            logger.error("The clocks of referral %s could not be read: %s", referral_id, told, extra=more)
    lapsed = actions.lapse(limit=limit)
    db.session.commit()
    return done + lapsed


def tell_of_notices() -> int:
    """Notices of required assessments in arrests that led to no referral: nobody else would be told of them."""
    now = clock.now()
    with engines.about_nobody():
        late = queries.unreferred(now)
        db.session.rollback()
    if late:
        actions.tell_of_notices(late, now=now)
        db.session.commit()
    return 0


def read_all() -> None:
    """Read every clock that is due now, however many there are."""
    while run_due():
        pass
