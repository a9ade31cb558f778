"""Every rule as a page to read: `python -m pathways.disposals.rules.written_down` writes `docs/rules.md`.

The first half is of the room before this one: imports point down, so the later room puts both together.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pathways.arrest_tests.rules import written_down as numbered
from pathways.disposals.rules.book import RULES_VERSION, rules
from pathways.disposals.rules.table import Basis, Gate, Kind, Rule
from pathways.vocabulary import Mark

ROOT: Final = Path(__file__).parents[3]
PAGE: Final = ROOT / "docs" / "rules.md"
TESTS: Final = ROOT / "tests" / "unit" / "disposals"
SIDES: Final = "rule_sides"
"""The table of both sides of every rule, which `test_every_rule.py` goes through line by line."""

OPENING: Final = """
# The rules of the disposals

Written from `pathways/disposals/data/disposal_rules.csv`, version {version}. A rule is asked from its gate on, and
again at every later one. One that fires gives its verdict; one that meets a fact nobody knows needs information and
names it. An Act is never set aside; guidance is, with a reason, by a sergeant or (domestic abuse, hate crime) an
inspector; local policy is changed by its switch; a rank that is asked for is never reasoned away. {counted}

`test_every_rule[...]` stands for the tests of `tests/unit/disposals/test_every_rule.py` with that rule in their name:
it fires on its wrong side, passes once one thing is otherwise, and names each fact that is not known. The other tests
are of the same folder. All rules together: `test_against_a_second_reading.py`.
"""
COLUMNS: Final = (
    "Rule", "Asked", "Disposals", "Gate", "Kind", "Verdict", "Fails when", "Words", "What would open it", "Source",
    "Mark", "Tests",
)  # fmt: skip


def as_page() -> str:
    """The whole page: the numbered rules of drug testing, then the rules of the disposals."""
    return numbered.as_page() + as_table()


def as_table() -> str:
    """Every rule of the shipped book with its days, source, mark and the names of its tests."""
    named = tests_by_rule(rule.id for rule in rules())
    heading = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
    lines = [_line(rule, named) for rule in rules()]
    return OPENING.format(version=RULES_VERSION, counted=_counted()) + f"\n{heading}\n" + "\n".join(lines) + "\n"


def tests_by_rule(rule_ids: Iterable[str]) -> dict[str, list[str]]:
    """The tests whose code names a rule, by rule; in the order of files and lines."""
    known, found = set(rule_ids), defaultdict[str, list[str]](list)
    for path in (TESTS / f"{SIDES}.py", *sorted(TESTS.glob("test_*.py"))):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if name := _name_of_test(path, node):
                for rule_id in sorted(_said(node) & known):
                    found[rule_id].append(name.format(rule_id=rule_id))
    return found


def _name_of_test(path: Path, node: ast.stmt) -> str:
    if path.stem == SIDES:
        return "test_every_rule[{rule_id}]" if isinstance(node, ast.Assign) else ""
    is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    return node.name if is_test and isinstance(node, ast.FunctionDef) else ""


def _said(node: ast.stmt) -> set[str]:
    words = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return {rule_id for word in words for rule_id in re.findall(r"\b[A-Z][A-Z0-9]*-\d+\b", word)}


def _line(rule: Rule, named: Mapping[str, list[str]]) -> str:
    kinds = [kind.value for kind in Kind if kind in rule.disposals]
    cells = (
        rule.id,
        f"{rule.valid_from} to {rule.valid_to}" if rule.valid_to else f"From {rule.valid_from}",
        "All" if len(kinds) == len(Kind) else ", ".join(kinds),
        rule.gate.name.capitalize(),
        rule.basis.label,
        rule.verdict.label,
        f"`{rule.fails_when.text}`",
        rule.message,
        rule.opens_if,
        rule.source,
        _mark(rule.mark),
        ", ".join(f"`{name}`" for name in dict.fromkeys(named[rule.id])),
    )
    return f"| {' | '.join(cell.replace('|', '/').replace(chr(10), ' ') for cell in cells)} |"


def _mark(mark: Mark) -> str:
    return mark.label if mark.is_verified else f"{mark.label} ({mark.value})"


def _counted() -> str:
    gates, bases = Counter(rule.gate for rule in rules()), Counter(rule.basis for rule in rules())
    by_gate = ", ".join(f"{gate.name.lower()} {gates[gate]}" for gate in Gate)
    by_basis = ", ".join(f"{basis.label.lower()} {bases[basis]}" for basis in Basis)
    return f"There are {len(rules())} rules.\nBy gate: {by_gate}. By kind: {by_basis}."


if __name__ == "__main__":
    PAGE.write_text(as_page(), encoding="utf-8")
