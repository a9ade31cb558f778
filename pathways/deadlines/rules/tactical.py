"""The Tactical pack: which lists it has, a line of one, how both are said, and what it leaves out."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pathways.vocabulary import Worded

TITLE: Final = "Tactical"


class TacticalList(Worded):
    """The lists of the pack, in its order. Each names people, for those who may open their records."""

    OVERDUE = "overdue", "Overdue or urgent now"
    WAITING = "waiting", "Who is waiting now"
    DECLINED = "declined", "Declined"
    MISSED = "missed", "Did not attend, next offer"
    REQUIRED = "required", "Required assessments to record"
    CONDITIONS = "conditions", "Conditions to report on"
    MENTAL_HEALTH = "mental_health", "Mental health, nothing received"


class WaitsFor(Worded):
    """What somebody waits for next. Everybody who waits is in exactly one of these."""

    PLACE = "place", "For a place"
    ANSWER = "answer", "For an answer"
    OFFER = "offer", "For a first appointment to be offered"
    CONTACT = "contact", "For a first contact"


class Opens(Worded):
    """Where a line leads to, for whoever reads it."""

    NOTHING = "nothing"
    PLACE = "place"
    OFFER = "offer"
    CASE = "case"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class TacticalLine:
    """Somebody on one of the lists. `what` is the stage, deadline, outcome or reason, `since` the day from which `days`
    are counted; `late` names each deadline that has passed. `person` is "" where the viewer reads no name. `person_id`
    is the record that stays after merging."""

    of: TacticalList
    what: str
    since: date
    days: int
    late: str = ""
    note: str = ""
    person_id: int | None = None
    person: str = ""
    born_on: date | None = None
    reference: str = ""
    service: str = ""
    keyworker: str = ""
    opens: Opens = Opens.NOTHING
    record_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TacticalFigures:
    """A small table of counts above a list: rows of text, the first cell its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class TacticalPart:
    """One list with what is counted of it."""

    of: TacticalList
    figures: tuple[TacticalFigures, ...]
    lines: tuple[TacticalLine, ...]
    number: int
    """How many lines it has, also where fewer are shown."""


@dataclass(frozen=True, kw_only=True)
class TacticalPack:
    """The pack, or one list of it, as it stands at a moment."""

    at: datetime
    whose: str
    parts: tuple[TacticalPart, ...]
    left_out: tuple[str, ...]

    @property
    def lines(self) -> tuple[TacticalLine, ...]:
        """The lines of all lists, in their order."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def people(self) -> frozenset[int]:
        """Whom it names: the log is told of each. A line that is only a reference names nobody."""
        return frozenset(line.person_id for line in self.lines if line.person and line.person_id is not None)

    def first(self, most: int) -> "TacticalPack":
        """The same with so many lines of each list at most. What is counted stays."""
        return replace(self, parts=tuple(replace(part, lines=part.lines[:most]) for part in self.parts))


def waits_for(*, needs_place: bool, is_accepted: bool, is_offered: bool) -> WaitsFor:
    """What somebody waits for whom nobody of the service has met yet, or whom it has handed back."""
    if needs_place:
        return WaitsFor.PLACE
    if not is_accepted:
        return WaitsFor.ANSWER
    return WaitsFor.CONTACT if is_offered else WaitsFor.OFFER


# The lines and figures as text, alike on the page, on paper and in the files.


LIST_HEAD: Final = ("Person", "Reference and service", "What", "Since", "Overdue, and what is next")
FILE_HEAD: Final = (
    "list", "person", "born", "reference", "service", "keyworker", "what", "since", "days", "overdue", "next"
)  # fmt: skip
FIGURES_HEAD: Final = ("list", "table", "row", "figure", "value")
FileCell = str | int | date | None


def file_row(line: TacticalLine) -> tuple[FileCell, ...]:
    """A line as a row of a file."""
    return (
        line.of.label,
        line.person,
        line.born_on,
        line.reference,
        line.service,
        line.keyworker,
        line.what,
        line.since,
        line.days,
        line.late,
        line.note,
    )


def figure_rows(pack: TacticalPack) -> tuple[tuple[str, ...], ...]:
    """Every figure of the pack as a row of a file: list, table, row, figure, value."""
    return tuple(
        (part.of.label, table.caption, row[0], name, value)
        for part in pack.parts
        for table in part.figures
        for row in table.rows
        for name, value in zip(table.head[1:], row[1:], strict=True)
    )


def where(line: TacticalLine) -> str:
    """Reference, service and keyworker in one cell."""
    keyworker = f"keyworker {line.keyworker}" if line.keyworker else ""
    return ", ".join(part for part in (line.reference, line.service, keyworker) if part)


def what_is_next(line: TacticalLine) -> str:
    """What is overdue, and what came or comes next, in one cell."""
    return ". ".join(part for part in (line.late, line.note) if part)


# What the pack says of itself.


HOW_COUNTED: Final = (
    "Everything is as it stands at the moment that is named. It is not kept, and tomorrow’s will differ.",
    "“Since” is the day on which something was due, declined, missed or first said; of whoever waits it is the day of "
    "their first referral.",
    "A wait is counted in days since the person was first referred. Sending on, a question, custody and hospital never "
    "start it again.",
    "Who was in custody or in hospital on the day of an appointment did not miss it. How soon the next one was offered "
    "is counted from the time of the one that was missed; where another was booked already, it took no time.",
    "Whoever was handed back waits for a place, whether or not a service has met them.",
    "A required assessment stays on its list until something is recorded of it, however long ago it was due.",
    "Who has died is on no list and in no count, and neither is anybody whose record is not open to you.",
    "What is overdue is what the page “Overdue” shows, with the same deadlines.",
    "Of what it declined a service reads the reason and the reference, and no name.",
)
NOT_RECORDED: Final = (
    "An actions log: Pathways keeps none.",
    "Safeguarding referrals made: a concern is read by those who review it, and by nobody else.",
    "Funnels by area, and services beside each other: a manager reads figures of whole quarters, which name nobody.",
)
A_PROVIDERS_OWN: Final = (
    "Missed appointments, caseloads and times to acceptance, required assessments, conditions and mental health: they "
    "are a provider’s own, and its manager has them on this page."
)
"""What such a pack is asked to hold and this one does not, with why."""
