"""Steps as rows of a table: which may follow which, for whom, what bars each, and what it asks and records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, cast

from pathways.dates import LONDON, day_in_words
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Worded

# The machine: which step leads from where, where to, and for whom. A step that is in no row may be taken by nobody.


State = TypeVar("State", bound=str)
Facts = TypeVar("Facts")
Given = Mapping[str, Any]
WhyNot = Iterable[str | tuple[str, str]]
"""Why a step may not be taken: each reason in words, with its field if it has one."""
Guard = Callable[[Facts, Given], WhyNot]
"""What must hold before a step, asked of the facts and the answers."""

SAME, PREVIOUS, GROUP, ALL = "SAME", "PREVIOUS", "GROUP", "ALL"
"""Where a step leads that leaves the state as it is, or back to the state before a pause; a row that names a set of
states; and a row that is of every machine of its table."""


@dataclass(frozen=True)
class StepTaker:
    """A role that may take a step, with the least rank level (None: no police rank)."""

    role: str
    rank_level: int | None = None


NOBODY: Final[tuple[StepTaker, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class TableStep:
    """One step of one machine: what it leads from and to, on what condition, by whom, and what must be recorded."""

    machine: str
    state: str
    event: str
    to: str
    guard: str
    who: str
    must_record: str
    code_effect: str
    takers: tuple[StepTaker, ...]

    def is_open_to(self, role: str, rank_level: int | None = None) -> bool:
        """Whether somebody in this role, of this rank today, may take it."""
        of_role = (taker for taker in self.takers if taker.role == role)
        return any(taker.rank_level is None or (rank_level or 0) >= taker.rank_level for taker in of_role)


@dataclass(frozen=True)
class StepTable(Generic[State]):
    """One machine: every step by the state that it leaves and its event, and the named sets of its states."""

    steps: Mapping[tuple[State, str], TableStep]
    groups: Mapping[str, frozenset[State]]

    @cached_property
    def _from(self) -> Mapping[str, tuple[TableStep, ...]]:
        by_state: dict[str, list[TableStep]] = {}
        for step in self.steps.values():
            by_state.setdefault(step.state, []).append(step)
        return {state: tuple(steps) for state, steps in by_state.items()}

    def steps_from(self, state: State) -> tuple[TableStep, ...]:
        """Every step that leads from a state, in the order of the table."""
        return self._from.get(state, ())

    def states_before(self, event: str) -> frozenset[State]:
        """The states from which `event` is open: what an UPDATE names in its WHERE."""
        return frozenset(state for state, named in self.steps if named == event)

    def after(self, state: State, event: str, previous: State | None = None) -> State | None:
        """Where a step leads, None where it may not be taken. The guards are the caller's to ask.

        `previous` is the state before a pause: a step that leads back to it may not be taken without.
        """
        step = self.steps.get((state, event))
        back: dict[str, State | None] = {SAME: state, PREVIOUS: previous}
        return None if step is None else back.get(step.to, cast(State, step.to))

    def may_take(self, state: State, event: str, role: str, rank_level: int | None = None) -> bool:
        """Whether somebody in this role, of this rank today, may take `event` from this state."""
        step = self.steps.get((state, event))
        return step is not None and step.is_open_to(role, rank_level)


def read_table(
    path: Path,
    machines: Iterable[str],
    state_of: type[State],
    takers: Callable[[str, str], tuple[StepTaker, ...]] = lambda machine, who: NOBODY,
) -> dict[str, StepTable[State]]:
    """The machines of a table by their names, sets of states spelled out. Other machines of it are left out.

    `takers` says who is meant by a machine's `who`. Raises ValueError where two rows lead from one state by one event.
    """
    rows = rows_of(path)
    named = {row["from"]: row["to"].split("|") for row in rows if row["machine"] == GROUP}
    known = getattr(state_of, "__members__", None)  # a set may be of states of another machine

    def states_in(words: str) -> list[State]:
        spelled_out = (states_in("|".join(named[word])) if word in named else [word] for word in words.split("|"))
        return [state_of(word) for part in spelled_out for word in part if known is None or word in known]

    tables: dict[str, dict[tuple[State, str], TableStep]] = {name: {} for name in machines}
    for row in rows:
        of_these = tables if row["machine"] == ALL else [name for name in row["machine"].split("|") if name in tables]
        for name in of_these:
            for state in states_in(row["from"]):
                if (state, row["event"]) in tables[name]:
                    raise ValueError(f"{path.name}: two rows of {name} lead from {state} by {row['event']}")
                tables[name][state, row["event"]] = TableStep(
                    machine=name,
                    state=state,
                    event=row["event"],
                    to=row["to"] if row["to"] in (SAME, PREVIOUS) else state_of(row["to"]),
                    guard=row["guard"],
                    who=row["who"],
                    must_record=row["must_record"],
                    code_effect=row.get("outcome_code_effect", ""),
                    takers=takers(name, row["who"]),
                )
    groups = {name: frozenset(states_in(name)) for name in named}
    return {name: StepTable(steps, groups) for name, steps in tables.items()}


def reasons_against(
    guards: Iterable[Guard[Facts]], now: Facts, given: Given, *, source: str = "", mark: str = ""
) -> tuple[Reason, ...]:
    """Every reason that the guards give, in their order; empty where all hold."""
    answers = (answer for guard in guards for answer in guard(now, given))
    parts = (answer if isinstance(answer, tuple) else (answer, None) for answer in answers)
    return tuple(Reason(words, field, source, mark) for words, field in parts)


# What a step asks and records, in words.


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
class StepQuestion:
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
    records: tuple[StepQuestion, ...]

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

    def sentences(self, recorded: Mapping[str, Any]) -> str:
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


def _fault(asked: StepQuestion, given: Any, now: datetime) -> str:
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
    fields: dict[str, list[StepQuestion]] = {}
    for row in rows_of(folder / "step_fields.csv"):
        fields.setdefault(row["event"], []).append(
            StepQuestion(
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


def _in_words(asked: StepQuestion, value: Any) -> str:
    match asked.kind:
        case Asks.PAST_DAY | Asks.COMING_DAY:
            return day_in_words(date.fromisoformat(value))
        case Asks.MOMENT | Asks.COMING_MOMENT:
            at = datetime.fromisoformat(value).astimezone(LONDON)
            return f"{day_in_words(at)}, {at:%H:%M}"
        case Asks.YES_NO | Asks.MUST_YES | Asks.VICTIM:
            return {"yes": "Yes", "no": "No", "none": "There is no victim"}.get(str(value), str(value))
        case _:
            return dict(asked.choices).get(str(value), str(value))
