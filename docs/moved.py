"""Carries a file over to where names now live: `python docs/moved.py FILE ...` rewrites its imports by moved.csv.

A name that is imported is imported from its new module, under the name that the file uses. Of a module that is imported
whole, each name that the file uses is imported instead. `ruff check --fix --select I,F401` then puts them in order.
"""

import ast
import csv
import re
import sys
from pathlib import Path

ROWS = csv.reader(Path(__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines()[1:])
MOVED = {(module, name): (to, called) for module, name, to, called in ROWS}


def carried_over(text: str) -> str:
    """The text of a Python file with every import that moved rewritten."""
    for node in [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.ImportFrom) and each.module]:
        lines, moved = [], False
        for name in node.names:
            local, whole = name.asname or name.name, f"{node.module}.{name.name}"
            to, called = MOVED.get((node.module, name.name), (node.module, name.name))
            moved |= (node.module, name.name) in MOVED
            kept, used_of_it = f"from {to} import {called}" + (f" as {local}" if called != local else ""), []
            below = {row: to for row, to in MOVED.items() if f"{row[0]}.".startswith(f"{whole}.")}
            for (module, old), (to, called) in below.items():
                used = re.compile(rf"\b{local}{re.escape(module.removeprefix(whole))}\.{old}\b")
                if used.search(text):
                    used_of_it.append(f"from {to} import {called}")
                    text = used.sub(called, text)
            moved |= bool(used_of_it)
            lines += used_of_it if used_of_it and not re.search(rf"\b{local}\.\w", text) else [kept, *used_of_it]
        if not moved:
            continue
        indent = " " * node.col_offset
        source = re.compile(rf"^{indent}from {re.escape(node.module or '')} import (\([^)]*\)|[^\n(]*)$", re.MULTILINE)
        text = source.sub("\n".join(indent + line for line in lines), text, count=1)
    return text


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(carried_over(path.read_text(encoding="utf-8")), encoding="utf-8")
