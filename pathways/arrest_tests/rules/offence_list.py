"""The trigger list of CJCSA 2000 Sch 6 with its dates, and the offences that only look as if they were on it.

A row is asked for on a London date; both ends of its dates are inside. Without a law it is the packaged one.
"""

from datetime import date
from typing import Final

from pathways.arrest_tests.rules.book import LAW_VERSION, Law, packaged
from pathways.arrest_tests.rules.rows import ListedOffence, LookAlike, NamedOffence

__all__ = [
    "LAW_VERSION",
    "OTHER_OFFENCE",
    "TRIGGER_LIST",
    "ListedOffence",
    "LookAlike",
    "NamedOffence",
    "asks_for_drug",
    "is_known",
    "listed_codes",
    "look_alike_on",
    "look_alikes",
    "named_offences",
    "offence_label",
    "offence_name",
    "row_on",
    "row_that_ended",
    "trigger_offences",
]

OTHER_OFFENCE: Final = "OTHER"
TRIGGER_LIST: Final = "CJCSA 2000 Sch 6"


def trigger_offences(law: Law | None = None) -> tuple[ListedOffence, ...]:
    """Every row that was ever on the list, live or ended."""
    return (law or packaged()).triggers


def look_alikes(law: Law | None = None) -> dict[str, LookAlike]:
    """Every look-alike by its code: of each its latest row."""
    return {row.code: row for row in (law or packaged()).look_alikes}


def named_offences(law: Law | None = None) -> dict[str, NamedOffence]:
    """Every offence that is named beside the dated tables, by its code."""
    return {row.code: row for row in (law or packaged()).named}


def listed_codes(law: Law | None = None) -> tuple[str, ...]:
    """What an officer can choose, each once: trigger offences and their parts, look-alikes, others, another."""
    named = named_offences(law).values()
    triggers = [
        code
        for row in trigger_offences(law)
        for code in (row.code, *(offence.code for offence in named if offence.counts_as == row.code))
    ]
    others = [offence.code for offence in named if not offence.counts_as]
    return tuple(dict.fromkeys([*triggers, *look_alikes(law), *others, OTHER_OFFENCE]))


def row_on(code: str, day: date, law: Law | None = None) -> ListedOffence | None:
    """The row of the trigger list that is live for an offence on a date: of a part, the row it is a part of."""
    listed_as = _listed_as(code, law)
    return next((row for row in trigger_offences(law) if row.code == listed_as and row.covers(day)), None)


def row_that_ended(code: str, day: date, law: Law | None = None) -> ListedOffence | None:
    """The row that once listed an offence and had ended by a date."""
    rows = (row for row in trigger_offences(law) if row.code == _listed_as(code, law))
    ended = [row for row in rows if row.effective_to and row.effective_to < day]
    latest = max(ended, key=lambda row: row.effective_to or date.min, default=None)
    return latest if row_on(code, day, law) is None else None


def _listed_as(code: str, law: Law | None) -> str:
    part = named_offences(law).get(code)
    return part.counts_as if part and part.counts_as else code


def look_alike_on(code: str, day: date, law: Law | None = None) -> LookAlike | None:
    """Why an offence is only taken for a trigger offence on a date."""
    return next((row for row in (law or packaged()).look_alikes if row.code == code and row.covers(day)), None)


def asks_for_drug(code: str, law: Law | None = None) -> bool:
    """Whether the offence is a trigger only in respect of a specified Class A drug, so that the drug is asked."""
    return any(row.needs_specified_drug for row in trigger_offences(law) if row.code == code)


def is_known(code: str, law: Law | None = None) -> bool:
    return code == OTHER_OFFENCE or _latest(code, law) is not None


def offence_name(code: str, law: Law | None = None) -> str:
    """The offence in staff's words, without its Act."""
    row = _latest(code, law)
    return row.offence if row else "Another offence"


def offence_label(code: str, law: Law | None = None) -> str:
    """The offence with its Act and section, as the list to choose from shows it."""
    row = _latest(code, law)
    return row.label if row else "Another offence, not in this list"


def _latest(code: str, law: Law | None) -> ListedOffence | LookAlike | NamedOffence | None:
    """The latest row that names an offence: on the trigger list before the look-alikes, and then any other."""
    listed = [row for row in trigger_offences(law) if row.code == code]
    return listed[-1] if listed else look_alikes(law).get(code) or named_offences(law).get(code)
