"""A book of rules: read cell by cell, asked on a day, and compared with another."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import Final, TypeVar

from pathways.law.rules.disposal_book_checks import did_you_mean, faults_among, slips_in
from pathways.law.rules.disposal_language import BookLine, Expression, LineFault, NotABook, NotInTheLanguage, parse
from pathways.law.rules.disposal_terms import DATA, MARKS, Gate, Kind, Rule, RuleBasis, Verdict

# A file of rules, read cell by cell: every fault with its line, its column and what to do.
#
# The file is CSV in UTF-8. A policy unit writes it in a spreadsheet, so a column is named by its letter as well.


COLUMNS: Final = (
    "rule_id", "version", "valid_from", "valid_to", "replaces", "disposal", "kind", "gate", "fail_when", "verdict",
    "why_not_message", "opens_if", "source", "verif",
)  # fmt: skip
LARGEST: Final = 1_000_000
"""Bytes of a file: the shipped one has 25,000."""

_RULE_ID = re.compile(r"[A-Z][A-Z0-9]{0,9}-[0-9]{1,3}[a-z]?")
_VERSION = re.compile(r"[1-9][0-9]{0,3}")
_ROW = re.compile(rf"{_RULE_ID.pattern}@{_VERSION.pattern}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSEEN = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
_SAVE = "Save it from the spreadsheet as ‘CSV UTF-8 (comma delimited)’"
Answer = TypeVar("Answer")


def rows_of_book(content: bytes | str) -> tuple[Rule, ...]:
    """The rules of a file, in its order. Raises NotABook with every fault that was found."""
    header, lines, faults = _lines_of(text_of(content))
    read = [_BookRow(header, line) for line in lines]
    rules = [(row.line, row.rule()) for row in read]
    faults += [fault for row in read for fault in row.faults]
    if not lines and not faults:
        faults.append(LineFault(1, "", "The file has a header and no rule. Add one line for each rule"))
    if not faults:
        # Rows are compared with one another only once every row can be read.
        faults += faults_among([(line, rule) for line, rule in rules if rule is not None])
    if faults:
        raise NotABook(tuple(sorted(faults, key=lambda fault: (fault.line, fault.place or 0))))
    return tuple(rule for _, rule in rules if rule is not None)


def text_of(content: bytes | str) -> str:
    """The text of a file, without the mark a spreadsheet puts first. Raises NotABook if it is too long or not UTF-8."""
    if len(content) > LARGEST:
        raise NotABook(
            (LineFault(1, "", f"The file has more than {LARGEST:,} bytes. A file of rules is never that large"),)
        )
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line, start = content.count(b"\n", 0, cause.start) + 1, content.rfind(b"\n", 0, cause.start)
        message = f"The file is not UTF-8: its {cause.start - start}th byte of this line cannot be read. {_SAVE}"
        raise NotABook((LineFault(line, "", message),)) from cause


def _lines_of(text: str) -> tuple[list[str], list[BookLine], list[LineFault]]:
    """The header, every line that is not empty, and the faults of the file as a table. Raises NotABook.

    It raises only where a column is missing: without it no line can be read.
    """
    reader, lines, faults = csv.reader(io.StringIO(text, newline=""), strict=True), [], list[LineFault]()
    header: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            stripped = [cell.strip() for cell in cells]
            if not header:
                header = stripped
                faults += _faults_of_header(header)
            elif any(stripped):
                lines.append(BookLine(line, stripped))
    except csv.Error:
        message = "A quotation mark is not closed, or stands inside a cell. Write it twice inside a quoted cell"
        faults.append(LineFault(before + 1, "", message))
    if not header:
        faults.append(LineFault(1, "", f"The file is empty. Its first line names the columns: {', '.join(COLUMNS)}"))
    if faults and not (set(COLUMNS) <= set(header)):
        raise NotABook(tuple(faults))
    return header, lines, faults


def _faults_of_header(header: list[str]) -> Iterator[LineFault]:
    if len(header) == 1 and ";" in header[0]:
        yield LineFault(1, "", f"The columns are parted by semicolons. {_SAVE}")
        return
    for name in COLUMNS:
        if header.count(name) != 1:
            how = "is missing" if name not in header else "is there more than once"
            yield LineFault(1, name, f"The column ‘{name}’ {how}. The columns are {', '.join(COLUMNS)}")
    for place, name in enumerate(header):
        if name not in COLUMNS:
            words = f"No column is called ‘{name}’.{did_you_mean(name, set(COLUMNS))} Take it out or correct it"
            yield LineFault(1, name, words, place=place)


@dataclass
class _BookRow:
    """One line while it is read. Its faults are collected, not raised."""

    header: list[str]
    source: BookLine
    faults: list[LineFault] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.source.number

    def rule(self) -> Rule | None:
        """The rule of this line, or None where something is wrong with it."""
        if len(self.source.cells) != len(self.header):
            counted = f"This line has {len(self.source.cells)} cells and the header {len(self.header)}"
            self.faults.append(LineFault(self.line, "", f"{counted}. Put a text that holds a comma in double quotes"))
            return None
        disposals, expression = self._disposals(), self._expression()
        first, last = self._day("valid_from"), self._day("valid_to", may_be_empty=True)
        if first and last and last < first:
            self._say("valid_to", f"The last day {last} comes before the first, {first}. Correct one of them")
        rule_id = self._matched("rule_id", _RULE_ID, "letters, a hyphen and a number, as in CC-15")
        version = self._matched("version", _VERSION, "a whole number, 1 for the first row of a rule")
        replaces = self._matched("replaces", _ROW, "a rule and its version, as in CC-15@1") if self["replaces"] else ""
        basis = self._one_of("kind", {basis.value: basis for basis in RuleBasis})
        gate = self._one_of("gate", {gate.name.lower(): gate for gate in Gate})
        verdict = self._one_of(
            "verdict", {verdict.value: verdict for verdict in Verdict if verdict is not Verdict.AVAILABLE}
        )
        mark = self._one_of("verif", MARKS)
        message = self._text("why_not_message", "Write what the officer is told")
        opens_if = self._text("opens_if", "Write what would open it")
        source = self._text("source", "Name the law, the guidance or the policy")
        if self.faults or not (first and expression and basis and gate and verdict and mark):
            return None
        return Rule(
            id=rule_id,
            version=version,
            valid_from=first,
            valid_to=last,
            replaces=replaces,
            disposals=disposals,
            basis=basis,
            gate=gate,
            fails_when=expression,
            verdict=verdict,
            message=message,
            opens_if=opens_if,
            source=source,
            mark=mark,
        )

    def __getitem__(self, column: str) -> str:
        return self.source.cells[self.header.index(column)]

    def _say(self, column: str, message: str, at: int | None = None) -> None:
        self.faults.append(LineFault(self.line, column, message, at=at, place=self.header.index(column)))

    def _text(self, column: str, what: str) -> str:
        text = self[column]
        if not text:
            self._say(column, f"This cell is empty. {what}")
        elif unseen := _UNSEEN.search(text):
            self._say(column, "There is a character here that cannot be seen. Take it out", at=unseen.start() + 1)
        return text

    def _matched(self, column: str, pattern: re.Pattern[str], example: str) -> str:
        text = self[column]
        if not pattern.fullmatch(text):
            self._say(column, f"‘{text}’ cannot stand here. Write {example}" if text else f"Write {example}")
        return text

    def _one_of(self, column: str, known: Mapping[str, Answer]) -> Answer | None:
        text = self[column]
        if text not in known:
            what = f"‘{text}’ is not one of them.{did_you_mean(text, set(known))}" if text else "This cell is empty."
            self._say(column, f"{what} Write one of {', '.join(known)}")
        return known.get(text)

    def _disposals(self) -> frozenset[Kind]:
        known = {kind.value: kind for kind in Kind}
        if self["disposal"] == "ALL":
            return frozenset(Kind)
        parts = [part.strip() for part in self["disposal"].split("|")]
        for part in parts:
            if part not in known:
                what = f"No disposal is called ‘{part}’" if part else "A disposal is missing"
                self._say("disposal", f"{what}. Write ALL, or some of {', '.join(known)} parted by |")
        return frozenset(known[part] for part in parts if part in known)

    def _day(self, column: str, *, may_be_empty: bool = False) -> date | None:
        text = self[column]
        if not text and may_be_empty:
            return None
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            what = f"‘{text}’ is not a date" if text else "The day is missing"
            self._say(column, f"{what}. Write the year, the month and the day, as in 2027-04-01")
            return None

    def _expression(self) -> Expression | None:
        text = self["fail_when"]
        if not text:
            self._say("fail_when", "This cell is empty. Write when the rule fails, as in age_at_disposal < 18")
            return None
        try:
            expression = parse(text)
        except NotInTheLanguage as cause:
            self._say("fail_when", str(cause), at=cause.at)
            return None
        for slip in slips_in(expression):
            self._say("fail_when", slip.message, at=slip.at)
        return expression


# A book of rules: every row under one version, and which of them are asked on a day.
#
# The book that comes with the product is `data/disposal_rules.csv`: 81 rules of the county's data dictionary and its
# second reading, RSK-01 of this desk, and PND-07, which a trial of it asked for; what would open each is wording of
# this product, not law. Each row holds from the day of the newest guidance the first table was read from. A changed
# row needs a new `RULES_VERSION`, and the file before it moves to `data/earlier_disposal_rules/<version>.csv`; a row
# whose judgement or words changed has a new `version` too.


RULES_VERSION: Final = "2026-11-28.4"
_NAME: Final = re.compile(r"[A-Za-z0-9.+-]+")


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """Every rule, in the order of the file. Two books of one version have the same rules."""

    version: str
    rules: tuple[Rule, ...]
    _asked: dict[tuple[Kind | None, date | None], tuple[Rule, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def rules_on(self, day: date | None = None, kind: Kind | None = None) -> tuple[Rule, ...]:
        """The rules asked on a day, of one disposal or of all; without a day, those that have no last day."""
        rules = self._asked.get((kind, day))
        if rules is None:
            rules = tuple(_asked(self.rules, day, kind))
            self._asked[kind, day] = rules
        return rules


def _asked(rules: Iterable[Rule], day: date | None, kind: Kind | None) -> Iterable[Rule]:
    for rule in rules:
        holds = rule.valid_to is None if day is None else rule.holds_on(day)
        if holds and (kind is None or kind in rule.disposals):
            yield rule


def read_book(content: bytes | str, version: str) -> RuleBook:
    """The book that a file of rules makes. Raises NotABook with every fault of the file."""
    return RuleBook(version=version, rules=rows_of_book(content))


def shipped_text(version: str = RULES_VERSION) -> str:
    """The text of the book that comes with the product, or came with an earlier release. Raises LookupError."""
    path = (
        DATA / "disposal_rules.csv" if version == RULES_VERSION else DATA / "earlier_disposal_rules" / f"{version}.csv"
    )
    if not _NAME.fullmatch(version) or not path.is_file():
        raise LookupError(f"No book of rules is called {version}")
    return path.read_text(encoding="utf-8")


@cache
def shipped_book(version: str = RULES_VERSION) -> RuleBook:
    """The book that comes with the product, or came with an earlier release, read once. Raises LookupError."""
    return read_book(shipped_text(version), version)


def rules(book: RuleBook | None = None, on: date | None = None) -> tuple[Rule, ...]:
    """The rules of a book (the shipped one if none is given) asked on a day; without a day, those with no last one."""
    return (book or shipped_book()).rules_on(on)


def rules_for(kind: Kind, book: RuleBook | None = None, on: date | None = None) -> tuple[Rule, ...]:
    """The rules of a book (the shipped one if none is given) about one disposal; without a day, those without a last
    day."""
    return (book or shipped_book()).rules_on(on, kind)


# What is different between two books of rules, row by row, in words that a policy unit can check against its paper.


WORDS = {
    "valid_from": "the first day",
    "valid_to": "the last day",
    "replaces": "what it replaces",
    "disposals": "the disposals",
    "basis": "the kind",
    "gate": "the gate",
    "fails_when": "when it fails",
    "verdict": "the verdict",
    "message": "what the officer is told",
    "opens_if": "what would open it",
    "source": "the source",
    "mark": "the mark",
}
"""The parts of a row that can differ, as they are named to staff."""


def changes_between(before: RuleBook, after: RuleBook) -> tuple[str, ...]:
    """A sentence for each row that is new, gone or different, in the order of the later book; empty if none is."""
    return tuple(_changes({rule.row: rule for rule in before.rules}, {rule.row: rule for rule in after.rules}))


def _changes(before: dict[str, Rule], after: dict[str, Rule]) -> Iterator[str]:
    for row, rule in after.items():
        old = before.get(row)
        if old is None:
            instead = f" in place of {rule.replaces}" if rule.replaces else ""
            yield f"{row} is new, from {rule.valid_from}{instead}"
        elif other := [
            WORDS[each.name] for each in fields(Rule) if getattr(old, each.name) != getattr(rule, each.name)
        ]:
            yield f"{row} differs in {', '.join(other)}"
    for row in before:
        if row not in after:
            yield f"{row} is gone"
