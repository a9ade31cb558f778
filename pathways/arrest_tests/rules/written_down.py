"""The numbered rules as the first half of a page to read; `pathways.disposals.rules.written_down` writes it."""

from collections import Counter
from typing import Final

from pathways.arrest_tests.rules.severities import severities
from pathways.arrest_tests.rules.tables import table
from pathways.vocabulary import Mark

OPENING: Final = """# The numbered rules of drug testing on arrest

Written by `python -m pathways.disposals.rules.written_down` from `pathways/arrest_tests/data/testing_rules.csv`; a test
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
    """A rule of both routes may rest on a paragraph for each."""
    for placeholder, words in OF_THE_DAY.items():
        text = text.replace(placeholder, words)
    arrest, _, charge = text.partition("|")
    return f"On arrest: {arrest}. After charge: {charge}" if charge else arrest


def _mark(text: str) -> str:
    """The word staff read, and what it rests on where that is not plain; a drug's own mark where it decides."""
    if text.startswith("{"):
        return "As the drug is marked"
    mark = Mark(text)
    return mark.label if mark in (Mark.VERIFIED, Mark.PRACTICE, Mark.DESIGN) else f"{mark.label} ({mark.value})"


def _counted() -> str:
    both = severities().values()
    planned, happened = Counter(one.planned.label for one in both), Counter(one.happened.label for one in both)
    return (
        f"There are {len(both)} rules.\nPlanned: {_listed(planned)}. Happened: {_listed(happened)}. A few weigh less in"
        " one case:\na drug in doubt only warns where another offence supports the test (V-016, V-017), and so do a"
        " doubtful\nage near 18 after charge (V-004) and grounds written word for word before (V-012)."
    )


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counted.most_common())
