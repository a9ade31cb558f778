"""What each step of a referral asks and records, read from `data/steps.csv`, `step_fields.csv`, `step_choices.csv`.

Source: the column `must_record` of `data/referral_transitions.csv` (treatment-and-statistics 2.1); the wording of the
questions is this product's. Made of the same parts as the steps of a disposal (docs/decisions/0029).
"""

import csv
from functools import cache
from pathlib import Path

from pathways.disposals.rules.steps import Asks, Recorded, StepAsked

DATA = Path(__file__).parent.parent / "data"


@cache
def steps_asked() -> dict[str, StepAsked]:
    """Every step that is taken on a page of the table, by its event. A step that is not here has a page of its own."""
    choices: dict[str, list[tuple[str, str]]] = {}
    for row in _rows("step_choices.csv"):
        choices.setdefault(row["list"], []).append((row["value"], row["label"]))
    fields: dict[str, list[Recorded]] = {}
    for row in _rows("step_fields.csv"):
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
        for row in _rows("steps.csv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
