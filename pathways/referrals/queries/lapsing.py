"""Which consents have lapsed without a row that says so: after 12 months, or with their episode."""

from datetime import datetime, time, timedelta

from sqlalchemy import Integer, Select, bindparam, exists, func, select

from pathways import clock
from pathways.referrals.models import Consent, Referral
from pathways.referrals.rules import (
    REOPENS_WITHIN_DAYS,
    ConsentState,
    first_day_still_live,
    groups,
)
from pathways.store import db, shared_alias

LOOKS_BACK = timedelta(days=31)
"""How long ago a lapse may have been and still be looked for. Liveness after 12 months is read from the date anyway."""

# The worker asks it every few seconds: built once.
_LATER, _SAID, _STILL = shared_alias(Consent), shared_alias(Consent), shared_alias(Referral)
_IS_OPEN = exists().where(_STILL.episode_id == Referral.episode_id, _STILL.state.in_(groups()["SENT"]))
_STANDING_AND_GIVEN = (
    select(Consent)
    .where(
        Consent.state == ConsentState.GIVEN,
        ~exists().where(_SAID.lapses_id == Consent.id),
        ~exists().where(
            _LATER.episode_id == Consent.episode_id, _LATER.number == Consent.number, _LATER.id > Consent.id
        ),
    )
    .order_by(Consent.taken_at, Consent.id)
    .limit(bindparam("most", type_=Integer))
)
_AFTER_TWELVE_MONTHS = _STANDING_AND_GIVEN.where(
    Consent.taken_at < bindparam("until"), Consent.taken_at >= bindparam("since")
)


def _with_their_episode() -> Select[Consent]:
    """Of an episode whose last referral closed so long ago that nobody may re-open it."""
    last = (
        select(Referral.episode_id, func.max(Referral.closed_at).label("closed_at"))
        .where(
            Referral.closed_at < bindparam("until"),
            Referral.closed_at >= bindparam("since"),
            Referral.sent_at.is_not(None),
            ~_IS_OPEN,
        )
        .group_by(Referral.episode_id)
        .subquery()
    )
    return _STANDING_AND_GIVEN.join(last, last.c.episode_id == Consent.episode_id).where(
        Consent.taken_at <= last.c.closed_at
    )


def lapsed(most: int, back: timedelta = LOOKS_BACK) -> dict[int, tuple[int, ...]]:
    """Answers that were given and are over, at most so many: their ids by the person whose they are.

    A worker that stood still for longer than `back` passes a longer time once.
    """
    found: dict[int, Consent] = {}
    for rows, first_day in (
        (_AFTER_TWELVE_MONTHS, first_day_still_live(clock.today())),
        (_with_their_episode(), clock.today() - timedelta(days=REOPENS_WITHIN_DAYS - 1)),
    ):
        until = clock.from_london(first_day, time(0))
        asked = {"until": until, "since": until - back, "most": most}
        found |= {row.id: row for row in db.session.scalars(rows, asked)}
    by_person: dict[int, tuple[int, ...]] = {}
    for row in sorted(found.values(), key=lambda row: (row.person_id, row.id))[:most]:
        by_person[row.person_id] = (*by_person.get(row.person_id, ()), row.id)
    return by_person


def closed_at(episode_id: int) -> datetime | None:
    """When the last referral of an episode closed; None while one is open, or where none was sent."""
    of_episode = select(Referral.closed_at, Referral.state).where(
        Referral.episode_id == episode_id, Referral.sent_at.is_not(None)
    )
    rows = db.session.execute(of_episode).all()
    if not rows or any(state in groups()["SENT"] for _, state in rows):
        return None
    return max((at for at, _ in rows if at is not None), default=None)
