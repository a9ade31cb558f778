"""Every numbered rule is asked somewhere: a page or an action leads to the function that says it."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from pathways.law.rules.findings import severities, stops
from pathways.people.deaths.rules import death_bars
from tests.integration.arrest_tests import fired_afterwards, fired_before_asking
from tests.integration.arrest_tests.firing import FIRES
from tests.unit.arrest_tests.records import NOW

BY_ANOTHER_ROOM = {"V-056"}
"""Nothing is done for the dead: every action of every room asks the people room, which says it in the same words."""

WRITES_THE_PAGE = {"written_down.py", "severities.py"}
NUMBER = re.compile(r"V-\d{3}a?")


def _trees(pathways: Path) -> dict[Path, ast.Module]:
    paths = sorted(pathways.rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths if path.name not in WRITES_THE_PAGE}


def _names_and_numbers(code: ast.AST) -> tuple[set[str], set[str]]:
    """What a piece of code speaks of, a name here or one reached through a module; and the numbers that it says."""
    names, numbers = set(), set()
    for node in ast.walk(code):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and NUMBER.fullmatch(node.value):
            numbers.add(node.value)
    return names, numbers


def _defined(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    """The top-level definitions of a module by name."""
    definitions: dict[str, list[ast.stmt]] = defaultdict(list)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            definitions[node.name].append(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    definitions[target.id].append(node)
    return definitions


def asked_by_pages_and_actions(pathways: Path) -> set[str]:
    """The numbers that somebody meets who uses the product: followed from whatever is no rule into the rules."""
    rules: dict[str, list[ast.stmt]] = defaultdict(list)
    asked: set[str] = set()
    to_follow: list[str] = []
    for path, tree in _trees(pathways).items():
        if "rules" in path.parts or path.name == "rules.py":
            for name, nodes in _defined(tree).items():
                rules[name] += nodes
        else:
            names, numbers = _names_and_numbers(tree)
            asked |= numbers
            to_follow += names
    followed: set[str] = set()
    while to_follow:
        name = to_follow.pop()
        if name in followed:
            continue
        followed.add(name)
        for node in rules.get(name, ()):
            names, numbers = _names_and_numbers(node)
            asked |= numbers
            to_follow += names
    return asked


def test_every_numbered_rule_is_reached_from_a_page_or_an_action(repository):
    asked = asked_by_pages_and_actions(repository / "pathways")
    assert [code for code in severities() if code not in asked | BY_ANOTHER_ROOM] == []


def test_what_another_room_asks_it_says_in_the_words_of_the_rule():
    (bar,) = death_bars(NOW)
    assert bar.message == stops("V-056").message


def test_every_numbered_rule_has_a_scenario_in_which_a_page_or_an_action_says_it(repository):
    """That it does is what `tests/integration/arrest_tests/test_each_rule_fires.py` runs: each by itself."""
    assert sorted(FIRES) == sorted(severities())
    for scenarios in (fired_before_asking, fired_afterwards):
        tree = ast.parse(Path(str(scenarios.__file__)).read_text(encoding="utf-8"))
        calls = {
            each.func.id for each in ast.walk(tree) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
        }
        imported = {
            alias.name
            for each in ast.walk(tree)
            if isinstance(each, ast.ImportFrom) and ".arrest_tests.rules" in (each.module or "")
            for alias in each.names
        }
        assert not {name for name in calls & imported if name.islower()}, "a scenario asks a page, and no rule"
