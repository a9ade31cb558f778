"""Small numbers: which counts of people are hidden, decided once for page, chart, table and download.

Source: ndtms.net hides cells under five; showing a true 0 and hiding 1 to 4, the complement rule, and the width asked
of a safe mask are design choices (threshold 5).
"""

from collections.abc import Sequence
from itertools import pairwise

THRESHOLD = 5
TOO_FEW_BASE = 10
HIDDEN = "*"


def is_small(count: int) -> bool:
    """Whether a count of people says too much about each: 1 to 4. A true 0 is shown."""
    return 0 < count < THRESHOLD


def mask_of_steps(counts: Sequence[int]) -> tuple[bool, ...]:
    """Which of the counts of a funnel are hidden; each count is a part of the one before it.

    Hidden are small counts and counts that leave a small rest of the step before, or of the first. Then, as long as
    the shown neighbours pin a hidden count to fewer than five values, a neighbour is hidden too. Raises ValueError for
    counts that grow.
    """
    if any(later > before for before, later in pairwise(counts)):
        raise ValueError("a later step has more people than the one before it")
    hidden = [
        is_small(count)
        or (count > 0 and step > 0 and any(is_small(whole - count) for whole in (counts[step - 1], counts[0])))
        for step, count in enumerate(counts)
    ]
    while (pinned := _first_pinned(counts, hidden)) is not None:
        hidden[pinned] = True
    return tuple(hidden)


def _first_pinned(counts: Sequence[int], hidden: Sequence[bool]) -> int | None:
    """A shown count to hide because it pins a hidden one, or None when the mask is safe."""
    for step in range(len(counts)):
        if not hidden[step]:
            continue
        before = next((k for k in range(step - 1, -1, -1) if not hidden[k]), None)
        after = next((k for k in range(step + 1, len(counts)) if not hidden[k]), None)
        if before is None:
            continue
        lowest = max(1, counts[after]) if after is not None else 1
        if counts[before] - lowest >= THRESHOLD - 1 and counts[before] >= THRESHOLD:
            continue
        return after if after is not None and counts[after] else before
    return None
