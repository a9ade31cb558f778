"""A comment that names a file, or a name of ours, names one that is there: what it leads to has not moved on."""

import ast
import csv
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

FILE = re.compile(r"(?<![\w/.<])(?:[\w-]+/)*[\w-]+\.(?:csv|py|html)\b(?!>)")
FOLDER = re.compile(r"(?<![\w/.])((?:[\w-]+/)*data/[\w-]+)/")
NAME = re.compile(r"`((?:[a-z_]+\.)+\w+)(?:\([^`]*\))?`")


def statements(body: ast.AST) -> Iterator[ast.stmt]:
    """Every statement inside, however deep: an expression holds none, and most of a file is expressions."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for each in getattr(body, field, ()):
            yield each
            yield from statements(each)


@cache
def said_in(path: Path) -> list[tuple[int, str]]:
    """Every comment and docstring of a file that names something anywhere, with its line."""
    source = path.read_text(encoding="utf-8")
    if not any(names.search(source) for names in (FILE, FOLDER, NAME)):
        return []
    comments = [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    docstrings = [
        (node.lineno, node.value.value)
        for node in statements(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    return comments + docstrings


def test_a_file_that_a_comment_names_is_there(repository):
    ours = [
        path
        for top in ("pathways", "tests", "templates", "docs", "migrations")
        for path in (repository / top).rglob("*")
    ]
    there = {f"/{path.relative_to(repository).as_posix()}" for path in (*ours, *repository.glob("*.*"))}
    gone = []
    for path in sorted((repository / "pathways").rglob("*.py")):
        for line, words in said_in(path):
            named = {*FILE.findall(words), *FOLDER.findall(words)} - {"conf.py"}
            gone += [
                f"{path.name}:{line} {each}" for each in sorted(named) if not any(t.endswith(f"/{each}") for t in there)
            ]
    assert gone == []


def test_a_name_that_a_comment_gives_with_its_module_is_there(repository):
    rooms = {path.stem for path in (repository / "pathways").iterdir()}
    gone = []
    for path in sorted((repository / "pathways").rglob("*.py")):
        for line, words in said_in(path):
            for name in NAME.findall(words):
                whole = name.removeprefix("pathways.")
                if whole.split(".")[0] in rooms and not is_there(whole):
                    gone.append(f"{path.name}:{line} {name}")
    assert gone == []


def test_no_comment_gives_a_name_by_the_file_it_stood_in_before_it_moved(repository):
    moved = list(csv.reader((repository / "docs" / "moved.csv").read_text(encoding="utf-8").splitlines()))[1:]
    files = {path.stem for path in (repository / "pathways").rglob("*.py")}
    former = {f"{module.split('.')[-1]}.{name}" for module, name, *_ in moved if module.split(".")[-1] not in files}
    gone = [
        f"{path.name}:{line} {name}"
        for path in sorted((repository / "pathways").rglob("*.py"))
        for line, words in said_in(path)
        for name in NAME.findall(words)
        if name in former
    ]
    assert gone == []


def is_there(name: str) -> bool:
    """Whether a name leads to something below pathways; `audit.look` is said of what `audit` as imported holds."""
    parts = ["pathways", *name.split(".")]
    for end in range(len(parts), 1, -1):
        try:
            thing = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        homes = [thing, import_module("pathways.audit.record")] if parts[1] == "audit" else [thing]
        for part in parts[end:]:
            homes = [getattr(each, part) for each in homes if hasattr(each, part)]
        return bool(homes)
    return False
