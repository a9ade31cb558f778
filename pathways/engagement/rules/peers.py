"""Peer support: offered, accepted, first contact. A peer is told a name, a contact and agreed flags, no more.

Source: treatment reference 2.5 and consent 4 of 1.2.2 (design choice). Peer contact is no treatment.
"""

from dataclasses import dataclass
from datetime import date

from pathways.engagement.rules.standing import not_changeable
from pathways.engagement.rules.steps import dated
from pathways.referrals.rules import ReferralState
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class PeerAnswer(Worded):
    """What the person answered."""

    ACCEPTED = "accepted", "Accepted"
    THINKING = "thinking", "Wants to think about it"
    DECLINED = "declined", "Declined"


@dataclass(frozen=True, kw_only=True)
class PeerFacts:
    """A peer's support as offered. `told` are the risk flags that the person agreed the peer is told."""

    offered_on: date
    answer: PeerAnswer
    peer: str
    contact: str
    told: tuple[str, ...]
    first_contact_on: date | None


def bars_to_peer(
    facts: PeerFacts, *, state: ReferralState, has_died: bool, today: date, may_share: bool, why_not: str
) -> tuple[Reason, ...]:
    """Every reason against it. Nobody is passed to a peer without consent 4 for a peer supporter, live now."""
    if bars := not_changeable(has_died=has_died, state=state):
        return bars
    found = [*dated(facts.offered_on, today, "The offer", "offered_on")]
    passed_on = bool(facts.peer or facts.contact or facts.told or facts.first_contact_on)
    if facts.answer is not PeerAnswer.ACCEPTED:
        if passed_on:
            found.append(Reason("Leave the peer out: the person did not accept", "answer"))
        return tuple(found)
    if not may_share:
        words = f"Nothing may go to a peer yet. {why_not}. Ask on the page of the consents, then save again"
        found.append(Reason(words, "answer", source="Treatment reference 1.2.2, consent 4"))
    if not facts.peer:
        found.append(Reason("Enter the peer's name", "peer"))
    if not facts.contact:
        found.append(Reason("Enter the contact that the person agreed to", "contact"))
    if facts.first_contact_on is not None:
        found += dated(facts.first_contact_on, today, "The first contact", "first_contact_on")
        if facts.first_contact_on < facts.offered_on:
            found.append(Reason("The first contact cannot be before the offer", "first_contact_on"))
    return tuple(found)
