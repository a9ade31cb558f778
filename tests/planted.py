"""Files of made-up people with errors planted in them, and where each is: what a check must find, and nothing besides."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from random import Random

from pathways.imports.rules.columns import Kind, columns_of
from pathways.imports.rules.faults import FaultKind

HEADER = [each.column for each in columns_of(Kind.PEOPLE)]
SURNAMES = ("Rawcliffe", "Holtby", "O'Brien", "Nuñez", "da Silva", "Petrauskas", "Nguyễn", "Smith-Jones", "Łukasz")
GIVEN = ("Dean", "Kelly Ann", "Agnieszka", "Anil", "", "Jo-Ann")
Row = dict[str, str]
Where = tuple[int, str, FaultKind]
"""Row, column, kind."""


def plain(random: Random, number: int) -> Row:
    """A row without a fault, written in one of the ways that are right."""
    year, month, day = random.randint(1940, 2006), random.randint(1, 12), random.randint(1, 28)
    born = random.choice((f"{year}-{month:02d}-{day:02d}", f"{day:02d}/{month:02d}/{year}", f"{day}.{month}.{year}"))
    return {
        "person_key": f"ARC-{number:07d}",
        "surname": random.choice(SURNAMES),
        "given_names": random.choice(GIVEN),
        "date_of_birth": born,
        "age_evidence": random.choice(("documented", "Police_Record", "They said so", "estimated")),
        "clear_age_evidence": random.choice(("", "Passport, seen by PS 41; photocopied")),
        "sex": random.choice(("male", "F", "Not known")),
        "ethnicity": random.choice(("", "W1", "b2", "White: Irish")),
        "pnc_id": random.choice(("", f"{random.randint(0, 99):02d}/{random.randint(1, 999999)}K")),
    }


def puts(column: str, kind: FaultKind, *values: str) -> tuple[str, FaultKind, Callable[[Random], str]]:
    return column, kind, lambda random: random.choice(values)


IN_A_CELL = {
    "nothing in a cell that must have something": puts("surname", FaultKind.BLANK, "", "   "),
    "no key": puts("person_key", FaultKind.BLANK, ""),
    "a name of a whole page": puts("surname", FaultKind.LENGTH, "A" * 101, "Bo " * 60),
    "a formula": puts("given_names", FaultKind.FORMULA, "=A2&B2", "=cmd|'/C calc'!A0", "@SUM(1)", "+1", "-2+3"),
    "a formula behind an apostrophe": puts("surname", FaultKind.FORMULA, "'=A1"),
    "an error of a spreadsheet": puts("date_of_birth", FaultKind.SPREADSHEET_ERROR, "#N/A", "#REF!", "##########"),
    "a rounded key": puts("person_key", FaultKind.ROUNDED, "1.23457E+11", "2E+14"),
    "a line break": puts("clear_age_evidence", FaultKind.LINE_BREAK, "Passport\nseen", "Passport\r\n\r\nseen, twice"),
    "a character that is none": puts("surname", FaultKind.CHARACTER, "Raw\x07cliffe", "Nu\ufffdez"),
    "letters read in the wrong way": puts("surname", FaultKind.CHARACTER, "NuÃ±ez", "NguyÃªn"),
    "words for a date": puts("date_of_birth", FaultKind.NOT_A_DATE, "unknown", "about 40", "1991", "6-1991"),
    "30 February": puts("date_of_birth", FaultKind.NO_SUCH_DAY, "30/02/1990", "1991-02-29", "31.04.1985", "0/1/1990"),
    "the month first": puts("date_of_birth", FaultKind.MONTH_FIRST, "03/25/1990", "12/31/1999"),
    "a year in two figures": puts("date_of_birth", FaultKind.SHORT_YEAR, "09/06/91", "9-Jun-91"),
    "a number of days": puts("date_of_birth", FaultKind.DAY_NUMBER, "33398", "33398.5"),
    "somebody not born yet": puts("date_of_birth", FaultKind.RULE, "2109-06-09"),
    "somebody of 150": puts("date_of_birth", FaultKind.RULE, "09/06/1870"),
    "a word that is not in the list": puts("sex", FaultKind.CODE, "Mail", "X", "männlich"),
    "a code of another list": puts("ethnicity", FaultKind.CODE, "W7", "White", "01"),
    "another word for the evidence": puts("age_evidence", FaultKind.CODE, "passport", "PNC"),
    "a custody number for a PNC ID": puts("pnc_id", FaultKind.NUMBER, "LN/4471/19", "---", "12345"),
    "a name without letters": puts("surname", FaultKind.NAME, "..", "?", "(  )"),
    "markup": puts("surname", FaultKind.NAME, "<b>Rawcliffe</b>", "a > b"),
}
IN_A_ROW = {
    "the header again": FaultKind.HEADER_AGAIN,
    "the key of an earlier row": FaultKind.KEY_TWICE,
    "a separator too many": FaultKind.CELLS,
    "a row cut off": FaultKind.CELLS,
    "a quotation mark that does not close": FaultKind.QUOTES,
    "a quotation mark in the middle": FaultKind.QUOTES,
}


def planted(random: Random, rows: int, errors: int, *, separator: str = ",") -> tuple[Iterator[str], set[Where]]:
    """The lines of a file, and where the errors are. The set is whole once the lines were read."""
    where: set[Where] = set()
    at = set(random.sample(range(12, rows), errors))
    return _lines(random, rows, at, where, separator), where


def _lines(random: Random, rows: int, at: set[int], where: set[Where], separator: str) -> Iterator[str]:
    names = [*IN_A_CELL, *IN_A_ROW]
    good = plain(random, 0)["person_key"]
    yield _line(HEADER, separator)
    for number in range(rows):
        row, place = plain(random, number), number + 2
        name = names[random.randrange(len(names))] if number in at else ""
        if name in IN_A_CELL:
            column, kind, value = IN_A_CELL[name]
            row[column] = value(random)
            where.add((place, column, kind))
            yield _line([row[each] for each in HEADER], separator)
        elif name:
            where.add((place, "person_key" if name == "the key of an earlier row" else "", IN_A_ROW[name]))
            yield _spoilt(name, row, good, separator)
        else:
            good = row["person_key"]
            yield _line([row[each] for each in HEADER], separator)


def _spoilt(name: str, row: Row, good: str, separator: str) -> str:
    cells = [row[each] for each in HEADER]
    match name:
        case "the header again":
            return _line([each.replace("_", " ").upper() for each in HEADER], separator)
        case "the key of an earlier row":
            return _line([good, *cells[1:]], separator)
        case "a separator too many":
            return _line([cells[0], "Mc", *cells[1:-1], "99/1K"], separator)
        case "a row cut off":
            return _line(cells[:3], separator)
        case "a quotation mark that does not close":
            return '"' + _line([each.replace('"', "") for each in cells if separator not in each], separator)
        case _:
            return f'{cells[0]}{separator}"Raw"cliffe{separator}Dean\r\n'


def _line(cells: list[str], separator: str) -> str:
    made = StringIO(newline="")
    csv.writer(made, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return made.getvalue()
