"""Until when an offence that only magistrates try may be charged: six months, and for some offences longer.

Six months from the offence (MCA 1980 s127(1); verified). The offences of `data/time_limits.csv` have a limit of their
own, which runs from a later day and ends at the latest a number of months after the offence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pathways.dates import months_after
from pathways.law.rules.disposal_language import Value
from pathways.tables import rows_of
from pathways.vocabulary import Mark, Worded

SIX_MONTHS = 6


class Begins(Worded):
    """The event from which a limit of its own runs."""

    PROSECUTOR = "prosecutor", "A prosecutor had enough evidence to charge"
    STATEMENT = "statement", "The victim's statement for court was given, or the interview was recorded"

    @property
    def fact(self) -> str:
        """The fact of the sheet that says whether the limit has begun."""
        return {"prosecutor": "prosecutor_had_evidence", "statement": "victim_gave_statement"}[self.value]


ASKS = {
    "motor_vehicle_taken": "vehicle",
    Begins.PROSECUTOR.fact: "prosecutor_evidence",
    Begins.STATEMENT.fact: "victim_statement",
}
"""The question of the sheet for each fact that only the time limits need."""


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """The limit of one offence. It applies if the fact `only_where` is true, or always if none is named.

    `counts_first_day` means that the Act says "beginning with" that day, so the period ends a day earlier.
    """

    code: str
    only_where: str
    begins: Begins
    months: int
    most_months: int
    counts_first_day: bool
    source: str
    mark: Mark

    def ends(self, began_on: date, months: int) -> date:
        """The last day of a period of so many months that began on that day."""
        last = limitation_date(began_on, months)
        return last - timedelta(days=1) if self.counts_first_day else last


@cache
def limits() -> dict[str, TimeLimit]:
    """Every limit other than the six months, by offence code."""
    return {
        row["code"]: TimeLimit(
            code=row["code"],
            only_where=row["only_where"],
            begins=Begins(row["begins"]),
            months=int(row["months"]),
            most_months=int(row["most_months"]),
            counts_first_day=row["counts_first_day"] == "yes",
            source=row["source"],
            mark=Mark(row["mark"]),
        )
        for row in rows_of(Path(__file__).parent.parent / "data" / "time_limits.csv")
    }


def limitation_date(began_on: date, months: int = SIX_MONTHS) -> date:
    """The date a number of calendar months later, or the last day of that month if it has no such date."""
    return months_after(began_on, months)


def questions_of_time(codes: Iterable[str]) -> frozenset[str]:
    """The questions of the sheet that only the time to charge these offences calls for."""
    own = [limits()[code] for code in codes if code in limits()]
    return frozenset(ASKS[fact] for each in own for fact in (each.only_where, each.begins.fact) if fact in ASKS)


def last_day_of(
    codes: Iterable[str],
    offence_on: date,
    *,
    began_on: Mapping[Begins, date | None],
    stated: Mapping[str, Value | None],
    today: date,
) -> date | None:
    """The last day on which every one of these offences may be charged; None if it is not known.

    No limit ends before the six months from the offence. So if one of them ends then, a limit that is not known does
    not matter.
    """
    plain = limitation_date(offence_on)
    days = [_last_day(limits().get(code), offence_on, began_on, stated, today) for code in codes] or [plain]
    known = [day for day in days if day is not None]
    if len(known) == len(days) or plain in known:
        return min(known)
    return None


def why_no_last_day(facts: Mapping[str, Value | None], offence_on: date | None) -> str:
    """Why no last day to charge is shown: no limit runs, or which fact is missing and who knows it."""
    applies, asks = facts.get("limitation_applies"), "Enter it in the facts"
    if applies is False:
        return "None: an offence here can be tried by the Crown Court, so no limit of six months runs for it"
    if facts.get("offence_statute") is None:
        return "Not known: no offence is recorded"
    if applies is None:
        return f"Not known: how the offence is tried. Ask the prosecutor which courts can try it. {asks}"
    missing = "since when the time runs" if offence_on else "the day of the offence"
    whom = "the prosecutor" if offence_on else "the officer in the case"
    there_is_one = "Only a magistrates’ court can try the offence, so there is a last day"
    return f"Not known: {missing}. {there_is_one}. Ask {whom}. {asks}"


def _last_day(
    limit: TimeLimit | None,
    offence_on: date,
    began_on: Mapping[Begins, date | None],
    stated: Mapping[str, Value | None],
    today: date,
) -> date | None:
    """The last day to charge one offence; None if it is not known.

    While no prosecutor has enough evidence, the limit is counted from today. While the victim has given no statement,
    the longer limit has not begun and the six months apply.
    """
    plain = limitation_date(offence_on)
    holds = limit is not None and (stated.get(limit.only_where) if limit.only_where else True)
    if limit is None or holds is False:
        return plain
    has_begun = stated.get(limit.begins.fact)
    if holds is None or has_begun is None:
        return None
    if not has_begun and limit.begins is Begins.STATEMENT:
        return plain
    first_day = began_on.get(limit.begins) if has_begun else today
    if first_day is None:
        return None
    return min(limit.ends(first_day, limit.months), limit.ends(offence_on, limit.most_months))
