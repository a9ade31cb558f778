"""The chain of a referral and what happened along it: events, meetings."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import undefer

from pathways import clock
from pathways.clocks.rules import Meeting, Taken
from pathways.engagement import queries as engagement
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.rules import ReferralState
from pathways.store import db


def chains_of(held: Collection[Referral]) -> dict[int, tuple[int, ...]]:
    """By referral the ids of its chain, first referred first; one statement a link."""
    parents: dict[int, int | None] = {row.id: row.parent_id for row in held}
    while missing := {parent for parent in parents.values() if parent is not None} - parents.keys():
        links = db.session.execute(select(Referral.id, Referral.parent_id).where(Referral.id.in_(missing)))
        parents.update({row[0]: row[1] for row in links})
    return {row.id: _up(parents, row.id) for row in held}


def events_of(chains: dict[int, tuple[int, ...]]) -> dict[int, tuple[Taken, ...]]:
    """By referral the events of its chain, in the order they were taken."""
    rows = (
        select(ReferralEvent)
        .options(undefer(ReferralEvent.recorded))
        .where(ReferralEvent.referral_id.in_({link for chain in chains.values() for link in chain}))
        .order_by(ReferralEvent.id)
    )
    by_link: dict[int, list[Taken]] = defaultdict(list)
    for row in db.session.scalars(rows):
        by_link[row.referral_id].append(_taken(row))
    return {referral_id: tuple(one for link in chain for one in by_link[link]) for referral_id, chain in chains.items()}


def meetings_of(chains: dict[int, tuple[int, ...]]) -> dict[int, tuple[Meeting, ...]]:
    """By referral the appointments that stand along its chain."""
    found = engagement.appointments_of({link for chain in chains.values() for link in chain})
    return {
        referral_id: tuple(
            Meeting(
                offered_at=one.offered_at,
                starts_at=one.starts_at,
                purpose=one.purpose,
                outcome=one.outcome,
                outcome_at=one.outcome_at,
            )
            for link in chain
            for one in found.get(link, ())
        )
        for referral_id, chain in chains.items()
    }


def at_noon(day: date) -> datetime:
    """A moment of a London date of which the hour is not known; clocks that count days read the date alone."""
    return clock.from_london(day, time(12))


def _taken(row: ReferralEvent) -> Taken:
    pauses = ReferralState.SUSPENDED in (row.from_state, row.to_state)
    said = (row.recorded or {}).get("on") if pauses else None
    return Taken(
        event=row.event,
        at=row.at,
        before=row.from_state,
        after=row.to_state,
        since=at_noon(date.fromisoformat(said)) if said else None,
    )


def _up(parents: dict[int, int | None], start: int) -> tuple[int, ...]:
    chain: list[int] = []
    link: int | None = start
    while link is not None:
        chain.insert(0, link)
        link = parents.get(link)
    return tuple(chain)
