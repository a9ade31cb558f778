"""A source is a link where its address follows from the citation, and words where it does not."""

import csv
import re

import pytest

from pathways.ui.rendering import HOST, cited

LINK = re.compile(r'<a class="govuk-link" href="([^"]*)" rel="noreferrer">([^<]*)</a>')


def links(text: str) -> list[tuple[str, str]]:
    """The links of a source: where each leads on legislation.gov.uk, and its words."""
    return [(address.removeprefix(HOST), words) for address, words in LINK.findall(cited(text))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("PACE 1984 s.63B(7)(aa)", [("/ukpga/1984/60/section/63B", "PACE 1984 s.63B(7)(aa)")]),
        ("CJA 2003 s22(2)-(3)", [("/ukpga/2003/44/section/22", "CJA 2003 s22(2)-(3)")]),
        ("Criminal Justice Act 1988 s.39", [("/ukpga/1988/33/section/39", "Criminal Justice Act 1988 s.39")]),
        ("CJCSA 2000 Sch 6 para 1", [("/ukpga/2000/43/schedule/6", "CJCSA 2000 Sch 6 para 1")]),
        ("PCSC Act 2022 Part 6: prospective", [("/ukpga/2022/32/part/6", "PCSC Act 2022 Part 6")]),
        ("SI 2023/784 art 2 and Explanatory Note", [("/uksi/2023/784", "SI 2023/784 art 2")]),
        ("Magistrates’ Courts Act 1980 s.127", [("/ukpga/1980/43/section/127", "Magistrates’ Courts Act 1980 s.127")]),
        ("Modern Slavery Act 2015 ss.1 and 2", [("/ukpga/2015/30/section/1", "Modern Slavery Act 2015 ss.1")]),
        ("Misuse of Drugs Act 1971", [("/ukpga/1971/38", "Misuse of Drugs Act 1971")]),
    ],
)
def test_a_citation_leads_to_its_place_on_legislation_gov_uk(source, expected):
    assert links(source) == expected


def test_each_section_after_an_act_leads_to_its_own_place():
    source = "Drugs Act 2005 s.12(2), s.14(2) and s.15; MDA 1971 s5(1)-(2), (4)"
    assert [address for address, _ in links(source)] == [
        "/ukpga/2005/17/section/12",
        "/ukpga/2005/17/section/14",
        "/ukpga/2005/17/section/15",
        "/ukpga/1971/38/section/5",
    ]
    assert re.sub(r"<[^>]*>", "", cited(source)) == source


@pytest.mark.parametrize(
    "source",
    [
        "DPP Guidance (8 Aug 2024) para 2.1",
        "PACE Code C 1.5A",
        "Crime and Policing Act 2026",
        "Stratton [2013] EWHC 1561",
        "Treatment reference 2.3",
        "Force setting",
        "XPACE 1984 s.63B",
        "PACE 19845",
    ],
)
def test_what_has_no_certain_address_stays_as_words(source):
    assert links(source) == []
    assert str(cited(source)) == source


def test_what_somebody_typed_as_a_source_brings_no_markup_and_no_address_of_its_own():
    typed = '<a href="javascript:alert(1)">PACE 1984 s.63B</a> & "more"'
    assert links(typed) == [("/ukpga/1984/60/section/63B", "PACE 1984 s.63B")]
    assert "<a href" not in cited(typed)
    assert "&#34;more&#34;" in cited(typed)


def test_every_act_of_the_table_is_named_once_and_its_chapter_is_a_number(repository):
    with (repository / "pathways/ui/data/statutes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (
        len({(row["year"], row["chapter"]) for row in rows}) == len(rows) == len({(r["name"], r["year"]) for r in rows})
    )
    assert all(row["chapter"].isdigit() and 1967 <= int(row["year"]) <= 2022 for row in rows)


def test_the_words_of_every_source_in_the_tables_of_law_are_kept(repository):
    linked = 0
    for path in sorted((repository / "pathways").glob("*/data/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for source in {row.get("source") or "" for row in csv.DictReader(file)}:
                shown = cited(source)
                assert (
                    re.sub(r"<[^>]*>", "", shown).replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
                    == source
                )
                linked += bool(links(source))
    assert linked > 150
