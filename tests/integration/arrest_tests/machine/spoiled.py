"""The ways in which somebody types badly: a blank, a wrong time, nonsense; or sends what they saw before others wrote."""

from typing import Any

GOOD = 88
STALE = 97
NONSENSE = ("nonsense", "<b>ZZ</b> & so on", "ZZ" * 3000)


def is_stale(how: int) -> bool:
    """Whether the form was filled from a record that has moved on since."""
    return how >= STALE


def spoiled(typed: dict[str, Any], how: int, pick: int) -> dict[str, Any]:
    """What is typed, as it is or in one way wrong."""
    if how < GOOD or is_stale(how) or not typed:
        return typed
    names = sorted(typed)
    name = names[pick % len(names)]
    if how < 91:
        return typed | {name: ""}
    years = [box for box in names if box.endswith("-year")]
    if how < 94 and years:
        return typed | {years[pick % len(years)]: "2031" if pick % 2 else "2001"}
    return typed | {name: NONSENSE[pick % len(NONSENSE)]}
