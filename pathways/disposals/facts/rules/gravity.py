"""The gravity score by a force's own table, and the leaflets that a force signed off."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pathways.disposals.facts.rules.case import OFFENCE_FACTS, OffenceFact
from pathways.law.rules.disposal_book_checks import did_you_mean
from pathways.law.rules.disposal_language import LineFault
from pathways.law.rules.disposal_terms import Kind
from pathways.tables import rows_of

# The gravity score of an offence: a base score by offence and drug, changed by factors, with the words of its band.
#
# There are no scores here: for a force without a table gravity is not known. The final score
# stays between the lowest and the highest band of the table. Source: two-tier gravity matrices are local (data
# dictionary of out-of-court disposals 1.3 and CR-07; uncertain).


COLUMNS: Final = ("row", "code", "drug_class", "score", "words")
KINDS: Final = ("offence", "factor", "band")
LONGEST: Final = 60_000
"""Characters of a table: one with a line for each offence and class has 4,000."""

_FACTOR = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SCORE = re.compile(r"[+-]?[0-9]{1,2}")
_CLASSES = ("", "A", "B", "C")


@dataclass(frozen=True)
class Factor:
    """What makes an offence graver (+) or less grave (-), with the words an officer chooses by."""

    code: str
    change: int
    words: str


@dataclass(frozen=True, kw_only=True)
class GravityTable:
    """A version of a force's table. `scores` are by (offence code, drug class); class "" is any class or none."""

    version: str
    scores: dict[tuple[str, str], int]
    factors: dict[str, Factor]
    bands: dict[int, str]

    def base_of(self, offence: OffenceFact) -> int | None:
        """The base score of an offence: by its drug's class, else for any class; None if it is not in the table."""
        by_class = self.scores.get((offence.code, offence.drug_class or ""))
        return by_class if by_class is not None else self.scores.get((offence.code, ""))


@dataclass(frozen=True, kw_only=True)
class Gravity:
    """A score by one version of a force's table: the base, the codes of the factors, and the final score.

    `words` are those of the band of the final score.
    """

    base: int
    factors: tuple[str, ...]
    final: int
    version: str
    words: str = ""

    @property
    def in_words(self) -> str:
        """The final score and how it came about, in words."""
        came_by = "from the offence alone"
        if self.factors:
            came_by = f"which is {self.base} for the offence and what is ticked"
        return f"Score {self.final} (“{self.words}”), {came_by}. Table {self.version}."


class NotATable(ValueError):
    """A text is not a gravity table. `faults` is every fault in the order of its lines."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def gravity(table: GravityTable | None, offence: OffenceFact, factors: Iterable[str] = ()) -> Gravity | None:
    """The gravity of one offence with the factors an officer chose; None if it is not known.

    It is not known without a table, or for an offence that is not in it. Raises KeyError for an unknown factor.
    """
    base = table.base_of(offence) if table else None
    if table is None or base is None:
        return None
    chosen = tuple(dict.fromkeys(factors))
    moved = base + sum(table.factors[code].change for code in chosen)
    final = max(min(table.bands), min(max(table.bands), moved))
    return Gravity(base=base, factors=chosen, final=final, words=table.bands[final], version=table.version)


def gravest(table: GravityTable | None, offences: Iterable[OffenceFact], factors: Iterable[str] = ()) -> Gravity | None:
    """The gravity of the gravest of several offences; None if it is not known for one of them."""
    chosen = tuple(factors)
    scores = [gravity(table, offence, chosen) for offence in offences]
    known = [score for score in scores if score is not None]
    return max(known, key=lambda score: score.final) if known and len(known) == len(scores) else None


@lru_cache(maxsize=32)
def read_gravity(text: str, version: str) -> GravityTable:
    """The table in a CSV text with commas or, from a spreadsheet, tabs. Raises NotATable."""
    lines, faults = _lines_of(text)
    rows = [_GravityRow(number, cells) for number, cells in lines]
    faults += [fault for row in rows for fault in row.faults()]
    if not faults:
        faults += _faults_among(rows)
    if faults:
        raise NotATable(tuple(sorted(faults, key=lambda fault: fault.line)))
    return GravityTable(
        version=version,
        scores={(row.code, row.drug_class): int(row.score) for row in rows if row.kind == "offence"},
        factors={row.code: Factor(row.code, int(row.score), row.words) for row in rows if row.kind == "factor"},
        bands={int(row.score): row.words for row in rows if row.kind == "band"},
    )


def _lines_of(text: str) -> tuple[list[tuple[int, list[str]]], list[LineFault]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",", strict=True)
    header: list[str] = []
    lines: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            stripped = [cell.strip() for cell in cells]
            if not header:
                header = [cell.lower() for cell in stripped]
            elif any(stripped):
                lines.append((line, stripped))
    except csv.Error:
        return [], [LineFault(before + 1, "", "A quotation mark is not closed. Write it twice inside a quoted cell")]
    if tuple(header) != COLUMNS:
        return [], [LineFault(1, "", f"The first line names the columns, in this order: {', '.join(COLUMNS)}")]
    counted = "This line has {} cells and the first line {}. Put a text that holds a comma in double quotes"
    faults = [
        LineFault(line, "", counted.format(len(cells), len(COLUMNS)))
        for line, cells in lines
        if len(cells) != len(COLUMNS)
    ]
    if not lines:
        faults.append(LineFault(1, "", "The table has no lines. Add one for each offence, factor and band"))
    return [] if faults else lines, faults


@dataclass
class _GravityRow:
    line: int
    cells: list[str]

    @property
    def kind(self) -> str:
        return self.cells[0]

    @property
    def code(self) -> str:
        return self.cells[1]

    @property
    def drug_class(self) -> str:
        return self.cells[2]

    @property
    def score(self) -> str:
        return self.cells[3]

    @property
    def words(self) -> str:
        return self.cells[4]

    def faults(self) -> Iterator[LineFault]:
        """What is wrong with this line by itself."""
        if self.kind not in KINDS:
            yield self._fault("row", f"‘{self.kind}’ is not one of them. Write one of {', '.join(KINDS)}")
            return
        if not _SCORE.fullmatch(self.score):
            yield self._fault("score", f"‘{self.score}’ is not a whole number. Write one, as 3 or +1")
        elif self.kind == "factor" and int(self.score) == 0:
            yield self._fault("score", "A factor of 0 changes nothing. Write by how much, as +1 or -1")
        if self.kind != "offence" and self.drug_class:
            yield self._fault("drug_class", "Only an offence has a class. Leave the cell empty")
        elif self.drug_class not in _CLASSES:
            yield self._fault("drug_class", f"‘{self.drug_class}’ is not a class. Write A, B or C, or leave it empty")
        yield from self._faults_of_code()
        if self.kind != "offence" and not self.words:
            yield self._fault("words", "This cell is empty. Write the words an officer reads")

    def _faults_of_code(self) -> Iterator[LineFault]:
        known = {row["code"] for row in rows_of(OFFENCE_FACTS)}
        if self.kind == "offence" and self.code not in known:
            yield self._fault("code", f"No offence has the code ‘{self.code}’.{did_you_mean(self.code, known)}")
        if self.kind == "factor" and not _FACTOR.fullmatch(self.code):
            yield self._fault("code", f"‘{self.code}’ cannot name a factor. Write small letters, as near_children")
        if self.kind == "band" and self.code:
            yield self._fault("code", "A band is named by its score. Leave the cell empty")

    def _fault(self, column: str, message: str) -> LineFault:
        return LineFault(self.line, column, message, place=COLUMNS.index(column))


def _faults_among(rows: list[_GravityRow]) -> Iterator[LineFault]:
    """What is wrong between lines: a line twice, no band, a gap between bands, a base outside them."""
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (row.kind, row.code, row.drug_class or (row.score if row.kind == "band" else ""))
        if key in seen:
            yield LineFault(row.line, "", f"This repeats what line {seen[key]} says. Take one of them out")
        seen.setdefault(key, row.line)
    bands = sorted({int(row.score) for row in rows if row.kind == "band"})
    if not bands:
        yield LineFault(1, "", "The table has no band. Add one for each score, from the lowest to the highest")
        return
    for missing in sorted(set(range(bands[0], bands[-1])) - set(bands)):
        yield LineFault(1, "", f"No band has the score {missing}. Add one, so that every score has its words")
    for row in rows:
        if row.kind == "offence" and not bands[0] <= int(row.score) <= bands[-1]:
            message = f"{row.score} is outside the bands, which go from {bands[0]} to {bands[-1]}"
            yield LineFault(row.line, "score", message, place=COLUMNS.index("score"))


# Leaflets: what each disposal means for the person, as a force signed it off.
#
# Such text changes often (disclosure, travel, immigration), so it is a versioned leaflet and not code (data dictionary
# of out-of-court disposals, open question 14). Until a force has signed one off, the papers use words of their own.


WITH_LEAFLETS = (Kind.CR, Kind.O22, Kind.CW, Kind.PND, Kind.SC, Kind.CC)
"""The disposals of adults that have a leaflet."""


@dataclass(frozen=True, kw_only=True)
class LeafletWords:
    """The signed-off leaflet on one disposal, in paragraphs, under one version."""

    kind: Kind
    version: str
    paragraphs: tuple[str, ...]
    source: str


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a leaflet: one for each line that is not blank."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
