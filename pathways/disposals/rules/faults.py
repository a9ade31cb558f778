"""What is wrong with a file of rules: where it stands and what to do about it."""

from dataclasses import dataclass
from string import ascii_uppercase


@dataclass(frozen=True)
class Line:
    """One line of the file: its number as an editor counts, and its cells without the spaces around them."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Fault:
    """One fault. `column` is empty where it is of the whole line; `at` is the character in the cell, from 1.

    `place` is the place of the column in the file, from 0: the letter a spreadsheet shows.
    """

    line: int
    column: str
    message: str
    at: int | None = None
    place: int | None = None

    def __str__(self) -> str:
        where = f"Line {self.line}"
        if self.column and self.place is not None and self.place < len(ascii_uppercase):
            where += f", column {ascii_uppercase[self.place]} ({self.column})"
        elif self.column:
            where += f", column {self.column}"
        if self.at is not None:
            where += f", character {self.at}"
        return f"{where}: {self.message}"


class NotABook(ValueError):
    """A file that is no book of rules, with every fault in the order of its lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
