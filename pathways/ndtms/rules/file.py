"""The file itself: the facts of an episode, the cells of its row, and whether a made file may be handed out again."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from pathways.directory.areas.rules import outcode_of
from pathways.engagement.case.rules import Span, end_with_case, way_of_ending
from pathways.exports import csv_lines
from pathways.ndtms.rules.lists import Code, Lists, column, columns
from pathways.vocabulary import Substance

# A treatment episode as the national file asks for it: frozen facts under the names of the file.
#
# Values are as Pathways stores them (`crack`, `no_fixed_abode`); a cell gets its code only when it is written. None or
# an empty text means "not recorded", which is nobody's answer.


SUBSTANCES_IN_FILE = 3
OPIATES = frozenset(substance.value for substance in Substance if substance.is_opiate)
TOP_DAYS = (
    "ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE", "IVDRGUSE", "SHOTHEFT", "DRGSELL",
    "PWORK", "EDUCAT",
)  # fmt: skip
TOP_SCALES = ("PSYHSTAT", "PHSTAT", "QUALLIFE")
TOP_YES_NO = ("SHARING", "OTHTHEFT", "ASSAULT", "ACUTHPBM", "HRISK")


@dataclass(frozen=True, kw_only=True, slots=True)
class FileIntervention:
    """One intervention. `MODAL` is the modality as Pathways stores it, `MODEXIT` how the intervention ended."""

    MODAL: str
    MODID: int
    MODST: date | None = None
    REFMODDT: date | None = None
    FAOMODDT: date | None = None
    MODEND: date | None = None
    MODEXIT: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Top:
    """One set of TOP scores by the names of the file; an item that the person declined is not in it."""

    TOPDATE: date
    TOPID: int
    TRSTAGE: str
    scores: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class EpisodeRow:
    """One episode at one service. `referral_id` leads to the case; `reference` is what staff call it.

    `consent_asked` tells a no from a question never asked, `consent_why` says how the answer stands, `may_be_asked`
    whether the person may be asked, `consent_until` when time alone may change that; `came_to_triage` says whether they
    came to the triage. `died_on` is the London date of death. `substances` are all that were named, main problem first.
    """

    referral_id: int
    reference: str
    person_id: int = 0
    CLIENTID: str = ""
    EPISODID: str = ""
    AGNCY: str = ""
    CONSENT: str = "N"
    consent_asked: bool = False
    consent_why: str = ""
    may_be_asked: bool = False
    consent_until: datetime | None = None
    FINITIAL: str = ""
    SINITIAL: str = ""
    DOB: date | None = None
    SEX: str = ""
    ETHNIC: str = ""
    REFLD: date | None = None
    PC: str = ""
    PREVTR: str = ""
    ACCMNEED: str = ""
    PRNTSTAT: str = ""
    CHILDWTH: int | None = None
    PREGNANT: str = ""
    DUALDIAG: str = ""
    EMPSTAT: str = ""
    substances: tuple[str, ...] = ()
    DRUG1AGE: int | None = None
    ROUTE: str = ""
    INJSTAT: str = ""
    RFLS: str = ""
    TRIAGED: date | None = None
    came_to_triage: bool = True
    CPLANDT: date | None = None
    DISD: date | None = None
    DISRSN: str = ""
    died_on: date | None = None
    NALOXISS: str = ""
    interventions: tuple[FileIntervention, ...] = ()
    tops: tuple[Top, ...] = ()

    @property
    def goes_in_full(self) -> bool:
        return self.CONSENT == "Y"

    @property
    def drugs(self) -> tuple[tuple[str, str], ...]:
        """DRUG1 to DRUG3 with their names, main problem first. Any others stay in Pathways."""
        return tuple((f"DRUG{place}", substance) for place, substance in enumerate(in_file(self.substances), start=1))


def in_file(substances: tuple[str, ...]) -> tuple[str, ...]:
    """The three substances that go, in their order. The one that decides the client group is always among them.

    Any opiate decides it, else alcohol with anything else: if that was named fourth or later, it goes as the third
    (treatment reference 1.4: the groups verified, their order recalled).
    """
    goes, stays = substances[:SUBSTANCES_IN_FILE], substances[SUBSTANCES_IN_FILE:]
    for group in (OPIATES, frozenset({Substance.ALCOHOL.value})):
        if group.intersection(goes):
            return goes
        decides = next((substance for substance in stays if substance in group), None)
        if decides is not None:
            return (*goes[:-1], decides)
    return goes


def ended_with(intervention: FileIntervention, ended_on: date | None, reason: str) -> FileIntervention:
    """An intervention once its episode has ended, for this reason: nothing goes on after a discharge."""
    if intervention.MODEND is not None or intervention.MODST is None or ended_on is None:
        return intervention
    day = end_with_case(Span(started_on=intervention.MODST), ended_on)
    return replace(intervention, MODEND=day, MODEXIT=way_of_ending(reason) or "")


def initial(name: str | None) -> str:
    """The first letter of a name in capitals; empty where it has none. The file never holds a name."""
    return next((each.upper()[0] for each in name or "" if each.isalpha()), "")


def outcode(postcode: str) -> str:
    """The first half of a postcode, in capitals; empty for what is none. NDTMS stores no more (recalled)."""
    return outcode_of(postcode) or ""


# The rows of the file: which codes are in which cells, and which cells stay empty because nobody verified the number.


ALONE = ("AGNCY", "CLIENTID", "CONSENT")
"""All that goes for somebody who did not agree (verified: `get_whitelist` of the exporter that could be read)."""


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A cell left empty because the number of its entry was never verified."""

    referral_id: int
    column: str
    entry: Code


@cache
def head() -> tuple[str, ...]:
    """The names of the columns, in order."""
    return tuple(column.name for column in columns())


def coded(lists: Lists, name: str, value: str) -> Code | None:
    """The entry of a stored value. None for a value that is not on the list of the column."""
    codes = column(name).codes
    if codes == "ETHNIC":
        value = value.partition("-")[0]  # "not stated" is stored with its reason
    return lists[codes].get(value) if codes in lists else None


def blanks(row: EpisodeRow, lists: Lists) -> Iterator[Blank]:
    """The cells that stay empty though the answer is recorded."""
    if not row.goes_in_full:
        return
    for name, value in _every_coded(row):
        entry = coded(lists, name, value)
        if entry is not None and not entry.is_verified:
            yield Blank(referral_id=row.referral_id, column=name, entry=entry)


def rows_of(row: EpisodeRow, lists: Lists) -> Iterator[tuple[str, ...]]:
    """The lines of one episode: one for each intervention, then one for each TOP; one where there is neither.

    Each repeats what is true of the episode. Without consent it is one line of three cells.
    """
    names = head()
    if not row.goes_in_full:
        yield tuple(getattr(row, name) if name in ALONE else "" for name in names)
        return
    episode = _of_episode(row, lists)
    parts = [_of_intervention(intervention, lists) for intervention in row.interventions] + [
        _of_top(top, lists) for top in row.tops
    ]
    for part in parts or [{}]:
        whole = episode | part
        yield tuple(whole.get(name, "") for name in names)


def file_rows(episodes: Iterable[EpisodeRow], lists: Lists) -> Iterator[tuple[str, ...]]:
    """Every line of the file, ordered by agency, client, referral date and episode, so that equal episodes give equal
    lines.

    Somebody without consent has one line for each agency, however many episodes: the number is not told either.
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
    named += [("MODAL", intervention.MODAL) for intervention in row.interventions] + [
        ("MODEXIT", intervention.MODEXIT) for intervention in row.interventions
    ]
    named += [("TRSTAGE", top.TRSTAGE) for top in row.tops]
    named += [(name, str(score)) for top in row.tops for name, score in top.scores if column(name).codes]
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


def _of_intervention(intervention: FileIntervention, lists: Lists) -> dict[str, str]:
    cells = {name: _day(getattr(intervention, name)) for name in ("REFMODDT", "FAOMODDT", "MODST", "MODEND")}
    cells |= {name: _code(lists, name, getattr(intervention, name)) for name in ("MODAL", "MODEXIT")}
    return cells | {"MODID": str(intervention.MODID)}


def _of_top(top: Top, lists: Lists) -> dict[str, str]:
    cells = {name: _code(lists, name, str(score)) if column(name).codes else str(score) for name, score in top.scores}
    return cells | {
        "TOPDATE": _day(top.TOPDATE),
        "TOPID": str(top.TOPID),
        "TRSTAGE": _code(lists, "TRSTAGE", top.TRSTAGE),
    }


def _code(lists: Lists, name: str, value: str) -> str:
    entry = coded(lists, name, value) if value else None
    return entry.code if entry is not None and entry.is_verified else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


# A file that was made, and whether it may be handed out again as it stands.


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """One line of the list of files."""

    id: int
    made_at: datetime
    made_by: str
    sha256: str
    rows: int
    held_back: int
    may_go: bool


@dataclass(frozen=True, kw_only=True)
class MayGo:
    """The referrals whose episodes may go in a file now: in full where the person agrees, and at all."""

    in_full: frozenset[int]
    at_all: frozenset[int]


def may_still_go(in_full: Collection[int], reduced: Collection[int], now: MayGo) -> bool:
    """Whether everybody whose facts are in the file still agrees, and every other case in it may still be read.

    Withdrawing stops all further sharing, copies of old files included (treatment-and-statistics 1.2.2).
    """
    return now.in_full.issuperset(in_full) and now.at_all.issuperset(reduced)


# Writing the file: the same episodes give the same bytes.


def file_lines(episodes: Iterable[EpisodeRow], lists: Lists) -> tuple[str, ...]:
    """The CSV line by line, head first: UTF-8, comma, CRLF, ISO dates, an empty cell for what is not there.

    A machine reads it, but a spreadsheet may. No cell holds free text, only codes, dates, numbers, one letter or our
    own identifiers, so none starts like a formula and the guard against formulas changes nothing.
    """
    return tuple(csv_lines(head(), file_rows(episodes, lists)))
