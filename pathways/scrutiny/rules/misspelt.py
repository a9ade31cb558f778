"""Names with one slip in them: a letter left out, put in, taken for another, or two swapped."""

import re
from collections.abc import Iterable, Iterator

from pathways.scrutiny.rules.folded import folded

LEAST = 5
"""Letters that a name needs before a slip in it is looked for: shorter ones are one letter from too many words."""
_CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de][^\W\d_]{3,}")


def misspelt_in(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where words with a capital stand that are one slip from a part of a name."""
    parts = {part for name in names for part in re.findall(r"[^\W\d_]+", folded(name)) if len(part) >= LEAST}
    for match in _CAPITALISED.finditer(text):
        word = folded(match.group())
        if any(is_one_slip_from(word, part) for part in parts):
            yield match.span()


def is_one_slip_from(word: str, name: str) -> bool:
    """Whether one change of a letter, or one swap of neighbours, makes one out of the other."""
    if word == name or abs(len(word) - len(name)) > 1:
        return False
    start = next((place for place, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), None)
    if start is None:
        return True
    one, other = word[start:], name[start:]
    swapped = len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]
