"""What looks like an identifier, whoever it belongs to: found by its shape, because nobody recorded it.

A victim, a relative or an officer of another force is in no record here, and a crime number is kept by the force's own
system. Shapes are looked for in the text as typed: capitals tell names from words.
"""

import re

from pathways.scrutiny.rules.words import Hidden

_WORD = r"[A-Z\u00c0-\u00de][\w'\u2019\-]*"
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,2}}"
_ROAD = r"(?:street|road|avenue|lane|crescent|gardens|terrace|grove|mews|drive|close)"
_ROAD_IN_CAPITALS = r"(?:Street|Road|Avenue|Lane|Crescent|Gardens|Terrace|Grove|Mews|Drive|Close)"
_ROAD_OR_HOUSE = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Crescent|Cres|Gardens|Gdns|Terrace|Grove|Mews|Drive|Dr|Close|Cl|Court|Ct|"
    r"Way|Place|Pl|Hill|Walk|Row|Square|Sq|Park|Rise|View|House|Lodge|Gate|Green|Parade|Bank|Buildings|Wharf|Yard)"
)
_NO_STREET_NAME = r"(?!(?:in|on|the|at|of|and|to|from|by|a|an|was|were|with|into|down|off)\b)"
_RANKS = (
    r"(?:P\.?C|P\.?S|D\.?C|D\.?S|D\.?I|D\.?C\.?I|[DTA]/?P?[Ss]gt|PCSO|WPC|DDO|[Ii]nsp(?:ector)?|INSPECTOR|[Ss]gt|SGT|"
    r"[Ss]ergeant|SERGEANT|[Cc]onstable|CONSTABLE|[Ss]uperintendent|[Ss]upt|[Oo]fficer|[Dd]etective)"
)
_DAY = r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
_REFERRED_TO = r"(?:crime|occurrence|incident|custody|case|collar|shoulder|urn|nhs|pnc|reference|ref)"

SHAPES: tuple[tuple[Hidden, re.Pattern[str]], ...] = (
    (Hidden.EMAIL, re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+")),
    (Hidden.PHONE, re.compile(r"(?<!\d)(?:\+\s?44|0044|\(?0)[\s()\-.]*\d(?:[\s()\-.]*\d){7,9}(?!\d)")),
    (Hidden.ADDRESS, re.compile(r"(?<![A-Za-z\d])[A-Za-z]{1,2}\d[A-Za-z\d]?\s{0,2}\d[A-Za-z]{2}(?![A-Za-z\d])")),
    (Hidden.ADDRESS, re.compile(r"\b(?:flat|apartment|apt|bedsit)\s+(?:no\.?\s*)?\d{1,4}[a-z]?\b", re.IGNORECASE)),
    (
        Hidden.ADDRESS,
        re.compile(
            rf"\b\d{{1,4}}[a-z]?,?\s+(?:{_NO_STREET_NAME}[A-Za-z][\w'\u2019\-]*\s+){{1,3}}?{_ROAD}\b", re.IGNORECASE
        ),
    ),
    (Hidden.ADDRESS, re.compile(rf"\b\d{{1,4}}[A-Za-z]?,?\s+(?:{_WORD}\s+){{1,3}}?{_ROAD_OR_HOUSE}\b\.?")),
    (Hidden.ADDRESS, re.compile(rf"\b(?:{_WORD}\s+){{1,3}}?{_ROAD_IN_CAPITALS}\b")),
    (Hidden.OFFICER, re.compile(rf"\b{_RANKS}\.?\s+(?:no\.?\s*)?\d{{2,6}}\b(?:\s+{_NAME})?")),
    (Hidden.OFFICER, re.compile(rf"\b{_RANKS}\.?\s+{_NAME}")),
    (Hidden.NAME, re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lady|MR|MRS|MISS)\.?\s+{_NAME}")),
    (Hidden.NUMBER, re.compile(r"\b\d{2}(?:\d{2})?/\d{1,7}[A-Za-z]\b")),
    (
        Hidden.NUMBER,
        re.compile(
            rf"(?<![\w/.\-])(?!{_DAY}(?![\w/\-]))(?=(?:[^\s\d]*\d){{5}})[A-Za-z\d]+(?:(?:[/*.\-_]|\s[/*\-]\s)[A-Za-z\d]+)*"
        ),
    ),
    (
        Hidden.NUMBER,
        re.compile(
            rf"\b{_REFERRED_TO}\s*(?:record\s*)?(?:number|no|ref|id|reference)?\s*[.:#]?\s*([A-Za-z]{{0,6}}[/\-]?\d[\w/\-]{{2,}})",
            re.IGNORECASE,
        ),
    ),
)
"""Each shape with what it is. A group, where there is one, is what is hidden; else the whole match."""
