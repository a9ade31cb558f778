"""How often a test that repeats itself does so: a short run in the suite, the whole of it by `make long`."""

import os
from typing import Final

IN_FULL: Final = os.environ.get("PATHWAYS_ROUNDS") == "full"


def rounds(short: int, full: int) -> int:
    """`short` in the suite, `full` when the long proofs are run."""
    return full if IN_FULL else short
