"""A row is an entry or it is told why not: by its cells, by the desk's own rules, and by the rows before it."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from pathways.exports import csv_lines
from pathways.imports.rules.columns import Kind, template
from pathways.imports.rules.entries import Entry, entries_of
from pathways.imports.rules.faults import Fault, FaultKind
from pathways.imports.rules.header import names_of
from pathways.imports.rules.records import Basis
from pathways.imports.rules.text import Encoding, lines_of, rows_of
from pathways.people.rules import Presence, ReleaseType

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
BASIS = Basis(today=NOW.date(), now=NOW, suites={"Lincoln": 4, "Boston": 5})
PERSON = dict(zip(*template(Kind.PEOPLE), strict=True)) | {"person_key": "A1"}
DETENTION = dict(zip(*template(Kind.DETENTIONS), strict=True)) | {"detention_key": "D1"}


def read(kind: Kind, *rows: dict[str, str]) -> list[Entry | Fault]:
    content = "".join(csv_lines(list(rows[0]), [list(each.values()) for each in rows])).encode()
    seen: dict[str, int] = {}

    def seen_before(key: str, row: int) -> int | None:
        first = seen.setdefault(key, row)
        return None if first == row else first

    read_from = entries_of(
        kind, rows_of(lines_of(BytesIO(content), Encoding.UTF_8), names_of(kind)), BASIS, seen_before
    )
    return [each for each in read_from if isinstance(each, Entry | Fault)]


def entry(kind: Kind, row: dict[str, str]) -> Entry:
    (only,) = read(kind, row)
    assert isinstance(only, Entry), only.words
    return only


def fault(kind: Kind, row: dict[str, str]) -> Fault:
    (only,) = read(kind, row)
    assert isinstance(only, Fault)
    return only


def test_a_person_is_read_as_the_form_would_take_them():
    facts = entry(Kind.PEOPLE, PERSON | {"sex": "M", "given_names": ""}).facts
    assert (facts.surname, facts.given_names, facts.date_of_birth) == ("Rawcliffe", None, date(1991, 6, 9))


def test_a_detention_is_read_with_the_suite_of_the_force_whatever_its_capitals():
    detention = entry(Kind.DETENTIONS, DETENTION | {"suite": "BOSTON", "needs_interpreter": ""})
    assert (detention.key, detention.names, detention.facts.suite_id) == ("D1", {"person_key": "ARC-0417"}, 5)
    assert (detention.facts.presence, detention.facts.release_type) == (Presence.ARRESTED, ReleaseType.ON_BAIL)
    assert detention.facts.needs_interpreter is False


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"arrived_at": "2019-03-02 21:30"}, "arrived_at"),
        ({"released_at": "2019-03-01 09:05"}, "released_at"),
        ({"released_at": "2099-03-03 09:05"}, "released_at"),
        ({"first_arrested_at": "2019-02-01 10:00"}, "first_arrested_at"),
        ({"presence": "bail_return"}, "first_arrested_at"),
        ({"needs_interpreter": "yes"}, "interpreter_language"),
        ({"custody_officer_seen_at": "2019-03-02 20:00"}, "custody_officer_seen_at"),
    ],
)
def test_the_times_of_a_detention_are_told_by_the_rules_of_the_custody_desk(changed, column):
    wrong = fault(Kind.DETENTIONS, DETENTION | changed)
    assert (wrong.kind, wrong.row, wrong.column) == (FaultKind.RULE, 2, column)


def test_another_suite_is_told_with_those_that_the_force_has():
    wrong = fault(Kind.DETENTIONS, DETENTION | {"suite": "Linclon"})
    assert (wrong.kind, wrong.column, wrong.value) == (FaultKind.UNKNOWN_SUITE, "suite", "Linclon")
    assert wrong.right == "Did you mean Lincoln? It has Boston, Lincoln"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_example_of_the_template_is_never_somebody(kind):
    assert fault(kind, dict(zip(*template(kind), strict=True))).kind is FaultKind.EXAMPLE


def test_each_fault_of_a_row_is_told():
    faults = read(Kind.PEOPLE, PERSON | {"surname": "", "sex": "X", "date_of_birth": "30/02/1990"})
    assert [each.column for each in faults] == ["surname", "date_of_birth", "sex"]


def test_a_key_belongs_to_the_first_row_that_has_it_even_where_that_row_is_wrong():
    first, second = read(Kind.PEOPLE, PERSON | {"sex": "X"}, PERSON)
    assert (first.kind, second.kind, second.row) == (FaultKind.CODE, FaultKind.KEY_TWICE, 3)
    assert "Row 2" in second.wrong


def test_a_row_ends_where_its_last_cells_may_be_blank_and_is_cut_off_where_they_may_not():
    assert isinstance(read(Kind.PEOPLE, PERSON)[0], Entry)
    header, cells = list(PERSON), list(PERSON.values())
    for number, is_whole in ((8, True), (7, True), (6, False), (2, False)):
        content = ",".join(header) + "\n" + ",".join(cells[:number]).replace("Dean Michael", "Dean") + "\n"
        rows = rows_of(lines_of(BytesIO(content.encode()), Encoding.UTF_8), names_of(Kind.PEOPLE))
        last = list(entries_of(Kind.PEOPLE, rows, BASIS, lambda key, row: None))[-1]
        assert isinstance(last, Entry) if is_whole else last.kind is FaultKind.CELLS


def test_a_file_with_a_missing_column_is_read_for_all_its_other_faults():
    cells = {name: value for name, value in PERSON.items() if name != "sex"} | {"date_of_birth": "x"}
    assert [each.kind for each in read(Kind.PEOPLE, cells)] == [FaultKind.COLUMN_MISSING, FaultKind.NOT_A_DATE]


def test_a_header_without_a_row_is_told():
    rows = rows_of(lines_of(BytesIO(",".join(PERSON).encode()), Encoding.UTF_8), names_of(Kind.PEOPLE))
    assert [
        each.kind for each in entries_of(Kind.PEOPLE, rows, BASIS, lambda key, row: None) if isinstance(each, Fault)
    ] == [FaultKind.FILE]


def test_the_same_row_written_in_another_way_has_the_same_fingerprint_and_a_changed_one_has_not():
    fingerprint = entry(Kind.PEOPLE, PERSON).fingerprint
    other = dict(reversed((PERSON | {"date_of_birth": "9 June 1991", "sex": "M", "surname": " Rawcliffe "}).items()))
    assert entry(Kind.PEOPLE, other).fingerprint == fingerprint
    assert entry(Kind.PEOPLE, PERSON | {"given_names": "Dean"}).fingerprint != fingerprint


def test_nothing_where_no_is_meant_is_the_same_as_no():
    blank, no = (entry(Kind.DETENTIONS, DETENTION | {"needs_interpreter": each}) for each in ("", "no"))
    assert blank.fingerprint == no.fingerprint
    adult = entry(Kind.DETENTIONS, DETENTION | {"needs_appropriate_adult": "yes"})
    assert adult.fingerprint != no.fingerprint


def test_what_is_said_of_a_fault_shows_no_line_break_and_no_page_of_text():
    fault_of_a_long_value = Fault(
        kind=FaultKind.LINE_BREAK, row=7, column="surname", value="Raw\ncliffe" + "x" * 90, wrong="A", right="B."
    )
    assert fault_of_a_long_value.words == f"row 7, surname “Raw␣cliffe{'x' * 50}…”: A. B."
