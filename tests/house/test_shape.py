"""A newcomer understands the house in ten minutes: no file of two subjects, known names, rules that load alone."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

LONGEST = 400
NOT_ROOMS = {"common", "utils", "helpers", "services", "manager"}
STAGES = ("people", "safeguarding", "arrest_tests", "disposals", "referrals", "acceptance", "engagement")
SIX = {"rules", "models", "queries", "actions", "forms", "views"}


def ours(repository: Path, *endings: str) -> list[Path]:
    """The files that git knows or would add, with one of these endings."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout.splitlines()
    return [repository / name for name in sorted(listed) if name.endswith(endings) and (repository / name).is_file()]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_of_ours_is_longer_than_400_lines(repository):
    long = {
        str(path.relative_to(repository)): count
        for path in ours(repository, ".py", ".html", ".css", ".js")
        if (count := lines_of(path)) > LONGEST and "migrations" not in path.parts
    }
    assert long == {}


def test_no_room_or_file_is_called_common_or_the_like(repository):
    files = [path.relative_to(repository) for path in ours(repository, ".py")]
    names = {part for path in files for part in (*path.parts[:-1], path.stem)}
    assert names & NOT_ROOMS == set()


@pytest.mark.parametrize("room", STAGES)
def test_every_stage_has_the_six_names_in_itself_or_its_topics(repository, room):
    inside = {part for path in (repository / "pathways" / room).rglob("*.py") for part in (path.stem, path.parent.name)}
    assert SIX - inside == set()


def imports_of(path: Path) -> set[str]:
    """The top-level names that a file imports, and for ours the module in full."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
    return modules


def test_only_the_application_and_its_commands_read_the_settings(repository):
    readers = {
        path.relative_to(repository).as_posix()
        for path in ours(repository, ".py")
        if "tests" not in path.parts and "config" in path.read_text(encoding="utf-8") and "config" in imports_of(path)
    }
    assert readers <= {"pathways/app.py", "pathways/cli/__init__.py"}


def test_the_server_file_imports_only_the_application(repository):
    assert imports_of(repository / "wsgi.py") - sys.stdlib_module_names == {"pathways.app"}


def test_only_the_clock_asks_for_the_time(repository):
    asking = {
        path.relative_to(repository).as_posix()
        for path in ours(repository, ".py")
        if path.parts[len(repository.parts)] == "pathways"
        and any(words in path.read_text(encoding="utf-8") for words in ("datetime.now(", "date.today(", "utcnow("))
    }
    assert asking == {"pathways/clock.py"}


def test_rules_load_with_flask_and_the_database_blocked(repository):
    rules = sorted(
        ".".join(path.relative_to(repository).with_suffix("").parts).removesuffix(".__init__")
        for path in (repository / "pathways").rglob("*.py")
        if "rules" in path.parts or path.stem == "rules"
    )
    program = (
        "import sys\n"
        "for name in ('flask', 'sqlalchemy', 'flask_sqlalchemy', 'wtforms', 'werkzeug'): sys.modules[name] = None\n"
        "import importlib\n"
        f"for module in {rules}: importlib.import_module(module)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_of_one_machine_and_no_promise_for_later_is_committed(repository):
    marks = tuple(
        "".join(parts) for parts in (("TO", "DO"), ("FIX", "ME"), ("pragma: ", "no cover"), ("mark.", "skip"))
    )
    faults = [
        f"{path.relative_to(repository)}: {mark}"
        for path in ours(repository, ".py", ".html", ".css", ".js", "Makefile")
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert faults == []


def test_one_file_knows_the_clock_of_london_and_how_long_a_month_is(repository):
    """Seven files counted months, each in its own way, and nine named the zone."""
    asks = re.compile(r"ZoneInfo\(|\bmonthrange\(|divmod\(.*12\)")
    files = sorted((repository / "pathways").rglob("*.py"))
    asking = [
        path.relative_to(repository).as_posix() for path in files if asks.search(path.read_text(encoding="utf-8"))
    ]
    assert asking == ["pathways/dates.py"]


def test_no_name_of_a_file_is_given_twice(repository):
    """Of two patterns joined under one name the second won: names with a comma stood in a pack for a panel."""
    twice = []
    for path in sorted((repository / "pathways").rglob("*.py")):
        given = Counter(name for node in ast.parse(path.read_text(encoding="utf-8")).body for name in names_given(node))
        twice += [f"{path.relative_to(repository)} {name}" for name, times in given.items() if times > 1]
    assert twice == []


def test_no_two_files_of_tests_are_one_module(repository):
    """In folders that are no packages pytest knows a file by its name alone, and collects one of two."""
    named = Counter(
        path.stem
        for path in ours(repository, ".py")
        if path.stem.startswith("test_") and not (path.parent / "__init__.py").exists()
    )
    assert {name for name, count in named.items() if count > 1} == set()


def names_given(node: ast.stmt) -> tuple[str, ...]:
    """What a statement of a file defines or assigns."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return (node.name,)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return tuple(part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))
