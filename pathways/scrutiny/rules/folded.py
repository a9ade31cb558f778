"""Text as it is searched for names and numbers, with the way back to where each letter stood.

However a name was typed it is found: capitals, accents, typographic apostrophes and hyphens, letters that Unicode does
not take apart, and characters that nobody sees.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_SIGNS = {
    **dict.fromkeys("\u2019\u2018\u02bc\u02bb`\u00b4\u2032\uff07\u201b", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    "\u2044": "/",
}
_UNSEEN = ("Mn", "Me", "Cf")


@dataclass(frozen=True)
class Folded:
    """`text` is folded; `starts` and `ends` say for each of its letters where in the original it begins and ends."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stands in the original."""
        return self.starts[start], self.ends[end - 1]


def fold(original: str) -> Folded:
    """Folded letter by letter, so that every match leads back to the words that were typed."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, sign in enumerate(original):
        made = _folded(sign)
        if not made and ends:  # an accent or an unseen sign belongs to the letter before it
            ends[-1] = place + 1
        for letter in made:
            letters.append(letter)
            starts.append(place)
            ends.append(place + 1)
    return Folded("".join(letters), tuple(starts), tuple(ends))


def folded(text: str) -> str:
    """The folded text alone."""
    return fold(text).text


@lru_cache(maxsize=4096)  # letters recur; a pack is searched for every name on every word of it
def _folded(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    apart = unicodedata.normalize("NFKD", sign)
    seen = "".join(each for each in apart if unicodedata.category(each) not in _UNSEEN)
    return "".join(_LETTERS.get(each, _SIGNS.get(each, each)) for each in seen.casefold())
