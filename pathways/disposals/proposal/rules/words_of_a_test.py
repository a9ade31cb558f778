"""Words about a custody drug test in the reasons for a disposal that do not, or may not, rest on one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Mark

# Words that may be about a test, in reasons that an officer says do not rely on it.
#
# What a test on arrest found may be used for the purposes of PACE 1984 s.63B(7) and for no other (verified); a
# decision about a conditional caution is one of them, (aa). If the reasons do not rely on the test, they may
# not mention it: anybody who reads them would learn the result. The list of words is a design choice. It is meant to
# catch what officers write, and it never decides: the officer changes the answer or the words, or says why they may
# stay.


SPOKEN_OF_SOURCE = "PACE 1984 s.63B(7)(aa)"
FIELD = "words_stand_because"
LEAST = 20
"""Characters that the reason for keeping the words needs (design choice)."""

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
    """A text ready for the search: without line breaks and invisible characters, with one kind of hyphen."""
    return " ".join(_UNSEEN.sub("", text).replace("\u2010", "-").replace("\u2011", "-").split())


def words_of_a_test(text: str) -> tuple[str, ...]:
    """The words of a text that may be about a test or its result, each once, as written. Line breaks are spaces."""
    plain = as_one_line(text)
    phrases: dict[str, str] = {}
    for match in _SPEAKS.finditer(plain):
        words = match.group().strip(" -")
        phrases.setdefault(words.lower(), words)
    return tuple(phrases.values())


def speaks_of_the_test(texts: Iterable[str], *, cites_test: bool, words_stand_because: str = "") -> tuple[Reason, ...]:
    """Why reasons that do not rely on the test cannot be sent like this; empty if they can.

    They can if they do not mention a test, if the officer says that they rely on it (then the rules of the disposal
    decide), or if the officer says why the words may stay. The authoriser reads that too.
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
    return (
        Reason(f"{message}. You typed {typed}" if typed else message, FIELD, SPOKEN_OF_SOURCE, Mark.VERIFIED.value),
    )


# Words that plainly name a custody test, in the reasons for a disposal that may not rely on one.
#
# What a test on arrest found may inform a conditional or a youth conditional caution and no other disposal (PACE 1984
# s.63B(7)(aa); verified). Plain words are always refused, because the authoriser would learn the result. About
# words that may mean another test the officer is asked (`words_of_a_test`). The list is dated data, a design choice.


MAY_REST_ON_A_RESULT = frozenset({Kind.CC, Kind.YCC})
RULE = "ANY-07"


def names_a_custody_test(text: str, on: date) -> tuple[str, ...]:
    """The words of a text that plainly name a custody test or its result, each once, as written."""
    harmless, plain = _patterns(on)
    if plain is None:
        return ()
    line = as_one_line(text)
    rest = harmless.sub(lambda match: "\x00" * len(match.group()), line) if harmless else line
    named: dict[str, str] = {}
    for match in plain.finditer(rest):
        named.setdefault(match.group().lower(), match.group())
    return tuple(named.values())


def custody_test_named(kind: Kind, texts: Mapping[str, str], on: date) -> tuple[Reason, ...]:
    """Why the texts of a disposal cannot be sent like this, each at its field; empty if a result may inform it."""
    if kind in MAY_REST_ON_A_RESULT:
        return ()
    return tuple(_reason(kind, field, words) for field, text in texts.items() if (words := _named(text, on)))


def _named(text: str, on: date) -> str:
    return ", ".join(f"‘{words}’" for words in names_a_custody_test(text, on))


def _reason(kind: Kind, field: str, words: str) -> Reason:
    message = (
        f"{RULE}: Take out {words}. A result of a custody drug test may inform a conditional caution or youth "
        f"conditional caution only, so it must not be in the reasons for a {kind.label.lower()}, whatever is "
        "answered below. If it is another test, say which: ‘the powder tested positive’, ‘a Covid test’"
    )
    return Reason(message, field, SPOKEN_OF_SOURCE, Mark.VERIFIED.value)


@lru_cache(maxsize=8)
def _patterns(on: date) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Two patterns for a day: phrases that are not about a custody test and are taken out first, and those that are."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(Path(__file__).parent.parent / "data" / "custody_test_words.csv"):
        if date.fromisoformat(row["effective_from"]) <= on and (
            not row["effective_to"] or on.isoformat() <= row["effective_to"]
        ):
            words[row["kind"]].append(row["words"])
    stands_for = {f"{{{kind}}}": _any_of(words[kind]) for kind in ("drug", "illness", "thing")}
    return _compiled(words["harmless"], stands_for), _compiled(words["phrase"], stands_for)


def _compiled(phrases: Iterable[str], stands_for: Mapping[str, str]) -> re.Pattern[str] | None:
    patterns = [_GAP.join(stands_for.get(word, re.escape(word)) for word in phrase.split()) for phrase in phrases]
    return (
        re.compile(rf"(?<![\w])(?:{'|'.join(sorted(patterns, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
        if patterns
        else None
    )


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(_GAP.join(map(re.escape, word.split())) for word in longest_first)})"


_GAP = r"[ -]+"
