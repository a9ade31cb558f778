"""The job that reads clocks. It commits after each referral: it may be killed at any time, and two may run at once."""

from datetime import datetime

from flask import current_app

from pathways import clock
from pathways.clocks import actions, queries
from pathways.store import db, engines
from pathways.ui.errors import told_without_words

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
        try:
            done += actions.read(referral_id=referral_id, now=at)
            db.session.commit()
        except Exception as error:  # whatever went wrong with one: the others are read
            db.session.rollback()
            told = told_without_words(error)
            current_app.logger.error("The clocks of referral %s could not be read: %s", referral_id, told)
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
