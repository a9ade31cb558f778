"""`docs/rules.md` says what the rules say: it is what the generator makes, line for line."""

from pathways.arrest_tests.rules.severities import severities
from pathways.arrest_tests.rules.written_down import PAGE, as_page


def test_the_page_of_the_rules_is_what_the_rules_write(repository):
    assert (repository / "docs" / "rules.md").samefile(PAGE)
    assert PAGE.read_text(encoding="utf-8") == as_page(), "run python -m pathways.arrest_tests.rules.written_down"


def test_the_page_lists_every_rule_once_with_its_source_and_mark():
    rows = [line.strip("| ").split(" | ") for line in as_page().splitlines() if line.startswith("| V-")]
    assert [row[0] for row in rows] == list(severities())
    assert all(len(row) == 6 and all(cell.strip() for cell in row) for row in rows)
