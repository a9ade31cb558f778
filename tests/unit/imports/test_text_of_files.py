"""Any bytes are read as rows, numbered as a spreadsheet numbers them; what cannot be read is told, and reading goes on."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.imports.rules.faults import FaultKind
from pathways.imports.rules.text import LONGEST_LINE, MOST_LINES, Cells, Encoding, first_look, lines_of, rows_of

NAMES = ("key", "surname", "date of birth")


def read(content: bytes):
    look = first_look([content])
    return list(rows_of(lines_of(BytesIO(content), look.encoding), NAMES))


def cells(content: bytes) -> list[tuple[int, list[str]]]:
    return [(each.row, each.cells) for each in read(content) if isinstance(each, Cells)]


def faults(content: bytes) -> list[tuple[int, FaultKind]]:
    return [(each.row, each.kind) for each in read(content) if not isinstance(each, Cells)]


WHOLE = [(1, ["key", "surname"]), (2, ["1", "Nuñez"]), (3, ["2", "Stow"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_file_reads_alike_however_it_was_saved(encoding, end, separator):
    lines = [separator.join(each) for _, each in WHOLE]
    assert cells(end.join(lines).encode(encoding)) == WHOLE
    assert cells((end.join(lines) + end).encode(encoding)) == WHOLE


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Nuñez".encode(), Encoding.UTF_8),
        (b"plain", Encoding.UTF_8),
        ("Nuñez".encode("utf-8-sig"), Encoding.UTF_8_MARKED),
        ("Nuñez".encode("utf-16"), Encoding.UTF_16),
        ("Nuñez".encode("latin-1"), Encoding.WINDOWS),
        ("Nuñez".encode() + b"\xf1", Encoding.WINDOWS),
        ("ñ".encode()[:1], Encoding.WINDOWS),
    ],
)
def test_how_the_letters_are_written_is_found_from_the_whole_file(content, encoding):
    assert first_look([content]).encoding is encoding
    assert first_look([content[:1], content[1:2], content[2:]]).encoding is encoding


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"PK\x03\x04..", "xlsx"), (b"\xd0\xcf\x11\xe0..", "old Excel"), (b"%PDF-1.7", "PDF")],
)
def test_what_is_no_text_is_told_before_anything_is_read(content, words):
    assert words in first_look([content]).fault.wrong


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n \r\n,,\r\n"])
def test_a_file_of_blank_lines_has_no_header(content):
    assert faults(content) == [(0, FaultKind.FILE)]


def test_blank_lines_and_lines_inside_a_cell_are_counted_as_a_spreadsheet_counts_rows():
    content = b'\n\nkey,surname\n\n1,"Raw\ncliffe"\n2,Stow\n'
    assert cells(content) == [(3, ["key", "surname"]), (4, []), (5, ["1", "Raw\ncliffe"]), (6, ["2", "Stow"])]


def test_a_line_that_names_the_separator_is_obeyed_and_is_no_row():
    assert cells(b"sep=;\r\nkey;surname\r\n1;a,b\r\n") == [(1, ["key", "surname"]), (2, ["1", "a,b"])]


def test_the_separator_is_the_one_that_makes_names_of_columns():
    assert cells(b"key;date of birth;a,b,c,d,e\n")[0][1] == ["key", "date of birth", "a,b,c,d,e"]


@pytest.mark.parametrize(
    "bad", [b'1,"Raw', b'1,"Raw"cliffe', b'1,"Raw\n' + b"x,y\n" * MOST_LINES, b'"' + b"x\n" * (MOST_LINES + 5)]
)
def test_a_quotation_mark_that_does_not_close_takes_its_own_row_and_no_other(bad):
    content = b"key,surname\n" + bad + b"\n9,Stow\n"
    assert faults(content) == [(2, FaultKind.QUOTES)]
    assert cells(content)[-1][1] == ["9", "Stow"]


def test_a_quotation_mark_that_closes_far_below_takes_no_row_between():
    content = b'key,surname\n1,"Raw\n' + b"x,y\n" * MOST_LINES + b'9,Stow",z\n'
    assert faults(content)[0] == (2, FaultKind.QUOTES)
    assert len([each for _, each in cells(content) if each == ["x", "y"]]) == MOST_LINES


def test_a_line_without_an_end_is_told_and_never_held_in_memory():
    content = b"key,surname\n1," + b"x" * (LONGEST_LINE * 3) + b"\n2,Stow\n"
    assert faults(content) == [(2, FaultKind.LONG_LINE)]
    assert cells(content)[-1] == (3, ["2", "Stow"])
    assert max(len(line) for line in lines_of(BytesIO(content), Encoding.UTF_8)) == LONGEST_LINE + 1


@given(st.binary(max_size=300))
def test_whatever_the_bytes_each_row_is_told_once_and_in_order(content):
    rows = [each.row for each in read(b"key,surname\n" + content)]
    assert rows == list(range(1, len(rows) + 1)) or (rows == [0])


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=2, max_size=2),
        max_size=8,
    )
)
def test_what_a_program_wrote_with_its_quotation_marks_comes_back_as_it_was(rows):
    content = "\r\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["key", "surname"], *rows]
    )
    assert [each for _, each in cells(content.encode())] == [["key", "surname"], *rows]
