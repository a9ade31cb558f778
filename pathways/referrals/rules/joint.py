"""One referral, two named people: a mental health partner joins the service that has somebody.

Source: treatment-and-statistics 1.2.2 and 2.5 (no wrong door; a named lead on both sides; only under consent 4): design
choice. Neither may turn the person away because of the other need, and a person who refuses is treated all the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pathways.referrals.rules.consents import ConsentVerdict
from pathways.refusals import Reason
from pathways.vocabulary import Mark

SOURCE: Final = "Consents, number 4 (treatment-and-statistics 1.2.2)"
SHORTEST: Final = 3


@dataclass(frozen=True, kw_only=True)
class JointFacts:
    """What is read before a partner is asked: consent 4 for mental health, the open partners, who may be lead here."""

    death: tuple[Reason, ...]
    is_open: bool
    consent: ConsentVerdict
    partners: Collection[int]
    joined: Collection[int]
    leads_here: Collection[int]
    partner_id: int | None
    lead_there: str
    lead_here_id: int | None


def bars_to_joint(facts: JointFacts) -> tuple[Reason, ...]:
    """Every reason why this partner cannot be asked now, each at its field."""
    if facts.death:
        return facts.death
    bars: list[Reason] = []
    if not facts.is_open:
        bars.append(Reason("This case is closed: nobody can be asked to join it"))
    if not facts.consent.live:
        words = f"Ask first. Nothing may be shared with a mental health team: {facts.consent.why.lower()}"
        bars.append(Reason(words, "partner", source=SOURCE, mark=Mark.DESIGN))
    if facts.partner_id not in facts.partners:
        bars.append(Reason("Select a mental health service that is open", "partner"))
    elif facts.partner_id in facts.joined:
        bars.append(Reason("This service has joined already. End that first, to name another lead", "partner"))
    if len(facts.lead_there.strip()) < SHORTEST:
        bars.append(Reason("Enter who leads there: ring them first", "lead_there"))
    if facts.lead_here_id not in facts.leads_here:
        bars.append(Reason("Choose who leads here, of your own organisation", "lead_here"))
    return tuple(bars)
