"""What is made once a run, by whichever test process comes first, and read by all of them."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

COMPILED = "COMPILED"
"""The setting that names the folder which all processes of a run have in common; without it each compiles its own."""

SHARED = "PATHWAYS_TESTS_SHARE"
"""The variable of the environment that names a folder for what several runs make once for all of them."""


def compiled_once(app: Flask) -> None:
    """Have the application read templates as another of this run compiled them, while their text is the same."""
    if folder := app.config.get(COMPILED):
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(folder)


def made_once(shared: Path, name: str, build: Callable[[Path], None]) -> Path:
    """The folder `build` filled, by whichever test process came first; the others wait for it, then read it."""
    made, lock = shared / name, shared / f"{name}.lock"
    with lock.open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        if not made.exists():
            making = shared / f"{name}.making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            build(making)
            making.rename(made)
    return made
