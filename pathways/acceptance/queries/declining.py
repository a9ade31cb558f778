"""Who can ask whether another service may be told, and what declining leads to, before and after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import undefer

from pathways import clock, dates
from pathways.acceptance.models import Decline
from pathways.acceptance.rules import what_happened, what_happens_next
from pathways.auth import queries as accounts
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.dates import day_in_words
from pathways.directory.entries import queries as directory
from pathways.directory.matching.rules.fit import ServiceFacts
from pathways.outbox.models import Message
from pathways.outbox.rules import MessageState
from pathways.people.models.identity import PersonDetails
from pathways.referrals import queries as referrals_queries
from pathways.referrals.joint_plans import queries as joint_plans_queries
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.routing.rules import MANAGER, WhyManager
from pathways.store.base import db

# Who can ask somebody who waits for a place whether another service may be told, and whether they were asked to do so.
# A pathway manager records no consent: who asked for it is part of it (treatment-and-statistics 1.2.2).


@dataclass(frozen=True, kw_only=True)
class ConsentAsker:
    """Who can ask and record it: `who` in words, `write_to` their ids and addresses, `link` the page to record it on.

    Nobody is written to who has no page for the answer: a service that never accepted the person would have to record
    them again. `asked_at` is when they were last written to, `message` the state of that message.
    """

    who: str
    link: str
    write_to: tuple[tuple[int, str], ...]
    asked_at: datetime | None
    message: MessageState | None

    @property
    def did_not_leave(self) -> bool:
        """Whether the last message reached nobody. No other is sent in its place that day."""
        return self.message in (MessageState.DEAD, MessageState.SUPPRESSED)

    @property
    def can_be_asked(self) -> bool:
        return bool(self.write_to)

    @property
    def was_asked_today(self) -> bool:
        """They are written to once a day at most."""
        return self.asked_at is not None and dates.london_date(self.asked_at) == clock.today()


def last_asked(waiting: Collection[Referral]) -> dict[int, tuple[datetime, MessageState]]:
    """By referral id, when somebody was last written to about consent, and the state of that message."""
    rows = db.session.execute(
        select(Message.about_person_id, Message.reference, Message.queued_at, Message.state)
        .where(Message.kind == "consent_to_ask", Message.about_person_id.in_([each.person_id for each in waiting]))
        .order_by(Message.id)
    )
    last = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    keys = {each.id: (each.person_id, each.reference or "") for each in waiting}
    return {number: last[key] for number, key in keys.items() if key in last}


def consent_asker(referral: Referral) -> ConsentAsker:
    """Who can ask: the service that accepted the person and keeps them until there is a place, else the referrer.

    After an acceptance the police are not asked: that would tell them that a service handed the person back.
    """
    asked_at, message = last_asked([referral]).get(referral.id, (None, None))
    accepted = next(
        (
            link_of_chain
            for link_of_chain in reversed(referrals_queries.chain_of(referral))
            if link_of_chain.accepted_at is not None
        ),
        None,
    )
    if accepted is not None:
        service = directory.service(accepted.service_id) if accepted.service_id else None
        who = f"{service.name}, {service.phone}" if service else "The service that had the person"
        link, write_to = f"/cases/{accepted.id}/consents/referral", joint_plans_queries.senders_of(accepted)
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
    """The role in which the first referral of the chain was sent."""
    first = referrals_queries.chain_of(referral)[0].id
    sent = (ReferralEvent.referral_id == first, ReferralEvent.event.in_(("submit", "submit_no_service")))
    return db.session.scalar(select(ReferralEvent.role).where(*sent).order_by(ReferralEvent.id).limit(1))


# What declining leads to, before and after, and the note that goes with the person to the service or manager next.


AFTER_A_NO = ("decline_send_on", "decline_no_next")


@dataclass(frozen=True, kw_only=True)
class AfterANo:
    """Where declining would send a referral: the next service or a pathway manager, or one of `for_women` instead."""

    words: str
    next_service: ServiceFacts | None
    for_women: tuple[ServiceFacts, ...]
    own: frozenset[int]
    """The services of the provider that declines: what goes to one of them comes back to the same inbox."""

    @property
    def to(self) -> int:
        """The next service's id, or `MANAGER` where there is none, as the button sends it."""
        return self.next_service.service_id if self.next_service else MANAGER

    @property
    def button(self) -> str:
        """What the button says: what happens when it is pressed."""
        if self.next_service:
            return f"Decline and send to {self.next_service.name}"
        return "Decline: the pathway manager finds a place"

    @property
    def reader(self) -> str:
        """Who reads the note."""
        return "the next service" if self.next_service or self.for_women else "the pathway manager"


def onward(referral: Referral, details: PersonDetails) -> AfterANo:
    """What declining this referral leads to, with the consent that it rests on."""
    after, _ = routing_queries.next_for(referral, details)
    given = after.consent.row
    consent = ""
    if given is not None and given.covers is not None:
        day = dates.london_date(given.taken_at)
        consent = f"{given.covers.label.lower()}, agreed on {day_in_words(day)}"
    name = after.next_service.name if after.next_service else None
    own = _run_by(referral.organisation_id)
    is_theirs = after.next_service is not None and after.next_service.service_id in own
    return AfterANo(
        words=what_happens_next(name, why=after.why_manager, consent=consent, is_theirs=is_theirs),
        next_service=after.next_service,
        for_women=tuple(each.service for each in after.for_women),
        own=own,
    )


def _run_by(organisation_id: int | None) -> frozenset[int]:
    return directory.services_run_by(organisation_id) if organisation_id else frozenset()


@dataclass(frozen=True, kw_only=True)
class WentOn:
    """What declining led to, in words; `came_back` where the next service belongs to the provider that declined.

    `reference` is that of the referral that was declined.
    """

    reference: str
    words: str = ""
    came_back: bool = False


def onward_was(declined: Decline) -> WentOn:
    """What declining led to, for readers who may know of it. It does not name the person."""
    referral_id = declined.referral_id
    reference = db.session.scalar(select(Referral.reference).where(Referral.id == referral_id)) or ""
    step = db.session.scalar(
        select(ReferralEvent)
        .options(undefer(ReferralEvent.recorded))
        .where(ReferralEvent.referral_id == referral_id, ReferralEvent.event.in_(AFTER_A_NO))
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )
    if step is None:
        return WentOn(reference=reference)
    if step.event == "decline_send_on":
        sent_to = select(Referral.service_id).where(Referral.parent_id == referral_id, Referral.service_id.is_not(None))
        service_id = (step.recorded or {}).get("to") or db.session.scalar(sent_to.order_by(Referral.id).limit(1))
        name = directory.service_names([service_id]).get(service_id) if service_id else None
        came_back = service_id in _run_by(declined.organisation_id)
        words = what_happened(name, why=None, is_theirs=came_back)
        return WentOn(reference=reference, words=words, came_back=came_back)
    why = (step.recorded or {}).get("why_manager")
    return WentOn(reference=reference, words=what_happened(None, why=WhyManager(why) if why else None))


def note_with(referral: Referral) -> tuple[str, str] | None:
    """The note that came with this referral, as (who wrote it, note): the pathway manager, or a service that declined.

    For a referral that waits for a place: the note of the last service that declined, for the pathway manager.
    """
    if referral.service_id is None:
        wrote = (
            select(ReferralEvent)
            .options(undefer(ReferralEvent.recorded))
            .where(ReferralEvent.referral_id == referral.id, ReferralEvent.event == "decline_no_next")
            .order_by(ReferralEvent.id.desc())
        )
        step = db.session.scalar(wrote.limit(1))
        note = (step.recorded or {}).get("note") if step else None
        return (_declined_by(referral.id), note) if note else None
    if not referral.placing_note:
        return None
    sent = select(ReferralEvent.reason).where(ReferralEvent.referral_id == referral.id, ReferralEvent.event == "submit")
    is_sent_on = db.session.scalar(sent.order_by(ReferralEvent.id).limit(1)) == "sent_on"
    return (_declined_by(referral.parent_id) if is_sent_on else "The pathway manager", referral.placing_note)


def _declined_by(referral_id: int | None) -> str:
    said_no = db.session.scalar(select(Decline.service_id).where(Decline.referral_id == referral_id))
    return directory.service_names([said_no]).get(said_no, "The service before") if said_no else "The service before"
