"""The national code lists that this room records, as dated data: reasons for leaving and kinds of treatment."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pathways.engagement.rules.ways import IN_CASE
from pathways.referrals.rules import ReferralState, next_state, steps
from pathways.tables import rows_of
from pathways.vocabulary import Mark

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """A reason for leaving. `event` is the step of the referral's table that it takes; `code` is what is stored.

    Two reasons may stand for one national code: `key` tells them apart on the page.
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

    Not those that a page of their own records: each asks more than why and when.
    """
    return tuple(one for one in endings().values() if (state, one.event) in steps() and one.event not in IN_CASE)


def state_after(state: ReferralState, ending: Ending) -> ReferralState:
    """The closed state that an ending leads to."""
    return next_state(state, ending.event)


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
    return tuple(one for one in modalities().values() if one.is_structured)


@cache
def exit_statuses() -> dict[str, str]:
    """How an intervention ended, by the code of the national list."""
    return {row["code"]: row["label"] for row in _table("exit_statuses")}
