"""The rows of the file: which codes stand in which cells, and which stay empty because nobody verified the number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pathways.ndtms.rules.episodes import EpisodeRow, Intervention, Top, outcode
from pathways.ndtms.rules.lists import Code, Lists, column, columns

ALONE = ("AGNCY", "CLIENTID", "CONSENT")
"""All that goes of somebody who did not agree (verified: `get_whitelist` of the exporter that could be read)."""


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A cell left empty because the number of its entry was never verified."""

    referral_id: int
    column: str
    entry: Code


def head() -> tuple[str, ...]:
    """The names of the columns, in order."""
    return tuple(one.name for one in columns())


def coded(lists: Lists, name: str, value: str) -> Code | None:
    """The entry of a stored value. None for a value that is not on the list of the column."""
    if column(name).codes == "ETHNIC":
        value = value.partition("-")[0]  # "not stated" is stored with its reason
    return lists.get(column(name).codes, {}).get(value)


def blanks(row: EpisodeRow, lists: Lists) -> Iterator[Blank]:
    """What stays empty in the file though it is recorded."""
    if not row.goes_in_full:
        return
    for name, value in _every_coded(row):
        entry = coded(lists, name, value)
        if entry is not None and not entry.is_verified:
            yield Blank(referral_id=row.referral_id, column=name, entry=entry)


def rows_of(row: EpisodeRow, lists: Lists) -> Iterator[tuple[str, ...]]:
    """The lines of one episode: one for each intervention, then one for each TOP; one where there is neither.

    What is true of the episode stands in each of them. Without consent it is one line of three cells.
    """
    names = head()
    if not row.goes_in_full:
        yield tuple(getattr(row, name) if name in ALONE else "" for name in names)
        return
    episode = _of_episode(row, lists)
    parts = [_of_intervention(one, lists) for one in row.interventions] + [_of_top(one, lists) for one in row.tops]
    for part in parts or [{}]:
        whole = episode | part
        yield tuple(whole.get(name, "") for name in names)


def file_rows(episodes: Iterable[EpisodeRow], lists: Lists) -> Iterator[tuple[str, ...]]:
    """Every line of the file in one order: by agency, client, referral date, episode. The same episodes give the same
    lines. Somebody without consent has one line an agency, however many episodes: how often is not told either.
    """
    told_of: set[tuple[str, str]] = set()
    for row in sorted(episodes, key=_order):
        if not row.goes_in_full:
            if (row.AGNCY, row.CLIENTID) in told_of:
                continue
            told_of.add((row.AGNCY, row.CLIENTID))
        yield from rows_of(row, lists)


def _order(row: EpisodeRow) -> tuple[str, str, str, date, int]:
    return row.AGNCY, row.CLIENTID.zfill(12), row.CONSENT, row.REFLD or date.min, row.referral_id


def _every_coded(row: EpisodeRow) -> Iterator[tuple[str, str]]:
    named = [(name, getattr(row, name)) for name in _CODED]
    named += row.drugs
    named += [("MODAL", one.MODAL) for one in row.interventions] + [
        ("MODEXIT", one.MODEXIT) for one in row.interventions
    ]
    named += [("TRSTAGE", one.TRSTAGE) for one in row.tops]
    named += [(name, str(score)) for one in row.tops for name, score in one.scores if column(name).codes]
    return ((name, value) for name, value in named if value)


_CODED = ("SEX", "ETHNIC", "ACCMNEED", "PRNTSTAT", "PREGNANT", "DUALDIAG", "EMPSTAT", "ROUTE", "INJSTAT", "RFLS",
          "DISRSN", "NALOXISS")  # fmt: skip
_PLAIN = ("FINITIAL", "SINITIAL", "AGNCY", "CLIENTID", "EPISODID", "CONSENT", "PREVTR")
_DATES = ("DOB", "REFLD", "TRIAGED", "CPLANDT", "DISD")
_NUMBERS = ("CHILDWTH", "DRUG1AGE")


def _of_episode(row: EpisodeRow, lists: Lists) -> dict[str, str]:
    cells = {name: _code(lists, name, getattr(row, name)) for name in _CODED}
    cells |= {name: getattr(row, name) for name in _PLAIN}
    cells |= {name: _day(getattr(row, name)) for name in _DATES}
    cells |= {name: _number(getattr(row, name)) for name in _NUMBERS}
    cells |= {name: _code(lists, name, substance) for name, substance in row.drugs}
    return cells | {"CLIENT": row.CLIENTID, "PC": outcode(row.PC)}


def _of_intervention(one: Intervention, lists: Lists) -> dict[str, str]:
    cells = {name: _day(getattr(one, name)) for name in ("REFMODDT", "FAOMODDT", "MODST", "MODEND")}
    cells |= {name: _code(lists, name, getattr(one, name)) for name in ("MODAL", "MODEXIT")}
    return cells | {"MODID": str(one.MODID)}


def _of_top(one: Top, lists: Lists) -> dict[str, str]:
    cells = {name: _code(lists, name, str(score)) if column(name).codes else str(score) for name, score in one.scores}
    return cells | {
        "TOPDATE": _day(one.TOPDATE),
        "TOPID": str(one.TOPID),
        "TRSTAGE": _code(lists, "TRSTAGE", one.TRSTAGE),
    }


def _code(lists: Lists, name: str, value: str) -> str:
    entry = coded(lists, name, value) if value else None
    return entry.code if entry is not None and entry.is_verified else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
