"""How a name sounds: a short code that is the same for spellings that are said alike (design choice, our own).

It keeps the consonants in their order, one sign for each sound, and the vowel only where it comes first. Rawcliffe and
Rawclif are RKLF; Kathryn and Cathrine KTRN; Wright and Rite RT; Müller and Mueller MLR.
"""

from functools import lru_cache
from itertools import groupby

LONGEST_CODE = 12
_VOWELS = "aeiouy"
_VOWEL = "A"
_SILENT_FIRST = (
    ("kn", "n"),
    ("gn", "n"),
    ("pn", "n"),
    ("wr", "r"),
    ("ps", "s"),
    ("rh", "r"),
    ("wh", "w"),
    ("mc", "mac"),
)
# In this order: a longer spelling before what it begins with.
_SPELLINGS = (
    ("tsch", "X"),
    ("sch", "X"),
    ("cz", "X"),
    ("tch", "X"),
    ("dge", "J"),
    ("gh", ""),
    ("ph", "F"),
    ("sh", "X"),
    ("sz", "X"),
    ("ch", "X"),
    ("ck", "K"),
    ("sc", "S"),
    ("qu", "K"),
    ("th", "T"),
    ("x", "KS"),
    ("q", "K"),
    ("z", "S"),
    ("v", "F"),
    ("d", "T"),
    ("j", "J"),
    ("w", ""),
    ("h", ""),
)
_SOFT = {"c": ("K", "S"), "g": ("K", "J")}


@lru_cache(maxsize=50_000)
def sound_of(folded: str) -> str:
    """The code of a name as `fold_name` leaves it; its parts together. Letters of other scripts stay as they are."""
    word = folded.replace(" ", "")
    for written, said in _SILENT_FIRST:
        if word.startswith(written):
            word = said + word.removeprefix(written)
            break
    code, at = [], 0
    while at < len(word):
        said, length = _next(word, at)
        code.append(_VOWEL if not at and word[0] in _VOWELS else said)
        at += length
    said_once = "".join(sign for sign, _ in groupby("".join(code)))
    return (said_once or word[:1].upper())[:LONGEST_CODE]


def _next(word: str, at: int) -> tuple[str, int]:
    """What is said at a place of a word, and how many letters it takes."""
    letter = word[at]
    if letter == "w" and not at:
        return "W", 1
    if letter == "h" and not at:
        return "H", 1
    if word.startswith("gh", at) and not at:
        return "K", 2
    if letter in _VOWELS:
        return "", 1
    for written, said in _SPELLINGS:
        if word.startswith(written, at):
            return said, len(written)
    if letter in _SOFT:
        hard, soft = _SOFT[letter]
        return (soft if word[at + 1 : at + 2] in ("e", "i", "y") else hard), 1
    return letter.upper(), 1
