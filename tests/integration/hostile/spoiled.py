"""Posts that nobody means well by: made from what a form takes, spoiled by a seeded chance."""

import random
import string
from typing import Any
from urllib.parse import quote_from_bytes

Spoiled = list[tuple[bytes, bytes]]

MARK = "<zq'\"&>"
"""Anything that shows this as it stands has not escaped it."""

TEXTS = (
    "", " ", MARK, f"{MARK}{{{{7*7}}}}", "<script>alert(1)</script>", "' OR 1=1 --", "%s%n", "../../etc/passwd",
    "Raw\0cliffe", "Raw\u202ecliffe", "a" + "\u0301" * 300, "\u2028", "\ufeff", "\U0001f600" * 50, "ﷺ" * 30,
    "line\r\nSet-Cookie: a=b", "A" * 9_000, "9" * 400, "\N{ARABIC-INDIC DIGIT THREE}", "²", "½",
)  # fmt: skip
NUMBERS = (
    "-1",
    "0",
    "1",
    "2",
    "31",
    "00",
    "13",
    "99",
    "1e9",
    "NaN",
    "0x10",
    "2147483648",
    "9" * 25,
    "1_000",
    "+5",
    "2.5",
)
WORDS = ("null", "true", "None", "yes", "no", "other", "on", "undefined", "[]", "{}", "CO", "cancelled_by_person")
BYTES = (b"\xed\xa0\x80", b"\xff\xfe", b"\xc0\xaf", b"%00")
NAMES = (
    "died_at",
    "id",
    "by",
    "role",
    "__class__",
    MARK,
    "a" * 300,
    "offences-9999999-offence",
    "conditions-7-kind",
    "",
)


def a_value(chance: random.Random) -> bytes:
    """Some text, number, word or bytes that the box was not made for."""
    kind = chance.randrange(8)
    if kind == 0:
        return chance.choice(BYTES)
    if kind == 1:
        return "".join(chance.choice(string.printable + "éñ\u202e\0") for _ in range(chance.randrange(40))).encode()
    pool = TEXTS if kind < 5 else NUMBERS if kind < 7 else WORDS
    return chance.choice(pool).encode("utf-8", "surrogatepass")


def spoil(filled: dict[str, Any], chance: random.Random, keep: tuple[str, ...] = ("csrf_token",)) -> Spoiled:
    """The pairs of a post: mostly as a page would send them, some of them changed, doubled, dropped, added or swapped."""
    pairs: Spoiled = []
    for name, value in filled.items():
        pairs += [(name.encode(), str(item).encode()) for item in (value if isinstance(value, list) else [value])]
    fixed = [pair for pair in pairs if pair[0].decode() in keep]
    loose = [pair for pair in pairs if pair not in fixed]
    for _ in range(chance.randrange(1, 5)):
        loose = _changed(loose, chance)
    return fixed + loose


def _changed(pairs: Spoiled, chance: random.Random) -> Spoiled:
    what = chance.randrange(10)
    if what == 0 or not pairs:
        return [*pairs, (chance.choice(NAMES).encode(), a_value(chance))]
    place = chance.randrange(len(pairs))
    name, value = pairs[place]
    if what == 1:
        return pairs[:place] + pairs[place + 1 :]
    if what == 2:
        return [*pairs, (name, value)]
    if what == 3:
        return [*pairs, *((name, a_value(chance)) for _ in range(chance.randrange(1, 20)))]
    if what == 4:
        other, theirs = pairs[chance.randrange(len(pairs))]
        return [(name, theirs) if each == (name, value) else each for each in pairs] + [(other, value)]
    if what == 5 and chance.random() < 0.1:
        return []
    return [*pairs[:place], (name, a_value(chance)), *pairs[place + 1 :]]


def body_of(pairs: Spoiled) -> bytes:
    """The pairs as a browser encodes them, byte for byte."""
    return b"&".join(quote_from_bytes(name).encode() + b"=" + quote_from_bytes(value).encode() for name, value in pairs)
