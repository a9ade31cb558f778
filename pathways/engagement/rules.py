"""What every step of a case asks, whether the case is with the service, and the national code lists."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pathways.dates import day_in_words
from pathways.people.deaths.rules import DEAD
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Mark

IN_CASE = (
    *("contact_made", "contact_made_in_treatment", "released", "return_not_known"),
    *("taken_into_custody", "admitted_to_hospital", "transfer_out", "moved_away_no_receiver", "hand_back"),
    *("picked_up", "receiver_declines", "care_taken_over", "withdrawn_by_service", "not_returning"),
    *("worker_left", "reopen_before_start", "reopen_in_treatment"),
)
"""The steps that share one page, in the order in which the page of a case offers them."""


# The national code lists that this room records, as dated data: reasons for leaving and kinds of treatment.


DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """A reason for leaving. `event` is the step of the referral's table that it takes; `code` is what is stored.

    Two reasons may have the same national code: `key` tells them apart on the page.
    """

    dataset: str
    key: str
    code: str
    label: str
    hint: str
    group: str
    event: str
    mark: Mark
    source: str

    @property
    def is_planned(self) -> bool:
        """Planned (80, 81, 82: classed as successful, verified) or not."""
        return self.event == "complete"

    @property
    def is_national(self) -> bool:
        return self.dataset != "local"


@dataclass(frozen=True, kw_only=True)
class Modality:
    """A kind of treatment. Only a structured one starts a treatment journey."""

    dataset: str
    code: str
    label: str
    is_structured: bool
    mark: Mark
    source: str


def _table(name: str) -> list[dict[str, str]]:
    return list(rows_of(DATA / f"{name}.csv"))


@cache
def endings() -> dict[str, Ending]:
    """Every ending by its key, in the order of the page. Death is not among them: it has its own page."""
    return {
        row["key"]: Ending(
            dataset=row["dataset"],
            key=row["key"],
            code=row["code"],
            label=row["label"],
            hint=row["hint"],
            group=row["group"],
            event=row["event"],
            mark=Mark(row["mark"]),
            source=row["source"],
        )
        for row in _table("endings")
    }


def endings_from(state: ReferralState) -> tuple[Ending, ...]:
    """The endings that the referral's table opens from `state`, in the order of the page.

    Without those that have a page of their own, because that asks more than why and when.
    """
    return tuple(
        ending
        for ending in endings().values()
        if (state, ending.event) in REFERRAL_STEPS.steps and ending.event not in IN_CASE
    )


@cache
def modalities() -> dict[str, Modality]:
    """Every kind of treatment by its code."""
    return {
        row["code"]: Modality(
            dataset=row["dataset"],
            code=row["code"],
            label=row["label"],
            is_structured=row["is_structured"] == "yes",
            mark=Mark(row["mark"]),
            source=row["source"],
        )
        for row in _table("modalities")
    }


def structured_modalities() -> tuple[Modality, ...]:
    """The kinds that start structured treatment."""
    return tuple(modality for modality in modalities().values() if modality.is_structured)


@cache
def exit_statuses() -> dict[str, str]:
    """How an intervention ended, by the code of the national list."""
    return {row["code"]: row["label"] for row in _table("exit_statuses")}


# Whether a case is with the service, and that a death ends every step.


DIED = Reason(DEAD, source="Treatment reference 1.12", mark=Mark.DESIGN.value)


def is_with_the_service(state: ReferralState) -> bool:
    """Whether a provider has accepted the person and the case is not closed."""
    return state in REFERRAL_STEPS.groups["LIVE"]


def answers_for(state: ReferralState) -> bool:
    """Whether the provider that accepted somebody is still responsible for them, so that what happens is recorded.

    Also until a transfer is picked up, and until there is a place for somebody they handed back: the sender stays
    responsible, clocks of contact go on, and naloxone is given meanwhile (treatment reference 2.1 and 2.3).
    """
    return is_with_the_service(state) or state in (ReferralState.TRANSFER_PENDING, ReferralState.NEEDS_PLACE)


def not_open(state: ReferralState) -> Reason:
    """The reason that a step is not open because the case is not, or not any more, with the service."""
    return Reason(f"This case is “{state.label}”: nothing more can be recorded on it", source="Treatment reference 2.1")


def not_changeable(*, has_died: bool, state: ReferralState) -> tuple[Reason, ...]:
    """Why nothing may be recorded on a case: a death, or nobody here is responsible for it. None means it may."""
    if has_died:
        return (DIED,)
    return () if answers_for(state) else (not_open(state),)


# What every dated step of a case asks: is it open from here, is the date possible, is a correction explained.


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """A dated step. `not_before` is the date of the step it rests on, None while that step is missing."""

    state: ReferralState
    has_died: bool
    today: date
    on: date
    not_before: date | None
    already_on: date | None = None
    correction_reason: str = ""


def bars_to_step(
    facts: StepFacts, opens: tuple[ReferralState, ...], what: str, field: str, first: str
) -> tuple[Reason, ...]:
    if facts.has_died:
        return (DIED,)
    if facts.already_on is None and facts.state not in opens:
        return (not_open(facts.state),) if not is_with_the_service(facts.state) else (Reason(first),)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    if facts.not_before is None:
        return (Reason(first),)
    bars = [*dated(facts.on, facts.today, what, field)]
    if facts.on < facts.not_before:
        bars.append(Reason(f"{what} cannot be before {day_in_words(facts.not_before)}, the step it depends on", field))
    if facts.already_on is not None and not facts.correction_reason:
        bars.append(Reason(f"Say why the date of {day_in_words(facts.already_on)} is corrected", "correction_reason"))
    return tuple(bars)


def dated(on: date, today: date, what: str, field: str) -> tuple[Reason, ...]:
    return (Reason(f"{what} must be today or in the past", field),) if on > today else ()
