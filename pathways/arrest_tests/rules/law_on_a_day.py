"""The law on one date, whole: what the page shows and the paper prints. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pathways.arrest_tests.rules.book import Law
from pathways.arrest_tests.rules.drugs import is_specified, regime_on
from pathways.arrest_tests.rules.panel import PanelAnalyte
from pathways.arrest_tests.rules.rows import DatedRow, Drug, ListedOffence, LookAlike, Regime
from pathways.arrest_tests.rules.tables import table
from pathways.vocabulary import Mark, Worded


class Standing(Worded):
    """What a regime is on a date."""

    IN_FORCE = "in_force", "In force"
    ENDED = "ended", "Ended"
    NOT_YET = "not_yet", "Not yet"
    OFF = "off", "Switched off"


@dataclass(frozen=True, kw_only=True)
class RegimeLine:
    """A regime with what it is on the date, and its last day: its own, or the eve of the one that takes its place."""

    row: Regime
    standing: Standing
    until: date | None


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A source, its mark, and what rests on it."""

    source: str
    mark: Mark
    rests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LawOnDay:
    """Every table on a date; joined and left are those of the calendar year up to that date."""

    day: date
    version: str
    regimes: tuple[RegimeLine, ...]
    in_force: Regime | None
    specified: tuple[Drug, ...]
    class_a_but_not_specified: tuple[Drug, ...]
    triggers: tuple[ListedOffence, ...]
    joined: tuple[ListedOffence, ...]
    left: tuple[ListedOffence, ...]
    look_alikes: tuple[LookAlike, ...]
    panel: tuple[PanelAnalyte, ...]
    sources: tuple[SourceLine, ...]


def law_on(day: date, law: Law) -> LawOnDay:
    """Reads every table of a law on a date."""
    drugs = tuple(drug for drug in law.drugs if drug.covers(day))
    specified = tuple(drug for drug in drugs if is_specified(drug, day, law))
    triggers = tuple(row for row in law.triggers if row.covers(day))
    look_alikes = tuple(row for row in law.look_alikes if row.covers(day))
    panel = tuple(row for row in law.panel if row.covers(day))
    in_force = regime_on(day, law)
    resting: list[tuple[DatedRow, str]] = [(row, row.name) for row in law.regimes]
    resting += [(row, row.offence) for row in triggers] + [(row, row.offence) for row in look_alikes]
    resting += [(row, row.label) for row in panel] + [(row, row.name) for row in specified]
    return LawOnDay(
        day=day,
        version=law.version,
        regimes=tuple(_regime_line(row, in_force, law, day) for row in law.regimes),
        in_force=in_force,
        specified=specified,
        class_a_but_not_specified=tuple(
            drug for drug in drugs if in_force and drug.mda_class == "A" and drug not in specified
        ),
        triggers=triggers,
        joined=tuple(row for row in triggers if row.effective_from and row.effective_from.year == day.year),
        left=tuple(row for row in law.triggers if _left_this_year(row, law, day)),
        look_alikes=look_alikes,
        panel=panel,
        sources=_sources(resting),
    )


def _standing(row: Regime, in_force: Regime | None, day: date) -> Standing:
    if row == in_force:
        return Standing.IN_FORCE
    if row.effective_from is None:
        return Standing.OFF
    return Standing.NOT_YET if row.effective_from > day else Standing.ENDED


def _regime_line(row: Regime, in_force: Regime | None, law: Law, day: date) -> RegimeLine:
    later = [one.effective_from for one in law.regimes if one.effective_from and row.effective_from]
    ends = [start - timedelta(days=1) for start in later if row.effective_from and start > row.effective_from]
    until = min([*ends, *([row.effective_to] if row.effective_to else [])], default=None)
    return RegimeLine(row=row, standing=_standing(row, in_force, day), until=until)


def _left_this_year(row: ListedOffence, law: Law, day: date) -> bool:
    """Ended this year before the day, and no other row of the code lists it on the day."""
    last = row.effective_to
    is_over = last is not None and last.year == day.year and last < day
    return is_over and not any(one.code == row.code and one.covers(day) for one in law.triggers)


def _sources(resting: Iterable[tuple[DatedRow, str]]) -> tuple[SourceLine, ...]:
    """The bank of sources: those of the tables, then those of the rules, each once with what rests on it."""
    bank: dict[tuple[str, Mark], list[str]] = {}
    for row, words in resting:
        bank.setdefault((row.source, row.mark), []).append(words)
    for rule in table("testing_rules"):
        if "{" not in rule["source"] + rule["mark"]:
            for source in rule["source"].split("|"):
                bank.setdefault((source, Mark(rule["mark"])), []).append(rule["code"])
    return tuple(
        SourceLine(source=source, mark=mark, rests=tuple(dict.fromkeys(words)))
        for (source, mark), words in sorted(bank.items(), key=lambda one: (one[0][0].lower(), one[0][1]))
    )
