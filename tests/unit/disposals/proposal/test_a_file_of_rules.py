"""A file of rules is read whole or refused whole, with every fault, where it stands and what to do."""

import hashlib
from datetime import date

import pytest

from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law.rules.disposal_book import (
    COLUMNS,
    LARGEST,
    RULES_VERSION,
    changes_between,
    read_book,
    rules_for,
    shipped_book,
    shipped_text,
)
from pathways.law.rules.disposal_terms import Kind
from tests.unit.disposals.rules_file import ROW, a_file, fault_of, faults_of

SHIPPED = ("2026-11-28.4", "2b0b91411255d58ed394617b7591d9ab5a3ace03c57be5cdd3eba20bf1b2789b")
NEW_YEAR, EVE = date(2027, 1, 1), date(2026, 12, 31)


def test_the_shipped_file_is_a_book_of_83_rules_and_its_version() -> None:
    book = shipped_book()
    assert (book.version, len(book.rules)) == (RULES_VERSION, 83)
    assert read_book(shipped_text(), RULES_VERSION) == book
    assert {rule.version for rule in book.rules} == {"1", "2", "3"}
    assert not any(rule.replaces for rule in book.rules)


def test_a_changed_row_of_the_shipped_file_has_a_new_version() -> None:
    digest = hashlib.sha256(shipped_text().encode()).hexdigest()
    assert (RULES_VERSION, digest) == SHIPPED, "the file changed: name a new RULES_VERSION, and both here"


def test_a_file_saved_by_a_spreadsheet_with_its_mark_and_line_ends_is_the_same_book() -> None:
    saved = "\ufeff" + shipped_text().replace("\n", "\r\n") + "," * (len(COLUMNS) - 1) + "\r\n\r\n"
    assert read_book(saved.encode(), RULES_VERSION) == shipped_book()


def test_a_rule_is_asked_from_its_first_day_to_its_last_and_its_successor_from_the_next() -> None:
    book = read_book(
        a_file(
            {"valid_from": "2026-01-01", "valid_to": "2026-12-31"},
            {"version": "2", "replaces": "LP-01@1", "fail_when": "age_at_disposal < 21"},
        ),
        "test",
    )
    asked = {day: [rule.row for rule in rules_for(Kind.CR, book, day)] for day in (EVE, NEW_YEAR, None)}
    assert asked == {EVE: ["LP-01@1"], NEW_YEAR: ["LP-01@2"], None: ["LP-01@2"]}
    assert rules_for(Kind.CR, book, date(2025, 12, 31)) == ()
    twenty = {"age_at_disposal": 20}
    assert not opinion(Kind.CR, twenty, book=book, on=EVE).reasons
    assert [reason.version for reason in opinion(Kind.CR, twenty, book=book, on=NEW_YEAR).reasons] == ["2"]


@pytest.mark.parametrize(
    ("expression", "at", "says"),
    [
        ("age_at_disposl < 18", 1, "No fact or switch is called ‘age_at_disposl’. Did you mean ‘age_at_disposal’?"),
        ("consent == False or cfg_new_one", 21, "No fact or switch is called ‘cfg_new_one’."),
        ("(hate_crime and\n wording)", 18, "No fact or switch is called ‘wording’."),
        ("age_at_disposal", 1, "‘age_at_disposal’ is a number, where yes or no is needed"),
        ("not admission", 5, "‘admission’ is a word, where yes or no is needed"),
        ("'yes'", 1, "This is a word, where yes or no is needed"),
        ("admission == 'full_admision'", 14, "‘admission’ is never ‘full_admision’. Did you mean ‘full_admission’?"),
        ("drug_family in ['khat', 'mamba']", 25, "‘drug_family’ is never ‘mamba’."),
        ("age_at_disposal == '18'", 1, "A number is compared with a word"),
        ("hate_crime < 1", 1, "Only numbers can be more or less"),
        ("age_at_disposal in cfg_pnd_families", 1, "‘in’ needs a word before it and a list after it"),
        ("drug_family in []", 16, "A list holds one or more words in quotes"),
    ],
)
def test_an_expression_that_could_never_answer_rightly_is_refused_at_its_character(
    expression: str, at: int, says: str
) -> None:
    fault = fault_of(a_file({"fail_when": expression}))
    assert (fault.line, fault.column, fault.at) == (2, "fail_when", at)
    assert fault.message.startswith(says)


@pytest.mark.parametrize(
    ("expression", "at", "says"),
    [
        ("age_at_disposal + 1 < 18", 1, "Arithmetic is not allowed"),
        ("hate_crime or __import__('os').system('true')", 15, "A call with round brackets is not allowed"),
        ("hate_crime and age_at_disposal <", 32, "This cannot be read"),
        ("1 < age_at_disposal < 3", 1, "Two comparisons in one, or ‘is’ is not allowed"),
        ("drug_family in ('khat', 'other')", 16, "A list in round brackets is not allowed"),
        ("hate_crime or " * 80 + "hate_crime", 1000, "An expression has at most 1000 characters"),
        ("not " * 240 + "hate_crime or (", 975, "This cannot be read"),
        ("", None, "This cell is empty"),
    ],
)
def test_an_expression_beyond_the_language_is_refused_at_its_character(
    expression: str, at: int | None, says: str
) -> None:
    fault = fault_of(a_file({"fail_when": expression}))
    assert (fault.line, fault.column, fault.at) == (2, "fail_when", at)
    assert fault.message.startswith(says)


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("verdict", "", "This cell is empty. Write one of NEEDS_AUTHORITY, NEEDS_INFO, NOT_AVAILABLE"),
        ("verdict", "NOT_AVAILABEL", "‘NOT_AVAILABEL’ is not one of them. Did you mean ‘NOT_AVAILABLE’?"),
        ("verdict", "AVAILABLE", "‘AVAILABLE’ is not one of them."),
        ("gate", "proposed", "‘proposed’ is not one of them. Did you mean ‘propose’?"),
        ("gate", "", "This cell is empty."),
        ("kind", "LAW", "‘LAW’ is not one of them."),
        ("disposal", "CR|XX", "No disposal is called ‘XX’. Write ALL, or some of CR, CC"),
        ("disposal", "", "A disposal is missing."),
        ("verif", "X", "‘X’ is not one of them."),
        ("valid_from", "01/04/2027", "‘01/04/2027’ is not a date. Write the year, the month and the day"),
        ("valid_from", "2027-02-30", "‘2027-02-30’ is not a date."),
        ("valid_from", "", "The day is missing."),
        ("valid_to", "20280101", "‘20280101’ is not a date."),
        ("rule_id", "fifteen", "‘fifteen’ cannot stand here. Write letters, a hyphen and a number"),
        ("rule_id", "", "Write letters, a hyphen and a number"),
        ("version", "1.5", "‘1.5’ cannot stand here. Write a whole number"),
        ("replaces", "LP-01", "‘LP-01’ cannot stand here. Write a rule and its version"),
        ("why_not_message", "", "This cell is empty. Write what the officer is told"),
        ("opens_if", " ", "This cell is empty. Write what would open it"),
        ("source", "", "This cell is empty. Name the law"),
        ("source", "Force\x00policy", "There is a character here that cannot be seen"),
    ],
)
def test_a_cell_that_cannot_stand_is_refused_with_line_column_and_what_to_do(column: str, cell: str, says: str) -> None:
    fault = fault_of(a_file({column: cell}))
    assert (fault.line, fault.column) == (2, column)
    assert fault.message.startswith(says)


def test_a_fault_reads_as_a_spreadsheet_shows_the_cell() -> None:
    (fault,) = faults_of(a_file({"fail_when": "hate_crim == True"}))
    assert str(fault) == (
        "Line 2, column I (fail_when), character 1: No fact or switch is called ‘hate_crim’. Did you mean ‘hate_crime’?"
    )


def test_every_fault_of_every_line_is_told_at_once() -> None:
    spoilt = ({"why_not_message": "In two\nlines", "gate": "x", "valid_from": "soon"}, {"source": "", "verdict": "NO"})
    places = [(fault.line, fault.column) for fault in faults_of(a_file(*spoilt))]
    assert places == [(2, "valid_from"), (2, "gate"), (4, "verdict"), (4, "source")]


def test_a_last_day_before_the_first_is_refused() -> None:
    fault = fault_of(a_file({"valid_to": "2026-12-31"}))
    assert (fault.line, fault.column) == (2, "valid_to")
    assert fault.message.startswith("The last day 2026-12-31 comes before the first, 2027-01-01")


def test_a_rule_twice_on_one_day_is_refused_and_names_the_day_and_the_other_line() -> None:
    fault = fault_of(a_file({"valid_from": "2026-06-01", "valid_to": "2027-01-01"}, {"version": "2"}))
    assert (fault.line, fault.column) == (3, "valid_from")
    assert fault.message.startswith("LP-01 has two rows on 2027-01-01: this one and line 2")


def test_two_rows_of_one_name_are_refused() -> None:
    fault = fault_of(a_file({"valid_from": "2026-06-01", "valid_to": "2026-12-31"}, {}))
    assert (fault.line, fault.column) == (3, "version")


def test_a_row_that_takes_the_place_of_none_is_refused() -> None:
    fault = fault_of(a_file({"replaces": "LP-02@1"}))
    assert (fault.line, fault.column) == (2, "replaces")
    assert fault.message.startswith("No row is LP-02@1")


def test_a_row_that_takes_the_place_of_one_that_still_holds_is_refused() -> None:
    fault = fault_of(a_file({}, {"rule_id": "LP-02", "replaces": "LP-01@1", "valid_from": "2027-06-01"}))
    assert (fault.line, fault.column) == (3, "replaces")
    assert fault.message.startswith("LP-01@1 (line 2) still holds on 2027-06-01, when LP-02@1 takes its place")


def test_rows_that_replace_one_another_in_a_circle_are_refused_once() -> None:
    first = {"valid_to": "2027-01-31", "replaces": "LP-03@1"}
    second = {"rule_id": "LP-02", "valid_from": "2027-02-01", "valid_to": "2027-02-28", "replaces": "LP-01@1"}
    third = {"rule_id": "LP-03", "valid_from": "2027-03-01", "replaces": "LP-02@1"}
    fault = fault_of(a_file(first, second, third))
    assert (fault.line, fault.column) == (4, "replaces")
    assert "in a circle: LP-01@1 takes the place of LP-03@1 takes the place of LP-02@1" in fault.message
    assert "in a circle" in fault_of(a_file({"replaces": "LP-01@1"})).message


def test_a_disposal_no_rule_speaks_of_is_refused_because_everybody_could_have_it() -> None:
    ended = fault_of(
        a_file({"disposal": "CR|CC|O22|SC|PND|YC|YCC|DC|COMC"}, {"rule_id": "LP-02", "valid_to": "2028-01-01"})
    )
    assert ended.message.startswith("No rule without a last day speaks of CW (Cannabis or khat warning)")


def test_a_file_without_a_rule_or_without_anything_is_refused() -> None:
    assert fault_of(a_file(header=COLUMNS).splitlines()[0]).message.startswith("The file has a header and no rule")
    assert fault_of("").message.startswith("The file is empty. Its first line names the columns: rule_id, version")


def test_a_file_that_is_not_utf_8_is_refused_at_its_line_with_how_to_save_it() -> None:
    fault = fault_of(a_file({}, {"rule_id": "LP-02", "source": "Force’s policy"}).encode("cp1252"))
    assert fault.line == 3
    assert "not UTF-8" in fault.message
    assert "Save it from the spreadsheet as ‘CSV UTF-8" in fault.message


def test_a_wrong_header_is_refused_column_by_column() -> None:
    (missing, unknown) = faults_of(a_file(header=(*(name for name in COLUMNS if name != "verdict"), "verdit")))
    assert missing.message.startswith("The column ‘verdict’ is missing")
    assert unknown.message.startswith("No column is called ‘verdit’. Did you mean ‘verdict’?")
    assert fault_of(a_file(header=(*COLUMNS, "gate"))).message.startswith("The column ‘gate’ is there more than once")
    assert fault_of(a_file().replace(",", ";")).message.startswith("The columns are parted by semicolons")


def test_columns_may_stand_in_another_order() -> None:
    assert read_book(a_file(header=COLUMNS[::-1]), "test") == read_book(a_file(), "test")


def test_a_line_with_too_many_cells_or_an_open_quotation_mark_is_refused() -> None:
    assert fault_of(a_file() + ",".join(ROW.values()) + ",more\n").message.startswith("This line has 15 cells")
    fault = fault_of(a_file() + 'LP-02,1,"2027-01-01\n')
    assert (fault.line, fault.message[:38]) == (3, "A quotation mark is not closed, or sta")


def test_a_file_far_too_large_is_refused_before_it_is_read() -> None:
    assert "more than 1,000,000 bytes" in fault_of(b"x" * (LARGEST + 1)).message


def test_what_differs_between_two_books_is_said_row_by_row() -> None:
    before = read_book(a_file({"rule_id": "LP-01"}, {"rule_id": "LP-02"}), "before")
    after = read_book(
        a_file(
            {"valid_to": "2027-12-31", "source": "Force policy 13"},
            {"version": "2", "valid_from": "2028-01-01", "replaces": "LP-01@1"},
        ),
        "after",
    )
    assert changes_between(before, after) == (
        "LP-01@1 differs in the last day, the source",
        "LP-01@2 is new, from 2028-01-01 in place of LP-01@1",
        "LP-02@1 is gone",
    )
    assert changes_between(before, before) == ()
