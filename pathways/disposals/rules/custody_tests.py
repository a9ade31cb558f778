"""Words that plainly name a test of custody, in the reasons of a disposal that may not rest on one.

What a test on arrest found may inform a conditional or a youth conditional caution and no other disposal (PACE 1984
s.63B(7)(aa); verified). Where the words are plain, no answer lets them stand: whoever authorises would learn the
result. Words that may mean another test are asked about (`spoken_of`). The list is dated data and a design choice.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from pathways.disposals.rules.spoken_of import SOURCE, as_one_line
from pathways.disposals.rules.table import Kind
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Mark

MAY_REST_ON_A_RESULT = frozenset({Kind.CC, Kind.YCC})
RULE = "ANY-07"


def names_a_custody_test(text: str, on: date) -> tuple[str, ...]:
    """The words of a text that plainly name a test of custody or its result, each once, as written."""
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
    """Why the texts of a disposal cannot go as they stand, each at its field; none where a result may inform it."""
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
    return Reason(message, field, SOURCE, Mark.VERIFIED.value)


@lru_cache(maxsize=8)
def _patterns(on: date) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What is read first and is no test of custody, and what plainly is one, as the list stands on a day."""
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
