"""What each step of a referral asks and records, read from `data/steps.csv`, `step_fields.csv`, `step_choices.csv`.

Source: the column `must_record` of `data/referral_transitions.csv` (treatment-and-statistics 2.1); the wording of the
questions is this product's. Made of the same parts as the steps of a disposal (docs/decisions/0029).
"""

from functools import cache
from pathlib import Path

from pathways.disposals.rules.steps import StepAsked, read_steps

DATA = Path(__file__).parent.parent / "data"


@cache
def steps_asked() -> dict[str, StepAsked]:
    """Every step that is taken on a page of the table, by its event. A step that is not here has a page of its own."""
    return read_steps(DATA)
