"""The law on one date, as the page shows it and the paper prints it; and the numbered rules as `docs/rules.md`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pathways.law.rules.findings import severities
from pathways.law.rules.offences_and_drugs import is_specified, regime_on
from pathways.law.rules.tables import DatedRow, Drug, Law, ListedOffence, LookAlike, PanelAnalyte, Regime, table
from pathways.vocabulary import Mark, Worded


class RegimeStanding(Worded):
    """What a regime is on a date."""

    IN_FORCE = "in_force", "In force"
    ENDED = "ended", "Ended"
    NOT_YET = "not_yet", "Not yet"
    OFF = "off", "Switched off"


@dataclass(frozen=True, kw_only=True)
class RegimeLine:
    """A regime with what it is on the date, and its last day: its own, or the eve of the one that takes its place."""

    row: Regime
    standing: RegimeStanding
    until: date | None


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A source, its mark, and what rests on it."""

    source: str
    mark: Mark
    rests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LawOnDay:
    """Every table on a date.

    `joined` and `left` are the offences that joined or left the trigger list in that calendar year, up to the date.
    """

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
    """Every table of a law on a date."""
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


def _standing(row: Regime, in_force: Regime | None, day: date) -> RegimeStanding:
    if row == in_force:
        return RegimeStanding.IN_FORCE
    if row.effective_from is None:
        return RegimeStanding.OFF
    return RegimeStanding.NOT_YET if row.effective_from > day else RegimeStanding.ENDED


def _regime_line(row: Regime, in_force: Regime | None, law: Law, day: date) -> RegimeLine:
    later = [regime.effective_from for regime in law.regimes if regime.effective_from and row.effective_from]
    ends = [start - timedelta(days=1) for start in later if row.effective_from and start > row.effective_from]
    until = min([*ends, *([row.effective_to] if row.effective_to else [])], default=None)
    return RegimeLine(row=row, standing=_standing(row, in_force, day), until=until)


def _left_this_year(row: ListedOffence, law: Law, day: date) -> bool:
    """Ended this year before the day, and no other row of the code lists it on the day."""
    last = row.effective_to
    is_over = last is not None and last.year == day.year and last < day
    return is_over and not any(trigger.code == row.code and trigger.covers(day) for trigger in law.triggers)


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
        for (source, mark), words in sorted(bank.items(), key=lambda item: (item[0][0].lower(), item[0][1]))
    )


# The numbered rules as the first half of a page to read; `pathways.disposals.replays.rules` writes it.


OPENING: Final = """# The numbered rules of drug testing on arrest

Written by `python -m pathways.disposals.replays.rules` from `pathways/law/data/testing_rules.csv`; a test
compares. Change the table, never this page.

**Planned** is what a rule does to something not yet done; **happened**, what it does to the record of something that
has happened: the record is always saved, and where the rule holds it, an inspector who had no part in it releases or
voids it. Its message then opens with "Saved and held for an inspector." A word in braces is filled in from the case.

A rule marked Unverified needs a lawyer's or custody lead's tick before the service opens. {counted}
"""
HEADING: Final = "| Rule | Words | Planned | Happened | Source | Mark |\n|---|---|---|---|---|---|"
OF_THE_DAY: Final = {"{drug_law}": "the instrument that names the drug on that day"}


def as_page() -> str:
    """Every numbered rule with its words, both severities, its source and its mark."""
    rows = [row for row in table("testing_rules") if row["planned"]]
    lines = [_line(row) for row in rows]
    return f"{OPENING.format(counted=_counted())}\n{HEADING}\n" + "\n".join(lines) + "\n"


def _line(row: dict[str, str]) -> str:
    weight = severities()[row["code"]]
    cells = (
        row["code"],
        row["stops"],
        weight.planned.label,
        weight.happened.label,
        _source(row["source"]),
        _mark(row["mark"]),
    )
    return f"| {' | '.join(cells)} |"


def _source(text: str) -> str:
    """The source of a rule. A rule for both routes may name one for each, with | between them."""
    for placeholder, words in OF_THE_DAY.items():
        text = text.replace(placeholder, words)
    arrest, _, charge = text.partition("|")
    return f"On arrest: {arrest}. After charge: {charge}" if charge else arrest


def _mark(text: str) -> str:
    """The mark in the words staff read, with its own code where those words do not give it away."""
    if text.startswith("{"):
        return "As the drug is marked"
    mark = Mark(text)
    return mark.label if mark in (Mark.VERIFIED, Mark.PRACTICE, Mark.DESIGN) else f"{mark.label} ({mark.value})"


def _counted() -> str:
    both = severities().values()
    planned, happened = (
        Counter(severity.planned.label for severity in both),
        Counter(severity.happened.label for severity in both),
    )
    return (
        f"There are {len(both)} rules.\nPlanned: {_listed(planned)}. Happened: {_listed(happened)}. A few weigh less in"
        " one case:\na drug in doubt only warns where another offence supports the test (V-016, V-017), and so do a"
        " doubtful\nage near 18 after charge (V-004) and grounds written word for word before (V-012)."
    )


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counted.most_common())
