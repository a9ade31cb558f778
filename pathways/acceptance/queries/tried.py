"""Which services said no before, along the chain of a referral."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathways.acceptance.models import Decline
from pathways.acceptance.rules import DeclineReason
from pathways.directory import queries as directory
from pathways.referrals.models import Referral
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A service that said no: when, and why in the closed list's words."""

    service_id: int
    service: str
    at: datetime
    reason: DeclineReason


def tried_before(held: Iterable[Referral]) -> dict[int, tuple[Tried, ...]]:
    """By referral id, the services that said no on the way to it, oldest first. One statement a link of the chain."""
    parents: dict[int, int | None] = {row.id: row.parent_id for row in held}
    wanted = list(parents)
    while missing := {parent for parent in parents.values() if parent is not None} - parents.keys():
        links = db.session.execute(select(Referral.id, Referral.parent_id).where(Referral.id.in_(missing)))
        parents.update({row[0]: row[1] for row in links})
    said_no = select(Decline).where(Decline.referral_id.in_(list(parents))).order_by(Decline.declined_at, Decline.id)
    by_link: dict[int, list[Decline]] = defaultdict(list)
    for row in db.session.scalars(said_no):
        by_link[row.referral_id].append(row)
    names = directory.service_names({row.service_id for rows in by_link.values() for row in rows})
    return {
        asked: tuple(
            Tried(service_id=row.service_id, service=names[row.service_id], at=row.declined_at, reason=row.reason)
            for link in reversed(_up(parents, asked))
            for row in by_link[link]
        )
        for asked in wanted
    }


def _up(parents: dict[int, int | None], start: int) -> list[int]:
    chain: list[int] = []
    link: int | None = start
    while link is not None:
        chain.append(link)
        link = parents.get(link)
    return chain
