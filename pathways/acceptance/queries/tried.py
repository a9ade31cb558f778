"""Which services said no before, along the chain of a referral."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathways.acceptance.models import Decline
from pathways.acceptance.rules import DeclineReason
from pathways.auth.queries import names_of
from pathways.directory import queries as directory
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.rules.asked import steps_asked
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


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One step of a referral on its way to whoever reads it: what, when, by whom."""

    at: datetime
    what: str
    who: str


_SAID = {
    "submit": "Sent",
    "submit_no_service": "Sent: no service was open",
    "accept": "Accepted",
    "answer_time_up": "No answer came to the question",
    "no_decision": "Not answered in time",
    "decline_send_on": "Declined and sent on",
    "decline_no_next": "Declined: a place is looked for",
    "place_found": "A place was found",
}


def history_of(held: Referral) -> tuple[Happened, ...]:
    """What happened along the chain until now, oldest first: steps and names alone, nothing that was said.

    Of a service that accepted the person before and handed them back nothing from then on: not that it had them.
    """
    links = {link.id: link for link in referrals.chain_of(held)}
    rows = select(ReferralEvent).where(ReferralEvent.referral_id.in_(links)).order_by(ReferralEvent.id)
    events = [event for event in db.session.scalars(rows) if event.event in _SAID or event.event in _ASKED]
    events = [event for event in events if _is_told(event, links[event.referral_id], held)]
    names = names_of(event.by_id for event in events)
    return tuple(
        Happened(
            at=event.at,
            what=_SAID.get(event.event) or steps_asked()[event.event].happened,
            who=names.get(event.by_id, ""),
        )
        for event in events
    )


def _is_told(event: ReferralEvent, link: Referral, held: Referral) -> bool:
    if link.id == held.id or link.accepted_at is None or event.event == "place_found":
        return True
    return event.at < link.accepted_at


_ASKED = frozenset({"ask", "answered", "acknowledge", "moved_away", "provider_closed"})
