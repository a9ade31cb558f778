"""What changed of the records since figures were made of them, and why: revisions with their cause.

Issued figures stand (treatment reference 4.4: the mask is decided once for a frozen snapshot and stored with it). What
became known later is told beside them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from pathways.dates import day_in_words
from pathways.reporting.rules.contents import ReportContents, ReportTable, Row
from pathways.vocabulary import Worded


class Cause(Worded):
    """Why a person is counted otherwise by the records of now than by those of then."""

    LATE = "late", "Recorded later"
    CORRECTED = "corrected", "Corrected"
    LEFT_OUT = "left_out", "Withdrawn, or found to be entered in error"
    MERGED = "merged", "Two records joined as one person, or parted"


class Unit(NamedTuple):
    """What is counted of somebody: by its kind, the record it stands on and its number."""

    kind: str
    record_id: int
    number: int


@dataclass(frozen=True)
class Stood:
    """How a unit stood: whose it was, the day by which it falls into a period, and its state by its number."""

    person_id: int
    counts_on: date
    state_id: int


def causes_of(
    then: Mapping[Unit, Stood], now: Mapping[Unit, Stood], from_on: date, to_on: date
) -> Mapping[Cause, frozenset[int]]:
    """By cause, the people who are counted otherwise in a period, given how units stood then and stand now."""
    people: dict[Cause, set[int]] = defaultdict(set)
    for unit in then.keys() | now.keys():
        before, after = then.get(unit), now.get(unit)
        if not any(each and from_on <= each.counts_on <= to_on for each in (before, after)):
            continue
        for cause in _causes(before, after):
            people[cause] |= {each.person_id for each in (before, after) if each}
    return {cause: frozenset(people[cause]) for cause in Cause if people[cause]}


def _causes(before: Stood | None, after: Stood | None) -> Iterable[Cause]:
    if before is None:
        yield Cause.LATE
    elif after is None:
        yield Cause.LEFT_OUT
    else:
        if before.person_id != after.person_id:
            yield Cause.MERGED
        if (before.counts_on, before.state_id) != (after.counts_on, after.state_id):
            yield Cause.CORRECTED


# What a page says of it.


TITLE: Final = "Figures made"
HEAD: Final = ("Figures", "Made on", "Fingerprint", "Made again", "People whose records changed since")
ABOUT: Final = (
    "“As known on” is the last day that counts: what had happened by then. “Made on” is the day on which it was "
    "counted, of what was recorded by then. “Made again” is when the same records were counted once more, to see "
    "whether the figures come out the same: that is done after each quarter.",
    "What was recorded later does not change figures that were made. It is told here, to the nearest five people, and "
    "counts in figures made later. “Nobody” is exact.",
)
"""The heading of the page, the head of its table, and what it is for: its three dates, and what changed since."""
FOR_THE_BOARD: Final = "The page “For the Board” is of these figures too"
NOT_YET: Final = "Not yet"
CAPTION: Final = "Figures that were made"
NEAREST: Final = 5


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of making figures again. `is_same` is None where they cannot be; `people` are numbers by cause."""

    on: date
    is_as_written: bool
    is_same: bool | None
    is_of_this_release: bool
    disposed_of: int
    people: Mapping[Cause, int]

    @property
    def outcome(self) -> str:
        """Whether they came out the same, and if not, why not."""
        on = day_in_words(self.on)
        if not self.is_as_written:
            return f"On {on} they were not as they were written into the log. Tell whoever runs Pathways"
        if self.is_same is None:
            return "Not made again: they are older than the records that are kept for it"
        if self.disposed_of:
            return f"Records of {about(self.disposed_of)} were lawfully disposed of. These figures stand"
        if self.is_same:
            return f"The same, on {on}"
        if not self.is_of_this_release:
            return "Another release made them, and counts otherwise. These figures stand"
        return f"Not the same, on {on}. Tell whoever runs Pathways"

    @property
    def changed(self) -> str:
        """The people whose records changed, by cause."""
        causes = (f"{cause.label}: {about(number)}" for cause, number in self.people.items() if number)
        return ". ".join(causes) or "Nobody"


def about(people: int) -> str:
    """So many people to the nearest five, so that no two of these numbers tell of a few by their difference."""
    nearest = NEAREST * round(people / NEAREST)
    return f"fewer than {NEAREST} people" if people < NEAREST else f"about {nearest} people"


def row_of(name: str, made_on: date, fingerprint: str, checked: Checked | None, *, is_for_the_board: bool) -> Row:
    """Figures that were made as a row of a file, under `HEAD`."""
    named = f"{name} ({FOR_THE_BOARD[0].lower()}{FOR_THE_BOARD[1:]})" if is_for_the_board else name
    came_of_it = (checked.outcome, checked.changed) if checked else (NOT_YET, NOT_YET)
    return (named, day_in_words(made_on), fingerprint, *came_of_it)


def contents_of_figures(rows: Sequence[Row]) -> ReportContents:
    """All figures as known on a day, as files have them."""
    return ReportContents(
        title=TITLE, tables=(ReportTable(tab=TITLE, caption=CAPTION, head=HEAD, rows=rows),), sentences=ABOUT
    )
