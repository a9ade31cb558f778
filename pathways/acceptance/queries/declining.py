"""What a no leads to, before it is said and after, and the note that goes with a person to whoever is asked next."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from pathways import clock
from pathways.acceptance.models import Decline
from pathways.acceptance.rules import what_happened, what_happens_next
from pathways.directory import queries as directory
from pathways.directory.rules import ServiceFacts
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral, ReferralEvent
from pathways.referrals.rules import MANAGER, WhyManager
from pathways.store import db

AFTER_A_NO = ("decline_send_on", "decline_no_next")


@dataclass(frozen=True, kw_only=True)
class AfterANo:
    """Where a no would send a referral: the next service, else a pathway manager; `for_women` may be named instead."""

    words: str
    next_service: ServiceFacts | None
    for_women: tuple[ServiceFacts, ...]
    own: frozenset[int]
    """The services that the provider who says no runs: what goes to them comes back to the same inbox."""

    @property
    def to(self) -> int:
        """The next service's number, or that of nobody, as the button sends it."""
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


def onward(referral: Referral) -> AfterANo:
    """What a no to this referral leads to, with the consent that it rests on."""
    after, _ = referrals.next_for(referral)
    given = after.consent.row
    consent = ""
    if given is not None and given.covers is not None:
        day = clock.london_date(given.taken_at)
        consent = f"{given.covers.label.lower()}, agreed on {day.day} {day:%B %Y}"
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
    return frozenset(directory.services_run_by([organisation_id] if organisation_id else []))


@dataclass(frozen=True, kw_only=True)
class WentOn:
    """What a no led to, in words; `came_back` where the service asked next is of the provider that said no.

    `reference` is that of the referral that was declined.
    """

    reference: str
    words: str = ""
    came_back: bool = False


def onward_was(declined: Decline) -> WentOn:
    """What a no led to, for whoever may read that it was said: no name of the person."""
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
    """The note that came with this referral: who wrote it ("The pathway manager", or a service that said no), and what.

    Of a referral that waits for a place: what the last service that said no wrote for whoever finds one.
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
