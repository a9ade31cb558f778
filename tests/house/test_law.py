"""No page, read or action asks the packaged tables: each says of which law it asks."""

import ast
from pathlib import Path

import pathways

# The questions of the dated tables, and at which place they take the law.
TAKES_THE_LAW_AT = {
    "asks_for_drug": 1,
    "controlled_drugs": 0,
    "devices_on": 1,
    "drug_on": 2,
    "is_known": 1,
    "is_specified": 2,
    "listed_codes": 0,
    "look_alike_on": 2,
    "look_alikes": 0,
    "max_samples_on": 1,
    "named_offences": 0,
    "offence_label": 1,
    "offence_name": 1,
    "panel_on": 1,
    "regime_on": 1,
    "regimes": 0,
    "row_on": 2,
    "row_that_ended": 2,
    "trigger_offences": 0,
}


def asks_without_a_law(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if not any(f"{question}(" in text for question in TAKES_THE_LAW_AT):
        return []
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [
        f"{path.name}:{call.lineno} {call.func.id}"
        for call in calls
        if isinstance(call.func, ast.Name)
        and (place := TAKES_THE_LAW_AT.get(call.func.id)) is not None
        and len(call.args) <= place
        and not any(word.arg == "law" for word in call.keywords)
    ]


def test_every_question_about_the_law_says_of_which_version_it_asks():
    root = Path(pathways.__path__[0])
    faults = [fault for path in sorted(root.rglob("*.py")) for fault in asks_without_a_law(path)]
    assert faults == []
