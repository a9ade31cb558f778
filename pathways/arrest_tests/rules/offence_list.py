"""The trigger list of CJCSA 2000 Sch 6 with its dates, and the offences that only look as if they were on it.

A row is asked for on a London date; both ends of its dates are inside.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from pathways.arrest_tests.rules.tables import covers, day_or_none, table
from pathways.vocabulary import Mark

OTHER_OFFENCE: Final = "OTHER"
LAW_VERSION: Final = "trigger-offences-2026-11-25"
TRIGGER_LIST: Final = "CJCSA 2000 Sch 6"


@dataclass(frozen=True, kw_only=True)
class ListedOffence:
    """One row of the trigger list, with the dates between which it counts."""

    code: str
    act: str
    section: str
    offence: str
    needs_specified_drug: bool
    effective_from: date
    effective_to: date | None
    amendment: str
    mark: Mark

    @property
    def label(self) -> str:
        return f"{self.offence} · {self.act} {self.section}"


@dataclass(frozen=True, kw_only=True)
class LookAlike:
    """An offence that staff may take for a trigger offence, and why it is not one."""

    code: str
    act: str
    section: str
    offence: str
    why_not: str

    @property
    def label(self) -> str:
        return f"{self.offence} · {self.act} {self.section}"


@cache
def trigger_offences() -> tuple[ListedOffence, ...]:
    """Every row that was ever on the list, live or ended."""
    return tuple(
        ListedOffence(
            code=row["code"],
            act=row["act"],
            section=row["section"],
            offence=row["offence"],
            needs_specified_drug=row["condition"] == "SPECIFIED_DRUG",
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=day_or_none(row["effective_to"]),
            amendment=row["amendment"],
            mark=Mark.VERIFIED if row["confidence"] == "verified" else Mark.UNCERTAIN,
        )
        for row in table("trigger_offences")
    )


@cache
def look_alikes() -> dict[str, LookAlike]:
    return {row["code"]: LookAlike(**row) for row in table("non_trigger_lookalikes")}


def row_on(code: str, day: date) -> ListedOffence | None:
    """The row of the trigger list that is live for an offence on a date."""
    return next(
        (row for row in trigger_offences() if row.code == code and covers(day, row.effective_from, row.effective_to)),
        None,
    )


def row_that_ended(code: str, day: date) -> ListedOffence | None:
    """The row that once listed an offence and had ended by a date."""
    ended = [row for row in trigger_offences() if row.code == code and row.effective_to and row.effective_to < day]
    return ended[-1] if ended and row_on(code, day) is None else None


def asks_for_drug(code: str) -> bool:
    """Whether the offence is a trigger only in respect of a specified Class A drug, so that the drug is asked."""
    return any(row.needs_specified_drug for row in trigger_offences() if row.code == code)


def is_known(code: str) -> bool:
    return code == OTHER_OFFENCE or code in look_alikes() or any(row.code == code for row in trigger_offences())


def offence_name(code: str) -> str:
    """The offence in staff's words, without its Act."""
    listed = next((row.offence for row in trigger_offences() if row.code == code), None)
    return listed or (look_alikes()[code].offence if code in look_alikes() else "Another offence")


def offence_label(code: str) -> str:
    """The offence with its Act and section, as the list to choose from shows it."""
    listed = next((row.label for row in trigger_offences() if row.code == code), None)
    return listed or (look_alikes()[code].label if code in look_alikes() else "Another offence, not in this list")
