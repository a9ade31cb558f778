"""What is made once a run, by whichever test process comes first, and read by all of them."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from pathways.small_numbers import masking

SHARED = "PATHWAYS_TESTS_SHARE"
"""The variable of the environment that names a folder for what several runs make once for all of them."""


@contextmanager
def compiled_once(shared: Path) -> Iterator[None]:
    """Every application made inside reads templates as another of this run compiled them, while their text is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", FileSystemBytecodeCache(str(shared)))
        yield


@contextmanager
def routes_compiled_once() -> Iterator[None]:
    """Every application made inside writes addresses by what the first of this process compiled for the same routes.

    That is two thirds of making an application. What is compiled hangs on the words of a route alone.
    """
    compile_anew, compiled = Rule._compile_builder, {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        route = rule.rule, rule.subdomain, repr(rule.defaults), append_unknown
        if route not in compiled:
            compiled[route] = compile_anew(rule, append_unknown)
        return compiled[route]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@contextmanager
def decided_once(shared: Path) -> Iterator[None]:
    """What the same figures hide is decided by the first process of this run that publishes them.

    The same county stands on both databases and before several processes, and the solver gives the same answer to the
    same question each time. What the next process asks is found by every figure, sum and bound of it, and by the code that
    decides: a folder that outlives the run says nothing of another one.
    """
    code = b"".join(file.read_bytes() for file in sorted(Path(masking.__file__).parent.glob("*.py")))

    @lru_cache(maxsize=64)
    def decide_once(*question: Any) -> frozenset[str] | None:
        answer_file = shared / f"hidden_{sha256(code + repr(question).encode()).hexdigest()}"
        if answer_file.exists():
            names = json.loads(answer_file.read_text(encoding="utf-8"))
            return None if names is None else frozenset(names)
        hidden = decide(*question)
        begun_file = answer_file.with_suffix(f".{os.getpid()}.{get_ident()}")
        begun_file.write_text(json.dumps(None if hidden is None else sorted(hidden)), encoding="utf-8")
        begun_file.rename(answer_file)
        return hidden

    decide = masking._decided.__wrapped__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masking, "_decided", decide_once)
        yield


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
