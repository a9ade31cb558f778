"""What a source cites, as links to its public address, where the address follows from the citation.

An Act is at /ukpga/YEAR/CHAPTER on legislation.gov.uk, with /section/N, /schedule/N or /part/N; a statutory instrument
at /uksi/YEAR/NUMBER. `data/acts.csv` holds the chapter of each Act that a source names: no other address is made up,
and what is cited otherwise (guidance, a case, an Act of a reign) stays as words.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from pathways.tables import rows_of

HOST = "https://www.legislation.gov.uk"
_SECTION = r"(?:ss?\.? ?|sections? )(?P<{0}>\d+[A-Z]{{0,3}})(?:\([0-9A-Za-z]+\))*(?:-(?:\([0-9A-Za-z]+\))+)?"
_SCHEDULE = r"Sch (?P<schedule>\d+)(?: Part \d+)?(?: paras? \d+[A-Z]?(?:\([a-z]+\))*(?:-\d+)?)?"
_FIRST = rf"(?: (?:{_SECTION.format('section')}|{_SCHEDULE}|Part (?P<part>\d+))(?![\w]))?"
_FURTHER = re.compile(rf"(?P<between>, | and |, and )(?P<words>{_SECTION.format('section')})(?![\w])")
_INSTRUMENT = (
    r"(?<!\w)SI (?P<si_year>(?:19|20)\d\d)/(?P<si_number>\d+)(?!\d)(?: (?:art|reg) \d+[A-Z]?(?:\(\d+\))*| Sch\b)?"
)


@cache
def _acts() -> dict[str, str]:
    """By how a source names it, the address of each Act."""
    path = Path(__file__).parent / "data" / "acts.csv"
    addresses = {}
    for row in rows_of(path):
        address = f"{HOST}/ukpga/{row['year']}/{row['chapter']}"
        for name in filter(None, (row["name"], row["short"])):
            addresses[f"{name} {row['year']}"] = address
            addresses[f"{name} {row['year']}".replace("'", "’")] = address
    return addresses


@cache
def _citation() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_acts(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<act>{names})(?!\d){_FIRST}|{_INSTRUMENT}")


@lru_cache(maxsize=2048)
def cited(text: object) -> Markup:
    """The words of a source, each Act, section and instrument in them a link that opens in the same tab."""
    words, parts, place = str(text), [], 0
    while match := _citation().search(words, place):
        parts += [escape(words[place : match.start()]), _link(match[0], _address(match))]
        place = match.end()
        if match["section"]:
            base = _acts()[match["act"]]
            while further := _FURTHER.match(words, place):
                address = f"{base}/section/{further['section']}"
                parts += [escape(further["between"]), _link(further["words"], address)]
                place = further.end()
    return Markup("").join([*parts, escape(words[place:])])


def _address(match: re.Match[str]) -> str:
    if match["act"] is None:
        return f"{HOST}/uksi/{match['si_year']}/{match['si_number']}"
    places = ("section", "schedule", "part")
    return _acts()[match["act"]] + next((f"/{place}/{match[place]}" for place in places if match[place]), "")


def _link(words: str, address: str) -> Markup:
    return Markup('<a class="govuk-link" href="{}" rel="noreferrer">{}</a>').format(address, words)
