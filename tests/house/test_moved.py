"""Whoever has a branch or a tool carries it over by docs/moved.csv: every row leads to something that is there."""

import csv
import runpy
from importlib import import_module


def test_every_name_that_moved_is_where_the_list_says(repository):
    rows = list(csv.reader((repository / "docs" / "moved.csv").read_text(encoding="utf-8").splitlines()))[1:]
    assert len({(module, name) for module, name, *_ in rows}) == len(rows)
    gone = [row for row in rows if not hasattr(import_module(row[2]), row[3])]
    assert gone == []


def test_a_file_is_carried_over_whether_it_imports_a_name_or_a_module_that_moved(repository):
    carried_over = runpy.run_path(str(repository / "docs" / "moved.py"))["carried_over"]
    assert carried_over("from pathways.ndtms.rules.months import OFFERED\n\nOFFERED\n") == (
        "from pathways.ndtms.rules.lists import OFFERED\n\nOFFERED\n"
    )
    assert carried_over("def late():\n    from pathways.ndtms import queries\n\n    return queries.flight(1)\n") == (
        "def late():\n    from pathways.ndtms.queries.pre_flight import flight\n\n    return flight(1)\n"
    )
    assert carried_over("from pathways import clock\n") == "from pathways import clock\n"
