"""Who can ask a person, for whom no service has a place, whether another service may be told, and whether they were
asked to. A pathway manager records no consent: who asked it is part of it (treatment-and-statistics 1.2.2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathways import clock
from pathways.auth import queries as accounts
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.directory import queries as directory
from pathways.outbox.models import Message
from pathways.outbox.rules import MessageState
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral, ReferralEvent
from pathways.store import db

KIND = "consent_to_ask"


@dataclass(frozen=True, kw_only=True)
class ConsentAsker:
    """Who asks and records it: `who` in words, `write_to` their ids and addresses, `link` the page they record it on.

    Nobody is written to where no page of theirs takes the answer: a service that never accepted the person records
    them anew. `asked_at` is when they were last asked to; `message` where that message stands.
    """

    who: str
    link: str
    write_to: tuple[tuple[int, str], ...]
    asked_at: datetime | None
    message: MessageState | None

    @property
    def did_not_leave(self) -> bool:
        """The message reached nobody, and none of today takes its place."""
        return self.message in (MessageState.DEAD, MessageState.SUPPRESSED)

    @property
    def can_be_asked(self) -> bool:
        return bool(self.write_to)

    @property
    def was_asked_today(self) -> bool:
        """They are written to once a day at most."""
        return self.asked_at is not None and clock.london_date(self.asked_at) == clock.today()


def last_asked(waiting: Collection[Referral]) -> dict[int, tuple[datetime, MessageState]]:
    """When somebody was last asked to ask, and where that message stands: of each referral of which they were."""
    rows = db.session.execute(
        select(Message.about_person_id, Message.reference, Message.queued_at, Message.state)
        .where(Message.kind == KIND, Message.about_person_id.in_([each.person_id for each in waiting]))
        .order_by(Message.id)
    )
    last = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    keys = {each.id: (each.person_id, each.reference or "") for each in waiting}
    return {number: last[key] for number, key in keys.items() if key in last}


def consent_asker(referral: Referral) -> ConsentAsker:
    """Who can ask: the service that accepted the person and keeps them until a place is found, else whoever referred.

    After an acceptance the police are not asked: that would tell them that a service handed the person back.
    """
    asked_at, message = last_asked([referral]).get(referral.id, (None, None))
    accepted = next(
        (
            link_of_chain
            for link_of_chain in reversed(referrals.chain_of(referral))
            if link_of_chain.accepted_at is not None
        ),
        None,
    )
    if accepted is not None:
        service = directory.service(accepted.service_id) if accepted.service_id else None
        who = f"{service.name}, {service.phone}" if service else "The service that had the person"
        link, write_to = f"/cases/{accepted.id}/consents/referral", referrals.senders_of(accepted)
        return ConsentAsker(who=who, link=link, write_to=write_to, asked_at=asked_at, message=message)
    sender = db.session.get_one(User, referral.sent_by_id)
    place = accounts.organisation(sender.organisation_id)
    who = f"{sender.name}, {place.name}" if place else sender.name
    records = _sent_as(referral) not in (Role.TW.value, Role.PM.value) and sender.disabled_at is None
    write_to = ((sender.id, accounts.mail_of(sender)),) if records else ()
    return ConsentAsker(
        who=who, link=f"/episodes/{referral.episode_id}/consents", write_to=write_to, asked_at=asked_at, message=message
    )


def _sent_as(referral: Referral) -> str | None:
    """The role in which the first of the chain was sent."""
    first = referrals.chain_of(referral)[0].id
    sent = (ReferralEvent.referral_id == first, ReferralEvent.event.in_(("submit", "submit_no_service")))
    return db.session.scalar(select(ReferralEvent.role).where(*sent).order_by(ReferralEvent.id).limit(1))
