"""How often a test that repeats itself does so: a short run in the suite, the whole of it by `make long`."""

import os
from typing import Final

import pytest

IN_FULL: Final = os.environ.get("PATHWAYS_ROUNDS") == "full"


def rounds(short: int, full: int) -> int:
    """`short` in the suite, `full` when the long proofs are run."""
    return full if IN_FULL else short


def without_script_in_full(test):
    """A journey of `scripts`: as most people's browser has it in the suite, and by `make long` without JavaScript."""
    ways = [pytest.param(False, marks=pytest.mark.rounds, id="without script")] if IN_FULL else []
    return pytest.mark.parametrize("scripts", [pytest.param(True, id="with script"), *ways])(test)
