"""The job that reads clocks. It commits after each person: it may be killed at any time, and two may run at once."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from pathways import clock
from pathways.cli.beating import heart
from pathways.clocks import actions, queries
from pathways.server_log import told_without_words
from pathways.store import db, engines, roll_back
from pathways.store.outages import outage_of

logger = logging.getLogger(__name__)
T = TypeVar("T")

MOST = 200
"""In one round: then the other jobs have their turn."""
AT_ONCE = 50
"""Looked over in one transaction: whoever records something of them waits for it."""


def run_due(*, now: datetime | None = None, limit: int = MOST) -> int:
    """Read the clocks of each referral that is due, at most `limit`; then write down the consents that lapsed.

    Returns how many of both. One that cannot be read holds up no other: it is named, and tried again next time.
    """
    at = now or clock.now()
    due = _looked_up(partial(queries.due, at, limit))
    to_read = _looked_over(due, at)
    done = len(due) - len(to_read)
    for referral_id in to_read:
        read = partial(actions.read, referral_id=referral_id, now=at)
        done += by_itself(read, f"The clocks of referral {referral_id} could not be read", "clocks not read")
    for person_id, consent_ids in _looked_up(partial(queries.lapsed, limit)).items():
        lapse = partial(actions.lapse, person_id=person_id, consent_ids=consent_ids)
        what = f"The consents of person {person_id} could not be written down as lapsed"
        done += by_itself(lapse, what, "consents not written down as lapsed")
    return done


def _looked_over(due: tuple[int, ...], at: datetime) -> list[int]:
    """Which of them are to be read one by one: nearly always a few, and nothing was to be done about the others."""
    to_read: list[int] = []
    for first in range(0, len(due), AT_ONCE):
        some = due[first : first + AT_ONCE]
        heart.beat()
        try:
            left = actions.look_over(referral_ids=some, now=at)
            db.session.commit()
        except Exception:  # each is read by itself then, and the one that cannot be is named
            roll_back()
            left = some
        db.session.expire_all()  # what is read next may have changed since
        to_read += left
    return to_read


def tell_of_notices() -> int:
    """Notices of required assessments in arrests that led to no referral: nobody else would be told of them."""
    now = clock.now()
    for late in _looked_up(partial(queries.unreferred, now)):
        tell = partial(actions.tell_of_notice, late, now=now)
        by_itself(tell, f"Nobody could be told of notice {late.required_id}", "notices not told of")
    return 0


def _looked_up(ask: Callable[[], T]) -> T:
    """What waits, read without the lock that a change needs."""
    with engines.about_nobody():
        waiting = ask()
        db.session.rollback()
    return waiting


def by_itself(act: Callable[[], int], what: str, repeated: str) -> int:
    """Do one thing about one person in a transaction of its own: it waits for nobody while it holds another.

    Whatever goes wrong with it is logged as `what`, shortened to `repeated` while the database is out; the others go
    on.
    """
    heart.beat()
    try:
        done = act()
        db.session.commit()
    except Exception as error:  # whatever went wrong with one: the others have their turn
        roll_back()
        outage = outage_of(error)
        more = {"error": error, "repeated": outage and f"{repeated}: {outage}"}
        logger.error("%s: %s", what, told_without_words(error), extra=more)
        return 0
    return done


def read_all() -> None:
    """Read every clock that is due now, however many there are."""
    while run_due():
        pass
