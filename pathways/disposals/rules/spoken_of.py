"""Reasons that are said not to rest on the test, and speak of it all the same.

What a test on arrest found may be used for the purposes of PACE 1984 s.63B(7) and for no other (verified); a decision
about a conditional caution is one of them, (aa). If the reasons do not rest on the test, the rationale has no business
with it: whoever reads it would learn the result. The list of words is a design choice. It is made to catch what
officers write, not to be clever, and it never decides: the officer changes the answer or the words, or says why they
may stand.
"""

import re
from collections.abc import Iterable

from pathways.refusals import Reason
from pathways.vocabulary import Mark

SOURCE = "PACE 1984 s.63B(7)(aa)"
FIELD = "words_stand_because"
LEAST = 20
"""Characters that the reason for letting the words stand needs (design choice)."""

_DRUG = (
    r"(?:class[ -]a|(?:crack[ -])?cocaine|crack|heroin|opiates?|opioids?|diamorphine|morphine|cannabis|amphetamines?|"
    r"controlled|drugs?)"
)
_FINDING = r"(?:results?|findings?|readings?|levels?|traces?|metabolites?)"
_WORDS = (
    r"(?:drugs?[ -])?(?:re-?)?test(?:s|ed|er|ing)?",
    r"(?:drugs?[ -])?screen(?:s|ed|ing)?",
    r"(?:urine|saliva|oral|fluid|blood|hair|drug)?[ -]?(?:samples?|sampled|swabs?|swabbed)",
    r"urine|saliva|oral fluid",
    r"(?:non[ -]?)?(?:positives?|positively)|negatives?|negatively",
    r"(?:toxicology|laboratory|lab)(?: reports?| results?)?",
    r"(?:dip[ -])?(?:DTOA|DT1|DT2|63B)",
    rf"(?:{_DRUG}(?: (?:and|or|/) )?)+[ -]?{_FINDING}",
    rf"{_FINDING} (?:for|of|was|were|showed?|came|is|are)",
    rf"(?:the|his|her|their) {_FINDING}",
    r"(?:detected|present|found) in (?:his|her|their|the) (?:body|mouth)",
    r"in (?:his|her|their) (?:system|bloodstream)",
    r"came (?:back|up) (?:clear|clean|dirty)",
)
_SPEAKS = re.compile(rf"(?<![\w-])(?:{'|'.join(_WORDS)})(?!\w)", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def as_one_line(text: str) -> str:
    """A text as its words are looked for: no line breaks, one kind of hyphen, nothing that cannot be seen."""
    return " ".join(_UNSEEN.sub("", text).replace("\u2010", "-").replace("\u2011", "-").split())


def words_of_a_test(text: str) -> tuple[str, ...]:
    """The words of a text that speak of a test or what it found, each once, as written. Line breaks count as spaces."""
    plain = as_one_line(text)
    found: dict[str, str] = {}
    for match in _SPEAKS.finditer(plain):
        words = match.group().strip(" -")
        found.setdefault(words.lower(), words)
    return tuple(found.values())


def speaks_of_the_test(texts: Iterable[str], *, cites_test: bool, words_stand_because: str = "") -> tuple[Reason, ...]:
    """Why reasons that are said not to rest on the test cannot go as they stand; empty when they may.

    They may where they do not speak of it, where they are said to rest on it (then the rules of the disposal decide),
    and where the officer has said why the words may stand. Whoever authorises reads that too.
    """
    if cites_test:
        return ()
    words = tuple(dict.fromkeys(word for text in texts for word in words_of_a_test(text)))
    typed = len(words_stand_because.strip())
    if not words or typed >= LEAST:
        return ()
    named = ", ".join(f"‘{word}’" for word in words)
    message = (
        f"You answered that your reasons do not rely on the drug test, but you wrote {named}. Answer Yes, or take the "
        f"words out, or say here in {LEAST} characters or more why they are not about the test"
    )
    return (Reason(f"{message}. You typed {typed}" if typed else message, FIELD, SOURCE, Mark.VERIFIED.value),)
