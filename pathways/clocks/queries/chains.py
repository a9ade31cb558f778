"""The chain of a referral and what happened along it: events, meetings."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.clocks.rules import Meeting, Taken
from pathways.referrals.models import Appointment, Referral, ReferralEvent
from pathways.referrals.rules import ReferralState
from pathways.store import db

# The plain values: a look over many cases reads all that ever happened to them, and needs no row of it.
_EVENTS = (
    select(
        ReferralEvent.referral_id,
        ReferralEvent.event,
        ReferralEvent.at,
        ReferralEvent.from_state,
        ReferralEvent.to_state,
        ReferralEvent.recorded,
    )
    .where(ReferralEvent.referral_id.in_(bindparam("of_referrals", expanding=True)))
    .order_by(ReferralEvent.id)
)

_MEETINGS = (
    select(
        Appointment.referral_id,
        Appointment.offered_at,
        Appointment.starts_at,
        Appointment.purpose,
        Appointment.outcome,
        Appointment.outcome_at,
    )
    .where(Appointment.referral_id.in_(bindparam("of_referrals", expanding=True)), Appointment.superseded_at.is_(None))
    .order_by(Appointment.starts_at, Appointment.id)
)


def chains_of(held: Collection[Referral]) -> dict[int, tuple[int, ...]]:
    """By referral the ids of its chain, first referred first; one statement a link."""
    parents: dict[int, int | None] = {row.id: row.parent_id for row in held}
    while missing := {parent for parent in parents.values() if parent is not None} - parents.keys():
        links = db.session.execute(select(Referral.id, Referral.parent_id).where(Referral.id.in_(missing)))
        parents.update({row[0]: row[1] for row in links})
    return {row.id: _up(parents, row.id) for row in held}


def events_of(chains: dict[int, tuple[int, ...]]) -> dict[int, tuple[Taken, ...]]:
    """By referral the events of its chain, in the order they were taken."""
    by_link: dict[int, list[Taken]] = defaultdict(list)
    links = list({link for chain in chains.values() for link in chain})
    for link, event, at, before, after, recorded in db.session.execute(_EVENTS, {"of_referrals": links}):
        is_pause = ReferralState.SUSPENDED in (before, after)
        said = (recorded or {}).get("on") if is_pause else None
        since = at_noon(date.fromisoformat(said)) if said else None
        by_link[link].append(Taken(event=event, at=at, before=before, after=after, since=since))
    return {referral_id: tuple(one for link in chain for one in by_link[link]) for referral_id, chain in chains.items()}


def meetings_of(chains: dict[int, tuple[int, ...]]) -> dict[int, tuple[Meeting, ...]]:
    """By referral the appointments that stand along its chain."""
    by_link: dict[int, list[Meeting]] = defaultdict(list)
    links = list({link for chain in chains.values() for link in chain})
    for link, offered_at, starts_at, purpose, outcome, outcome_at in db.session.execute(
        _MEETINGS, {"of_referrals": links}
    ):
        by_link[link].append(
            Meeting(offered_at=offered_at, starts_at=starts_at, purpose=purpose, outcome=outcome, outcome_at=outcome_at)
        )
    return {referral_id: tuple(one for link in chain for one in by_link[link]) for referral_id, chain in chains.items()}


def at_noon(day: date) -> datetime:
    """A moment of a London date of which the hour is not known; clocks that count days read the date alone."""
    return clock.from_london(day, time(12))


def _up(parents: dict[int, int | None], start: int) -> tuple[int, ...]:
    chain: list[int] = []
    link: int | None = start
    while link is not None:
        chain.insert(0, link)
        link = parents.get(link)
    return tuple(chain)
