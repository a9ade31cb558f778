"""What makes a referral urgent: somebody speaks to the person on the same or the next day, and is told by telephone.

Source: treatment-and-statistics 2.3 (design choice). The list is data: an area switches a row off or on. Asked by
routing, the inbox, the case and the clocks alike. "Would not say" is an answer, and no sign.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from pathways.directory.rules import Session
from pathways.tables import rows_of
from pathways.vocabulary import Answer, Mark

TABLE = Path(__file__).parent.parent / "data" / "urgent.csv"
MARKS = {"V": Mark.VERIFIED, "R": Mark.RECALLED, "D": Mark.DESIGN}
OVERDOSE = "overdose_last_7_days"
OVERDOSE_DAYS = 7
YOUNG = 25
TEN, FOUR = time(10), time(16)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What was answered in one sitting; None was not asked there. `overdose_on` is the day of the last, if it was said.

    `overdose_last_7_days` may be left to `overdose_on`.
    """

    at: datetime
    on: date
    overdose_last_7_days: Answer | None = None
    overdose_on: date | None = None
    suicide_risk: Answer | None = None
    pregnant: Answer | None = None

    def of(self, code: str) -> Answer | None:
        if code == OVERDOSE and self.overdose_on is not None:
            return Answer.YES if (self.on - self.overdose_on).days <= OVERDOSE_DAYS else Answer.NO
        answer: Answer | None = getattr(self, code)
        return answer


SAID = (OVERDOSE, "pregnant", "suicide_risk")
"""The rows that rest on an answer; the others rest on what happened."""


@dataclass(frozen=True, kw_only=True)
class UrgencyFacts:
    """What is known of one referral. The sittings are those at the desk and at the service, oldest first: of each the
    last answer stands. `leaves_on` is the release from police custody, planned or real; `released_at` releases from
    prison or remand. `age` is that of the day it was sent."""

    sent_at: datetime
    sent_on: date
    desk: tuple[Sitting, ...] = ()
    service: tuple[Sitting, ...] = ()
    leaves_on: date | None = None
    cannot_be_rung: bool = False
    released_at: tuple[datetime, ...] = ()
    age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Urgent:
    """One thing that makes a referral urgent, from when on. `by_service`: said to the service, which keeps it."""

    code: str
    label: str
    at: datetime
    by_service: bool
    mark: Mark
    source: str


def urgent_because(facts: UrgencyFacts) -> tuple[Urgent, ...]:
    """Each thing that makes it urgent, in the order of the list; none: it is not."""
    found: list[Urgent] = []
    for row in _rows():
        if not row.applies:
            continue
        for at, by_service in _since(row.code, facts):
            found.append(
                Urgent(code=row.code, label=row.label, at=at, by_service=by_service, mark=row.mark, source=row.source)
            )
    return tuple(found)


FIRST_TURN, LATER_TURN = 0, 1


def turn_of(urgent: Collection[Urgent]) -> int:
    """Where a referral stands in an inbox: what is urgent before all that is not, whatever the day of its answer."""
    return FIRST_TURN if urgent else LATER_TURN


def first_day(now: datetime, *, sessions: Callable[[date], tuple[Session, ...]], day_after: date) -> datetime:
    """When to meet somebody urgent at the soonest, as London wall time: today in an hour or more, from ten o'clock to
    four, while the service is open; else from ten on the next day on which it is (`day_after`), which is the last that
    the urgency allows. `now` is London wall time, `sessions` says when the service is open on a day."""
    soonest = max((now + timedelta(hours=1, minutes=59)).replace(minute=0, second=0, microsecond=0).time(), TEN)
    if now.time() < FOUR:
        for opens, closes in sessions(now.date()):
            if (at := max(soonest, opens)) <= FOUR and at < closes:
                return datetime.combine(now.date(), at)
    times = (max(opens, TEN) for opens, closes in sessions(day_after) if closes > TEN)
    return datetime.combine(day_after, min(times, default=TEN))


def labels_of(urgent: Iterable[Urgent]) -> tuple[str, ...]:
    """Their words, each once."""
    return tuple(dict.fromkeys(one.label for one in urgent))


def _since(code: str, facts: UrgencyFacts) -> tuple[tuple[datetime, bool], ...]:
    """Since when one row holds, and whether the service was told it; empty where it does not hold."""
    if code in SAID:
        return _said(code, facts)
    if code == "release_from_prison":
        return tuple((at, False) for at in facts.released_at)
    leaves = facts.leaves_on == facts.sent_on
    held = {
        "release_unreachable": leaves and facts.cannot_be_rung,
        "release_today": leaves,
        "under_25": facts.age is not None and facts.age < YOUNG,
    }
    return ((facts.sent_at, False),) if held[code] else ()


def _said(code: str, facts: UrgencyFacts) -> tuple[tuple[datetime, bool], ...]:
    """At the desk from the sending on, or from the answer if it came later. At the service from its own answer on,
    where that says something new: what the desk was told already, it passed on."""
    desk, service = _stands(code, facts.desk), _stands(code, facts.service)
    found = [(max(desk.at, facts.sent_at), False)] if desk else []
    if service and not (desk and desk.at <= service.at and not _is_another(code, service, desk)):
        found.append((service.at, True))
    return tuple(found)


def _stands(code: str, sittings: Iterable[Sitting]) -> Sitting | None:
    """The sitting since which a yes has stood to this day; None where the last answer is no yes."""
    since: Sitting | None = None
    for one in sittings:
        answer = one.of(code)
        if answer is None:
            continue
        if answer is not Answer.YES:
            since = None
        elif since is None or _is_another(code, one, since):
            since = one
    return since


def _is_another(code: str, later: Sitting, earlier: Sitting) -> bool:
    """Whether a second yes tells of something else: an overdose after the day on which they were last asked."""
    return code == OVERDOSE and later.overdose_on is not None and later.overdose_on > earlier.on


@dataclass(frozen=True, kw_only=True)
class _Row:
    code: str
    label: str
    applies: bool
    mark: Mark
    source: str


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            code=row["code"],
            label=row["label"],
            applies=row["applies"] == "yes",
            mark=MARKS[row["mark"]],
            source=row["source"],
        )
        for row in rows_of(TABLE)
    )
