"""`docs/rules.md` says what the rules say: it is what the generator makes, line for line."""

from pathways.disposals.replays.rules import COLUMNS, PAGE, as_page
from pathways.law.rules.disposal_book import rules
from pathways.law.rules.findings import severities


def rows_that_start(*openings):
    lines = [line for line in as_page().splitlines() if line.startswith(tuple(f"| {each}" for each in openings))]
    return [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in lines]


def test_the_page_of_the_rules_is_what_the_rules_write(repository):
    assert (repository / "docs" / "rules.md").samefile(PAGE)
    assert PAGE.read_text(encoding="utf-8") == as_page(), "run python -m pathways.disposals.replays.rules"


def test_the_page_lists_every_rule_once_with_its_source_and_mark():
    rows = rows_that_start("V-")
    assert [row[0] for row in rows] == list(severities())
    assert all(len(row) == 6 and all(cell.strip() for cell in row) for row in rows)


def test_the_page_lists_every_rule_of_the_disposals_once_with_gate_source_mark_and_the_names_of_its_tests():
    rows = rows_that_start(*(f"{rule.id} |" for rule in rules()))
    assert [row[0] for row in rows] == [rule.id for rule in rules()]
    assert all(len(row) == len(COLUMNS) and all(cell.strip() for cell in row) for row in rows)
    assert [row[0] for row in rows if not row[-1].startswith(f"`test_every_rule[{row[0]}]`")] == []
