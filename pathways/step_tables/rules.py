"""Steps as rows of a table: the title, button and page of each, what it asks, and what it records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pathways.dates import LONDON
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Worded


class Asks(Worded):
    """How one thing is asked for. `victim` is yes, no, or "no victim"; `must_yes` stops the step at a no.

    The answers to an `of_list` are offered by the page and checked by the action that takes the step.
    """

    TEXT = "text"
    LINE = "line"
    PAST_DAY = "past_day"
    COMING_DAY = "coming_day"
    MOMENT = "moment"
    COMING_MOMENT = "coming_moment"
    YES_NO = "yes_no"
    MUST_YES = "must_yes"
    VICTIM = "victim"
    PICK = "pick"
    OF_LIST = "of_list"
    NUMBER = "number"
    SCAN = "scan"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One thing that a step records: its stored name, its question, and how it is asked."""

    name: str
    ask: str
    kind: Asks
    required: bool
    least: int
    choices: tuple[tuple[str, str], ...]
    hint: str


@dataclass(frozen=True, kw_only=True)
class StepAsked:
    """One event of a state machine in words: title, button, page, and what it records."""

    event: str
    title: str
    button: str
    happened: str
    lede: str
    records: tuple[Recorded, ...]

    def faults(self, given: Mapping[str, Any], now: datetime) -> tuple[Reason, ...]:
        """What is wrong with the answers at `now`, a London time, each reason at its field.

        Values are text, dates, instants, whole numbers or None; any other type is refused as if nothing was answered.
        """
        return tuple(
            Reason(message, each.name) for each in self.records if (message := _fault(each, given.get(each.name), now))
        )

    def as_stored(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What this step records of the answers and nothing else, as plain values: days and instants as ISO text."""
        return {
            each.name: value.isoformat() if isinstance(value, date | datetime) else value
            for each in self.records
            if (value := given.get(each.name)) not in (None, "")
        }

    def told(self, recorded: Mapping[str, Any]) -> str:
        """What this step recorded, as sentences."""
        sentences = []
        for each in self.records:
            if each.name in recorded:
                words = _in_words(each, recorded[each.name])
                sentences.append(f"{each.ask}{'' if each.ask.endswith('?') else ':'} {words.rstrip('.')}.")
        return " ".join(sentences)


_ANSWERS = {
    Asks.YES_NO: frozenset({"yes", "no"}),
    Asks.MUST_YES: frozenset({"yes", "no"}),
    Asks.VICTIM: frozenset({"yes", "no", "none"}),
}


def _fault(asked: Recorded, given: Any, now: datetime) -> str:
    if given is None or (isinstance(given, str) and not given.strip()):
        return f"Answer “{asked.ask}”" if asked.required else ""
    match asked.kind:
        case Asks.TEXT | Asks.LINE:
            typed = len(str(given).strip())
            return f"Write {asked.least} characters or more. You typed {typed}" if typed < asked.least else ""
        case Asks.PAST_DAY | Asks.COMING_DAY:
            return _fault_of_day(asked.kind, given, now.date())
        case Asks.MOMENT:
            is_moment = isinstance(given, datetime) and given.tzinfo is not None
            return "" if is_moment and given <= now else "Enter a time that is not in the future"
        case Asks.COMING_MOMENT:
            is_moment = isinstance(given, datetime) and given.tzinfo is not None
            return "" if is_moment and given > now else "Enter a time that is later than now"
        case Asks.NUMBER:
            is_sum = isinstance(given, int) and not isinstance(given, bool) and given > 0
            return "" if is_sum else "Enter a whole number above zero"
        case Asks.MUST_YES if given == "no":
            return "This step cannot be taken while the answer is no"
        case _:
            possible = _ANSWERS.get(asked.kind, frozenset(dict(asked.choices)))
            is_free = asked.kind in (Asks.SCAN, Asks.OF_LIST)
            return "" if is_free or given in possible else "Select one of the answers"


def _fault_of_day(kind: Asks, given: Any, today: date) -> str:
    if not isinstance(given, date) or isinstance(given, datetime):
        return "Enter a day"
    if kind is Asks.PAST_DAY:
        return "The day cannot be in the future" if given > today else ""
    return "The day must be today or later" if given < today else ""


def read_steps(folder: Path) -> dict[str, StepAsked]:
    """Every step by its event, from the three tables of a folder: `steps.csv`, the fields and the choices."""
    choices: dict[str, list[tuple[str, str]]] = {}
    for row in rows_of(folder / "step_choices.csv"):
        choices.setdefault(row["list"], []).append((row["value"], row["label"]))
    fields: dict[str, list[Recorded]] = {}
    for row in rows_of(folder / "step_fields.csv"):
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
        for row in rows_of(folder / "steps.csv")
    }


def _in_words(asked: Recorded, value: Any) -> str:
    match asked.kind:
        case Asks.PAST_DAY | Asks.COMING_DAY:
            day = date.fromisoformat(value)
            return f"{day.day} {day:%B %Y}"
        case Asks.MOMENT | Asks.COMING_MOMENT:
            at = datetime.fromisoformat(value).astimezone(LONDON)
            return f"{at.day} {at:%B %Y, %H:%M}"
        case Asks.YES_NO | Asks.MUST_YES | Asks.VICTIM:
            return {"yes": "Yes", "no": "No", "none": "There is no victim"}.get(str(value), str(value))
        case _:
            return dict(asked.choices).get(str(value), str(value))
