"""The rules of take-home naloxone and its use. Source: treatment reference 1.6 and 2.5 (excerpt verified)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pathways.engagement.rules import dated, not_changeable
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Reason
from pathways.tables import Dated, dated_rows_of, in_force
from pathways.vocabulary import Worded


@dataclass(frozen=True, kw_only=True)
class KitsASupply(Dated):
    most_kits: int


_KITS: Final = dated_rows_of(Path(__file__).parent / "data" / "kits_a_supply.csv", KitsASupply)


def most_kits(on: date) -> int:
    """How many kits one supply may have on that day."""
    return in_force(_KITS, on).most_kits


class Product(Worded):
    """The product supplied."""

    NASAL = "nasal", "Nasal"
    INJECTABLE = "injectable", "Injectable"


class SuppliedTo(Worded):
    """Who was supplied."""

    AT_RISK = "at_risk", "The person"
    FAMILY = "family", "Family or friend"
    PROFESSIONAL = "professional", "A professional"


class SupplyWhy(Worded):
    """First supply, or why it is replaced."""

    FIRST = "first", "First supply"
    USED = "used", "Replaces one that was used"
    LOST = "lost", "Replaces one that was lost"
    EXPIRED = "expired", "Replaces one that expired"

    @property
    def ends_what_was_held(self) -> bool:
        """Whether it means that nothing supplied before is still there."""
        return self in {SupplyWhy.LOST, SupplyWhy.EXPIRED}


class SupplyAuthority(Worded):
    """The authority under which it may be supplied without a prescription."""

    DRUG_SERVICE = "drug_service", "Drug service", "Human Medicines (Amendment) (No 3) Regulations 2015."
    ROUTE_1 = "route_1", "Route 1: named professional", "December 2024 regulations."
    ROUTE_2 = "route_2", "Route 2: registered other", "December 2024 regulations."


class UsedOutcome(Worded):
    """What became of the person it was used on."""

    LIVED = "lived", "Lived"
    DIED = "died", "Died"
    NOT_KNOWN = "not_known", "Not known"


@dataclass(frozen=True, kw_only=True)
class Supply:
    """One supply as it is recorded: kits counted, the batch and expiry as on the box."""

    supplied_on: date
    product: Product
    kits: int
    batch: str
    expires_on: date
    recipient: SuppliedTo
    why: SupplyWhy
    authority: SupplyAuthority
    trained_by: str


def bars_to_supply(supply: Supply, *, state: ReferralState, has_died: bool, today: date) -> tuple[Reason, ...]:
    """Every reason that a supply cannot be recorded like this; none means it can."""
    if bars := not_changeable(has_died=has_died, state=state):
        return bars
    reasons = [*dated(supply.supplied_on, today, "The supply", "supplied_on")]
    most = most_kits(supply.supplied_on)
    if not 1 <= supply.kits <= most:
        reasons.append(Reason(f"Enter how many kits, from 1 to {most}", "kits"))
    if supply.expires_on <= supply.supplied_on:
        reasons.append(Reason("The kit had expired on the day of the supply: give another", "expires_on"))
    return tuple(reasons)


def bars_to_use(
    *, state: ReferralState, has_died: bool, today: date, supplied_on: date, used_on: date, already: bool
) -> tuple[Reason, ...]:
    """Why a use cannot be recorded: a supply is used once, on or after the day it was supplied."""
    if bars := not_changeable(has_died=has_died, state=state):
        return bars
    if already:
        return (Reason("The use of this supply is recorded already"),)
    reasons = [*dated(used_on, today, "The use", "used_on")]
    if used_on < supplied_on:
        reasons.append(Reason("The use cannot be before the supply", "used_on"))
    return tuple(reasons)
