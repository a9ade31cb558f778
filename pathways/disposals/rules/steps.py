"""What each step of a disposal asks and records, read from `data/steps.csv` and `data/step_fields.csv`.

Source: the column `must_record` of `data/disposal_transitions.csv` (data dictionary of out-of-court disposals, section
3); the wording of the questions is this product's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from pathways.disposals.rules.table import rows_of
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class Asks(Worded):
    """How one thing is asked for. `victim` is yes, no, or "no victim"; `must_yes` stops the step at a no."""

    TEXT = "text"
    LINE = "line"
    PAST_DAY = "past_day"
    COMING_DAY = "coming_day"
    MOMENT = "moment"
    YES_NO = "yes_no"
    MUST_YES = "must_yes"
    VICTIM = "victim"
    PICK = "pick"
    NUMBER = "number"
    SCAN = "scan"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One thing that a step records: the stored name, the question, how it is asked."""

    name: str
    ask: str
    kind: Asks
    required: bool
    least: int
    choices: tuple[tuple[str, str], ...]
    hint: str


@dataclass(frozen=True, kw_only=True)
class StepAsked:
    """One event of the machines, in words: title, button, what its page says, and what it records."""

    event: str
    title: str
    button: str
    happened: str
    lede: str
    records: tuple[Recorded, ...]

    def faults(self, given: Mapping[str, Any], today: date) -> tuple[Reason, ...]:
        """What is wrong with what was typed, each at its field. Values are text, dates, instants, numbers or None."""
        return tuple(
            Reason(message, each.name)
            for each in self.records
            if (message := _fault(each, given.get(each.name), today))
        )


def _fault(asked: Recorded, given: Any, today: date) -> str:
    if given is None or given == "":
        return f"Answer “{asked.ask}”" if asked.required else ""
    match asked.kind:
        case Asks.TEXT | Asks.LINE if len(str(given).strip()) < asked.least:
            return f"Write {asked.least} characters or more. You typed {len(str(given).strip())}"
        case Asks.PAST_DAY if isinstance(given, date) and given > today:
            return "The day cannot be in the future"
        case Asks.COMING_DAY if isinstance(given, date) and given < today:
            return "The day must be today or later"
        case Asks.MUST_YES if given != "yes":
            return "This step cannot be taken while the answer is no"
        case Asks.PICK if str(given) not in dict(asked.choices):
            return "Select one of the answers"
        case _:
            return ""


def as_stored(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was recorded, as it is kept with the event: plain values only, days and instants as ISO text."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in given.items()
        if value not in (None, "")
    }


@cache
def steps_asked() -> dict[str, StepAsked]:
    """Every event of the machines with what it asks."""
    choices: dict[str, list[tuple[str, str]]] = {}
    for row in rows_of("step_choices.csv"):
        choices.setdefault(row["list"], []).append((row["value"], row["label"]))
    fields: dict[str, list[Recorded]] = {}
    for row in rows_of("step_fields.csv"):
        fields.setdefault(row["event"], []).append(
            Recorded(
                name=row["name"],
                ask=row["ask"],
                kind=Asks(row["kind"]),
                required=row["required"] == "yes",
                least=int(row["least"] or 0),
                choices=tuple(choices.get(row["choices"], ())),
                hint=row["hint"],
            )
        )
    return {
        row["event"]: StepAsked(
            event=row["event"],
            title=row["title"],
            button=row["button"],
            happened=row["happened"],
            lede=row["lede"],
            records=tuple(fields.get(row["event"], ())),
        )
        for row in rows_of("steps.csv")
    }


def words_of_choice(event: str, name: str, value: str) -> str:
    """The words of a stored answer, for reading a step back."""
    for each in steps_asked()[event].records:
        if each.name == name:
            return dict(each.choices).get(value, value)
    return value
