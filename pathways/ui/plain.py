"""The one door for typed text: what is cleaned, what is refused and in which words, what is safe to show again.

Real names pass unchanged (O'Brien, Nuñez, Nguyễn, one-word names, names in any script). What is refused is what nobody
types on purpose and what breaks a page, a paper or a reader: NUL and other control characters, lone surrogates,
characters that could not be decoded, and hidden characters that turn the direction of text.
"""

import re
import unicodedata

STAND_IN = "\ufffd"
"""Shown in place of a character that is refused, so that the person can see where it stood."""

# Hidden characters that word processors leave behind and that carry no meaning: soft hyphen, zero-width space,
# word joiner, byte order mark. They are dropped without a word.
_DROPPED = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
# Joiners that are part of real spelling (Persian, Hindi) stay.
_JOINERS = {"\u200c", "\u200d"}
# A surrogate sent as UTF-8 bytes is invalid; the request parser hands its bytes on percent-quoted.
_QUOTED_SURROGATE = re.compile(r"%ED%[AB][0-9A-F]%[89AB][0-9A-F]", re.IGNORECASE)
_DIRECTION = {chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def cleaned(text: str) -> str:
    """The text as it is kept: composed (NFC), line ends as one character, no stray hidden marks, no outer space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
    return unicodedata.normalize("NFC", text).strip()


def _is_refused(character: str, *, lines: bool) -> bool:
    if character in ("\n", "\t"):
        return not lines
    if character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in (
        STAND_IN,
        "\ufffe",
        "\uffff",
    )


def flaw(text: str, *, lines: bool = False) -> str:
    """Why this text cannot be kept, as the end of a sentence that starts with the field's name; "" if it can.

    `lines` allows line breaks and tabs, for text of more than one line.
    """
    if any(character in _DIRECTION for character in text):
        return f"has a hidden character that turns text round, shown as {STAND_IN}. Delete it and type the words again"
    if any(_is_refused(character, lines=lines) for character in text) or _QUOTED_SURROGATE.search(text):
        return f"has a character that cannot be kept, shown as {STAND_IN}. Delete it and type the words again"
    return ""


def fit_to_show(text: str) -> str:
    """The typed text with every refused character replaced by a visible stand-in: safe to encode, print and store."""
    text = _QUOTED_SURROGATE.sub(STAND_IN, text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(STAND_IN if _is_refused(c, lines=True) and ord(c) not in _DROPPED else c for c in text)
