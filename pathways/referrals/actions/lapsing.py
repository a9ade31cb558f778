"""Consents that are over, as the clock tells: a row each, which nobody takes."""

from collections.abc import Collection

from pathways import audit, clock
from pathways.referrals import queries
from pathways.referrals.actions.holding import hold_answers
from pathways.referrals.models import Consent
from pathways.referrals.rules import ConsentState, is_asked_by_police, is_over, standing
from pathways.store import db


def lapse(*, person_id: int, consent_ids: Collection[int], by: audit.Actor = audit.SYSTEM) -> int:
    """Write down which of these consents of one person are over; how many. Flushed, never committed.

    It moves no referral and stops no clock: a consent that is over opens nothing new, and what it showed is hidden.
    Two workers at once: the person is locked and the answer read again, so each lapse is one row.
    """
    hold_answers(person_id)
    return sum(_written(by, db.session.get_one(Consent, each)) for each in sorted(consent_ids))


def _written(by: audit.Actor, row: Consent) -> int:
    beside = (one for one in queries.answers_beside(row) if one.episode_id == row.episode_id)
    held = standing(beside, row.number)
    over = held is not None and is_over(held, clock.today(), closed_at=queries.closed_at(row.episode_id))
    if held is None or held.id != row.id or not over:
        return 0
    lapse = Consent(
        person_id=row.person_id,
        episode_id=row.episode_id,
        number=row.number,
        state=ConsentState.EXPIRED,
        wording_version=row.wording_version,
        understood=True,
        taken_at=clock.now(),
        service_id=None if is_asked_by_police(row.number) else row.service_id,
        lapses_id=row.id,
    )
    db.session.add(lapse)
    db.session.flush()
    # In confidence, whichever it was: a lapse with the end of an episode would tell police that a case ended.
    audit.in_confidence(by, row.person_id, "consent.expired", ("consent", lapse.id), number=row.number)
    return 1
