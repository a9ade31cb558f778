"""Papers: marked, tagged, escaped, and the same bytes for the same input."""

import io
from datetime import UTC, datetime

import pypdf
import pytest

from pathways.documents.chart import Chart, Easel
from pathways.documents.paper import Paper


def a_chart():
    easel = Easel(640, 60)
    easel.text(10, 30, "Heroin")
    easel.rect(100, 15, 200, 20, fill="#12436d")
    return Chart(
        drawing=easel.drawing,
        title="Substances",
        alt="Heroin leads.",
        head=("Substance", "People"),
        rows=(("Heroin", "209"),),
    )


def a_paper(**changed):
    paper = Paper(
        changed.pop("title", "Required assessment"),
        ref="RA-1",
        made_at=changed.pop("made_at", datetime(2026, 7, 1, 8, 5, tzinfo=UTC)),
        made_by="Ellen Marsh",
    )
    paper.h1("Required assessment")
    paper.lead("You must go to an assessment.")
    paper.p(changed.pop("text", "It takes an hour."))
    paper.bullets(["Bring this paper", "Be on time"])
    paper.facts("Where and when", [("Place", "Lincoln"), ("Time", "2 July 2026, 10:00")])
    paper.table(
        "Substances",
        ("Substance", "People"),
        [("Heroin", "209"), *[(f"Line {n}", str(n)) for n in range(90)]],
        numbers=(1,),
    )
    paper.chart(a_chart(), "Source: live records.")
    paper.sign_here("Signed")
    return paper


def read(paper):
    return pypdf.PdfReader(io.BytesIO(paper.pdf()))


def elements(reader):
    nodes = []

    def walk(node):
        node = node.get_object()
        nodes.append(node)
        for kid in node["/K"]:
            if "/S" in kid.get_object():
                walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return nodes


def test_every_page_carries_the_marking_at_head_and_foot_who_when_and_page_n_of_m():
    pages = read(a_paper()).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert text.count("OFFICIAL-SENSITIVE") == 2
        assert "Made 1 July 2026 09:05 by Ellen Marsh" in text
        assert f"Page {number} of {len(pages)}" in text


def test_the_same_input_gives_the_same_bytes_and_another_time_does_not():
    paper = a_paper()
    assert paper.pdf() == paper.pdf() == a_paper().pdf()
    assert a_paper(made_at=datetime(2026, 7, 1, 8, 6, tzinfo=UTC)).pdf() != paper.pdf()


def test_the_file_carries_the_papers_own_time_and_title():
    about = read(a_paper()).metadata
    assert about["/CreationDate"] == "D:20260701080500+00'00'"
    assert about["/Title"] == "Required assessment"


@pytest.mark.parametrize(
    "typed", ["<b>bold</b>", '<img src="file:///etc/passwd">', "O'Brien & Nuñez", "a <unknown> tag", "</para>"]
)
def test_markup_that_somebody_typed_prints_as_typed(typed):
    text = read(a_paper(text=typed, title=typed)).pages[0].extract_text()
    assert " ".join(text.split()).count(typed) == 2


def test_what_has_no_printed_form_does_not_stop_a_paper():
    text = read(a_paper(text="a\0b\ud800\u202ec\x1fd")).pages[0].extract_text()
    assert "ab?cd" in text


def test_a_word_and_a_cell_longer_than_a_page_are_printed():
    paper = a_paper(text="x" * 10_000)
    paper.table("Long", ("What", "Said"), [("Rationale", "word " * 2_000)])
    assert "word" in read(paper).pages[-1].extract_text()


def test_the_paper_is_tagged_with_headings_lists_tables_and_figures():
    tree = elements(read(a_paper()))
    tags = [node["/S"] for node in tree]
    assert tags[0] == "/Document"
    assert tags.count("/H1") == 1
    assert {"/P", "/L", "/LI", "/LBody", "/Table", "/Caption", "/TR", "/TH", "/TD", "/Figure"} <= set(tags)
    figure = next(node for node in tree if node["/S"] == "/Figure")
    assert figure["/Alt"] == "Heroin leads."
    assert len(figure["/A"]["/BBox"]) == 4


def test_a_table_split_over_pages_is_one_table_whose_head_is_tagged_once():
    tree = elements(read(a_paper()))
    assert [node["/S"] for node in tree].count("/Table") == 2
    heads = [node for node in tree if node["/S"] == "/TH" and node["/A"]["/Scope"] == "/Column"]
    assert len(heads) == 2
    assert sum(node["/S"] == "/TR" for node in tree) == 2 + 1 + 91


def test_every_page_hangs_on_the_structure_by_its_own_number():
    reader = read(a_paper())
    assert [page["/StructParents"] for page in reader.pages] == list(range(len(reader.pages)))
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert list(numbers[::2]) == list(range(len(reader.pages)))


def test_a_paper_that_begins_with_a_lower_heading_is_printed():
    paper = Paper("Notice", made_at=datetime(2026, 7, 1, 8, 5, tzinfo=UTC))
    paper.h2("Where to go")
    assert "Where to go" in read(paper).pages[0].extract_text()


def test_a_title_longer_than_the_line_is_cut_and_says_so():
    text = read(a_paper(title="Required assessment " * 20)).pages[0].extract_text()
    assert "…" in text


def test_a_table_without_rows_keeps_its_caption():
    paper = a_paper()
    paper.table("Nothing was recorded", (), [])
    assert "Nothing was recorded" in read(paper).pages[-1].extract_text()


def test_all_fonts_are_embedded():
    for page in read(a_paper()).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_the_language_is_given_and_the_standard_whose_rules_are_kept():
    reader = read(a_paper())
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
