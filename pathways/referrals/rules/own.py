"""Somebody who came to a service by themselves, or whom a GP sent: a treatment worker records it for the own service.

Source: treatment-and-statistics 2.2 (who may do what: "self- or GP referral to own service", design choice). Nobody
else of a provider refers, and a worker refers to no other service.
"""

from datetime import date

from pathways.people.rules import ADULT, age_on
from pathways.referrals.rules.consents import Covers, How
from pathways.referrals.rules.sending import Route
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Worded

_TABLE = "Who may do what (treatment-and-statistics 2.2)"


class CameHow(Worded):
    """How somebody came to the service."""

    SELF = "self", "Came by themselves"
    GP = "GP", "Sent by a GP"

    @property
    def route(self) -> Route:
        return Route.GP if self is CameHow.GP else Route.SELF


def bars_to_own_referral(
    *, born_on: date, today: date, for_young_people: bool, may_be_chosen: bool, how: How, covers: Covers | None
) -> tuple[Reason, ...]:
    """Every reason why it cannot be recorded, each at its field; empty when it may."""
    bars: list[Reason] = []
    if (age_on(born_on, today) < ADULT) != for_young_people:
        words = (
            "This service is for people under 18 only. Choose another"
            if for_young_people
            else "Under 18: only the young people’s service. Choose that service, or ring it"
        )
        bars.append(Reason(words, "service", source=_TABLE, mark=Mark.DESIGN))
    elif not may_be_chosen:
        bars.append(Reason("This service takes no referral today. Choose another", "service", _TABLE, Mark.DESIGN))
    if covers is None:
        words = "Without agreement nothing is recorded. Give a number to ring, and naloxone: neither needs a referral"
        bars.append(Reason(words, "referral", source=_TABLE, mark=Mark.DESIGN))
    elif how is How.NOT_UNDERSTOOD:
        bars.append(Reason("Not understood, or not sure: explain it again first", "how", _TABLE, Mark.DESIGN))
    return tuple(bars)
