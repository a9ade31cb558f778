"""Which consents have lapsed without a row that says so: after 12 months, or with their episode."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.referrals.models import Consent, Referral
from pathways.referrals.rules import (
    REOPENS_WITHIN_DAYS,
    ConsentState,
    first_day_still_live,
    groups,
)
from pathways.store import db

LOOKS_BACK = timedelta(days=31)
"""How long ago a lapse may have been and still be looked for. Liveness after 12 months is read from the date anyway."""


def lapsed(most: int, back: timedelta = LOOKS_BACK) -> dict[int, tuple[int, ...]]:
    """Answers that were given and are over, at most so many: their ids by the person whose they are.

    A worker that stood still for longer than `back` passes a longer time once.
    """
    found: dict[int, Consent] = {}
    for rows in (_after_twelve_months(back), _with_their_episode(back)):
        limited = rows.order_by(Consent.taken_at, Consent.id).limit(most)
        found |= {row.id: row for row in db.session.scalars(limited)}
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


def _standing_and_given() -> Iterable[ColumnElement[bool]]:
    later, said = aliased(Consent), aliased(Consent)
    yield Consent.state == ConsentState.GIVEN
    yield ~exists().where(said.lapses_id == Consent.id)
    yield ~exists().where(later.episode_id == Consent.episode_id, later.number == Consent.number, later.id > Consent.id)


def _after_twelve_months(back: timedelta) -> Select[Consent]:
    until = clock.from_london(first_day_still_live(clock.today()), time(0))
    return select(Consent).where(*_standing_and_given(), Consent.taken_at < until, Consent.taken_at >= until - back)


def _with_their_episode(back: timedelta) -> Select[Consent]:
    """Those of an episode whose last referral closed so long ago that nobody may re-open it."""
    until = clock.from_london(clock.today() - timedelta(days=REOPENS_WITHIN_DAYS - 1), time(0))
    still = aliased(Referral)
    is_open = exists().where(still.episode_id == Referral.episode_id, still.state.in_(groups()["SENT"]))
    last = (
        select(Referral.episode_id, func.max(Referral.closed_at).label("closed_at"))
        .where(Referral.closed_at < until, Referral.closed_at >= until - back, Referral.sent_at.is_not(None), ~is_open)
        .group_by(Referral.episode_id)
        .subquery()
    )
    over = select(Consent).join(last, last.c.episode_id == Consent.episode_id)
    return over.where(*_standing_and_given(), Consent.taken_at <= last.c.closed_at)
