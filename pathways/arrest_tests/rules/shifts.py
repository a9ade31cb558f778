"""What an officer sets up once a shift: device, cartridge lot and who takes the samples; and what it bars.

Who may take a sample: PACE 1984 s.63B(6) and SI 2001/2645 reg 2 (verified). That a lot is not used after its last day,
nor a device whose check did not pass: the maker's instructions and force policy (practice). How long a shift lasts is a
choice of this product: as long as a session at most.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from pathways.arrest_tests.rules.findings import Finding, stops
from pathways.arrest_tests.rules.taking import TakingFacts, taking_faults
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Worded

SHIFT: Final = timedelta(hours=12)
NOT_PASSED: Final = "The device’s check did not pass. Do not use it: set up another device"


class TakerCategory(Worded):
    """Who may take a sample (SI 2001/2645 reg 2)."""

    POLICE_OFFICER = "police_officer", "A police officer"
    FORCE_STAFF = "force_staff", "Employed by the force, with this duty"
    CONTRACTOR_STAFF = "contractor_staff", "Employed by a contractor of the force, with this duty"


@dataclass(frozen=True, kw_only=True)
class ShiftFacts:
    """The device, the lot and the operator. `category` is None for somebody who is none of those prescribed, and a day
    while it is not typed."""

    device: str
    serial: str
    lot: str
    lot_expires_on: date | None
    check_passed_at: datetime | None
    taker: str
    category: TakerCategory | None
    trained_until: date | None


def is_trained_on(facts: ShiftFacts, day: date) -> bool:
    """Whether the training of whoever takes samples lasts."""
    return facts.trained_until is not None and facts.trained_until >= day


def taking_with(facts: ShiftFacts, day: date) -> TakingFacts:
    """A sample taken on a day with what was set up."""
    return TakingFacts(
        taken_on=day,
        taker=facts.taker,
        is_prescribed=facts.category is not None,
        is_trained=is_trained_on(facts, day),
        lot=facts.lot,
        lot_expires_on=facts.lot_expires_on,
        has_passed_check=facts.check_passed_at is not None,
    )


def before_the_sample(facts: ShiftFacts | None, day: date) -> tuple[Finding, ...]:
    """V-022 and V-023, asked before a sample is: nothing set up is a fact that is missing."""
    return taking_faults(taking_with(facts, day)) if facts else (stops("SET-UP"),)


def set_up_reasons(facts: ShiftFacts, *, now: datetime, today: date) -> tuple[Reason, ...]:
    """Why this cannot be set up, each at its field."""
    fields = {"V-022": "trained_until" if facts.category else "category", "V-023": "lot_expires_on"}
    met = taking_faults(replace(taking_with(facts, today), has_passed_check=True))
    return (*_of_the_check(facts.check_passed_at, now), *(one.as_reason(fields[one.rule]) for one in met))


def _of_the_check(passed_at: datetime | None, now: datetime) -> tuple[Reason, ...]:
    if passed_at is None:
        return (Reason(NOT_PASSED, "has_passed", "Maker's instructions and force policy", Mark.PRACTICE),)
    return (Reason("The check cannot have passed in the future", "check_passed_at"),) if passed_at > now else ()


def is_of_this_shift(made_at: datetime, now: datetime) -> bool:
    """Whether what was set up then still counts."""
    return now - made_at < SHIFT
