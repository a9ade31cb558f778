"""The rules of asking a partner to join, and the words for how a transfer ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pathways.dates import day_in_words
from pathways.referrals.consents.rules.consents import ConsentVerdict
from pathways.referrals.steps.rules import steps_asked
from pathways.refusals import Reason
from pathways.vocabulary import Mark

# A partner joins: one referral, with two named people. A mental health service joins the service that has somebody.
#
# Source: treatment-and-statistics 1.2.2 and 2.5 (no wrong door; a named lead on both sides; only under consent 4):
# design choice. Neither may turn the person away because of the other need, and a person who refuses is treated all
# the same.


SOURCE: Final = "Consents, number 4 (treatment-and-statistics 1.2.2)"
SHORTEST: Final = 3


@dataclass(frozen=True, kw_only=True)
class JointFacts:
    """What is read before a partner is asked: consent 4 for mental health, the open partners, who may lead here."""

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
    """Every reason why this partner cannot be asked now, each with its field."""
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


# How a transfer ended, and who said so: the receiving service itself, or the sender by what it wrote to them.
#
# Source: treatment-and-statistics 2.1, rows picked_up, receiver_declines and not_picked_up (who: "receiving worker or
# sender on written word"), and 2.3, transfer pick-up: design choice.


ITS_OWN, WRITTEN = "receiver", "written"
"""The values of `word`, stored beside the answers of a step: who recorded it, and so whose word it is."""
BY_THEIR_WORD: Final = ("picked_up", "receiver_declines")
"""The two steps that are the receiving service's to take."""
_ENDED: Final = {
    "not_picked_up": "They said nothing within 21 days: the case is yours again",
    "consent_withdrawn": "The person withdrew the agreement: the case is yours again",
    "care_taken_over": "A prison or hospital team took over",
}


@dataclass(frozen=True, kw_only=True)
class EndedTransfer:
    """The step that ended a transfer: when, recorded by whom, and the answers of its page."""

    how: str
    at: datetime
    by: str
    recorded: Mapping[str, Any]

    @property
    def words(self) -> str:
        """How it ended, in one line."""
        if self.how == "picked_up":
            return f"The person came on {_said(self.recorded['on'])}" if "on" in self.recorded else "The person came"
        if self.how == "receiver_declines":
            return f"Sent back: {_why(self.recorded.get('why', '')).lower()}"
        return _ENDED.get(self.how, "Ended")

    @property
    def word(self) -> str:
        """Who said so, in words; "" where the receiving service said nothing."""
        who, on = self.recorded.get("told_by"), self.recorded.get("told_on")
        if self.how not in BY_THEIR_WORD or not who or not on:
            return ""
        if self.recorded.get("word") == ITS_OWN:
            return f"Recorded there by {who}"
        return f"Told in writing by {who} on {_said(on)}; recorded here by {self.by}"


def _why(code: str) -> str:
    listed = next(each for each in steps_asked()["receiver_declines"].records if each.name == "why")
    return dict(listed.choices).get(code, "no reason kept")


def _said(iso: str) -> str:
    return day_in_words(date.fromisoformat(iso))
