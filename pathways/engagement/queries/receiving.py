"""Transfers to the viewer's provider: who is on the way, and what became of those that ended lately.

What is read of a person is what consent 1 lets out, and only while it does: the name, the safe way to reach them, the
needs and the risks. Nothing that the sender keeps for itself (docs/decisions/0039), and no test result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from pathways import clock
from pathways.auth import Viewer
from pathways.auth.queries import name_of
from pathways.directory.models import Service
from pathways.engagement.rules.receiving import over_in_words
from pathways.people import queries as people
from pathways.people.models import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral, Transfer
from pathways.referrals.queries import Screen
from pathways.referrals.rules import ConsentVerdict, ReferralState, needs_in_words
from pathways.referrals.rules.guards import pick_up_by
from pathways.refusals import OutOfSight
from pathways.store import db, shared_alias

MOST_LISTED = 100
SHOWN_AFTER = timedelta(days=28)
"""How long a transfer that is over stands on the list, by its number: as long as a closed case is read (R6)."""
_THERE = shared_alias(Service)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Somebody on the way to a service of ours. `details` and `screen` are None where nothing may be told."""

    transfer: Transfer
    held: Referral
    person: Person
    ours: str
    sender: Service
    keyworker: str
    told: ConsentVerdict
    pick_up_by: date
    details: PersonDetails | None
    screen: Screen | None

    @property
    def is_paused(self) -> bool:
        return self.held.state is ReferralState.SUSPENDED

    @property
    def has_died(self) -> bool:
        return self.person.died_at is not None

    @property
    def risks(self) -> tuple[str, ...]:
        return self.screen.flags if self.screen else ()

    @property
    def needs(self) -> tuple[str, ...]:
        return needs_in_words(self.screen.facts) if self.screen else ()


@dataclass(frozen=True, kw_only=True)
class Over:
    """A transfer that ended: its number, whom to ring, and how. Of the person nothing."""

    reference: str
    ours: str
    sender: Service
    at: datetime
    words: str


def coming(viewer: Viewer) -> tuple[Coming, ...]:
    """Who is on the way to a service of the viewer's provider, the longest sent first. Nobody who died."""
    waiting = _to_us(viewer).where(Transfer.ended_at.is_(None), Person.died_at.is_(None))
    return _as_coming(db.session.execute(waiting.order_by(Transfer.sent_on, Transfer.id).limit(MOST_LISTED)).all())


def how_many_coming(viewer: Viewer) -> int:
    """How many stand on that list."""
    waiting = _to_us(viewer).where(Transfer.ended_at.is_(None), Person.died_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(waiting.with_only_columns(Transfer.id).subquery())) or 0


def coming_one(viewer: Viewer, transfer_id: int) -> Coming:
    """One that is open. Raises OutOfSight for one that is over, another's, or not there: alike."""
    asked = _to_us(viewer).where(Transfer.id == transfer_id, Transfer.ended_at.is_(None))
    found = _as_coming(db.session.execute(asked).all())
    if not found:
        raise OutOfSight
    return found[0]


def over_lately(viewer: Viewer) -> tuple[Over, ...]:
    """Those that ended in the last 28 days, the latest first."""
    ended = _to_us(viewer).where(Transfer.ended_at > clock.now() - SHOWN_AFTER)
    rows = db.session.execute(ended.order_by(Transfer.ended_at.desc(), Transfer.id.desc()).limit(MOST_LISTED)).all()
    return tuple(
        Over(
            reference=held.reference or "",
            ours=transfer.name,
            sender=there,
            at=transfer.ended_at or transfer.sent_at,
            words=over_in_words(transfer.how or ""),
        )
        for transfer, held, _, there in rows
    )


def _to_us(viewer: Viewer) -> Select[Transfer, Referral, Person, Service]:
    """Transfers to a service of the viewer's provider, of people whose record is open to the viewer."""
    if not viewer.is_treatment:
        raise OutOfSight
    asked = aliased(Person)
    return (
        select(Transfer, Referral, Person, _THERE)
        .join(Referral, Referral.id == Transfer.referral_id)
        .join(_THERE, _THERE.id == Referral.service_id)
        .join(asked, asked.id == Referral.person_id)
        .join(Person, Person.id == surviving_id(asked))
        .where(Transfer.organisation_id == viewer.organisation_id, people.is_open_to(viewer, Referral.person_id))
    )


def _as_coming(rows: Sequence[Any]) -> tuple[Coming, ...]:
    told = {row[0].id: referrals.may_be_told(row[1], row[0].service_id) for row in rows}
    shown = [row for row in rows if told[row[0].id].live]
    known = people.details_of_many({held.person_id for _, held, _, _ in shown})
    screens = referrals.screens_of({held.episode_id for _, held, _, _ in shown})
    return tuple(
        Coming(
            transfer=transfer,
            held=held,
            person=person,
            ours=transfer.name,
            sender=there,
            keyworker=name_of(held.keyworker_id) if held.keyworker_id else "",
            told=told[transfer.id],
            pick_up_by=pick_up_by(transfer.sent_on, referrals.paused_days_of(transfer)),
            details=known.get(held.person_id) if told[transfer.id].live else None,
            screen=screens.get(held.episode_id) if told[transfer.id].live else None,
        )
        for transfer, held, person, there in rows
    )
