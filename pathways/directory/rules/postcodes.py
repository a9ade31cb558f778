"""What a British postcode looks like, whole or its first half. Pure; nothing is looked up, so a form that exists may
still belong to no house. Form of Royal Mail's Programmers' Guide, areas from general knowledge (mark: recalled)."""

import re
from typing import Final

_AREAS: Final = re.compile(
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|"
    "G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|"
    "NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|"
    "WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_FIRST_HALF: Final = re.compile(r"([A-Z]{1,2})[0-9](?:[0-9]|[A-HJKMNP-Y])?")
_SECOND_HALF: Final = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")

TYPE_POSTCODE: Final = "This is not a postcode. Type one like LN2 5AB, or leave it blank"
TYPE_OUTCODE: Final = "This is not the first half of a postcode. Type it like LN2 or PE25"


def outcode_of(text: str) -> str | None:
    """The first half of a postcode in capitals, from a first half or a whole postcode; None where there is none."""
    packed = _packed(text)
    if _is_first_half(packed):
        return packed
    whole = postcode_of(packed)
    return whole.split()[0] if whole else None


def postcode_of(text: str) -> str | None:
    """A whole postcode as it is written on a letter, "LN2 5AB", however it was typed; None for any other form."""
    packed = _packed(text)
    first, second = packed[:-3], packed[-3:]
    return f"{first} {second}" if _is_first_half(first) and _SECOND_HALF.fullmatch(second) else None


def outcodes_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first halves of a list typed with commas or spaces, each once in order; and what has no such form."""
    found: dict[str, None] = {}
    wrong: list[str] = []
    for word in re.split(r"[,;\s]+", text.strip()):
        if word and (first := _packed(word)) and _is_first_half(first):
            found[first] = None
        elif word:
            wrong.append(word)
    return tuple(found), tuple(wrong)


def _is_first_half(packed: str) -> bool:
    found = _FIRST_HALF.fullmatch(packed)
    return found is not None and _AREAS.fullmatch(found.group(1)) is not None


def _packed(text: str) -> str:
    return "".join(text.split()).upper()
