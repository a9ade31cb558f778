"""Which tests run on both databases follows from what they use; and a function that only asked SQLite is told."""

from types import FunctionType, SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathways.audit import verify
from pathways.law import actions as law_actions
from pathways.law import queries as law_queries
from pathways.people.models.identity import Person
from pathways.people.queries import every_person_id
from pathways.store.base import db
from tests import county, on_both
from tests.everything import Outcome, _both_were_asked
from tests.on_both import FILES, KINDS, databases_of, only_asked_of_sqlite
from tests.spread import LONGEST
from tests.together import at_once


def expects_a_refusal():
    with pytest.raises(IntegrityError):
        pass


def asks_in_its_own_language(db):
    return [db.session.execute(text(each)) for each in ("SELECT 1",)]


def acts_twice_by_a_helper(app):
    helper(app)


def helper(app):
    at_once(app)


def reads_a_page(client):
    assert "Home" in client.get("/").text


def asked_for(function, *fixtures, file="people/test_person_page.py", **marks):
    definition = SimpleNamespace(nodeid=f"tests/integration/{file}::it", get_closest_marker=marks.get)
    return SimpleNamespace(function=function, fixturenames=["app", "built", *fixtures], definition=definition)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(on_both, "IN_FULL", False)


@pytest.mark.parametrize("function", [expects_a_refusal, asks_in_its_own_language, acts_twice_by_a_helper])
def test_a_test_that_uses_what_only_the_database_has_runs_on_both(function):
    assert databases_of(asked_for(function)) == KINDS


def test_a_test_of_a_page_runs_on_both_only_where_it_looks_behind_stands_among_the_files_or_is_marked(monkeypatch):
    assert databases_of(asked_for(reads_a_page)) == ("sqlite",)
    assert databases_of(asked_for(reads_a_page, "owner_engine")) == KINDS
    assert databases_of(asked_for(reads_a_page, file="audit/test_log.py")) == KINDS
    assert databases_of(asked_for(reads_a_page, database=True)) == KINDS


def test_by_make_long_every_test_runs_on_both_but_what_only_one_of_them_has(monkeypatch):
    monkeypatch.setattr(on_both, "IN_FULL", True)
    assert databases_of(asked_for(reads_a_page)) == KINDS
    assert databases_of(asked_for(reads_a_page, on=SimpleNamespace(args=("sqlite",)))) == ("sqlite",)


def test_each_file_that_a_list_names_is_there(repository):
    listed = [*(f"integration/{each}" for files in FILES.values() for each in files), *LONGEST]
    assert [each for each in listed if not (repository / "tests" / each).exists()] == []


def test_a_function_of_the_product_that_asks_only_sqlite_is_told(tmp_path):
    (tmp_path / "functions_that_asked.sqlite.1").write_text(
        "pathways.people.queries.person\npathways.law.queries.book\n"
    )
    (tmp_path / "functions_that_asked.sqlite.2").write_text("pathways.law.queries.switches.<locals>.of\n")
    (tmp_path / "functions_that_asked.postgres.2").write_text("pathways.people.queries.person\n")
    assert only_asked_of_sqlite(tmp_path) == ["pathways.law.queries.book", "pathways.law.queries.switches.<locals>.of"]


def test_where_nothing_was_noted_the_suite_does_not_say_that_both_were_asked(tmp_path):
    outcome = Outcome()
    _both_were_asked(tmp_path, outcome)
    assert (outcome.ran, len(outcome.failed)) == ({}, 1)


def test_who_asks_is_noted_by_the_function_of_the_product_and_not_by_the_test(app, tmp_path):
    assert every_person_id() == ()
    db.session.scalars(select(Person.id)).all()
    on_both.keep_who_asked(tmp_path)
    (kept,) = tmp_path.glob("functions_that_asked.sqlite.*")
    functions = kept.read_text().splitlines()
    assert "pathways.people.queries.every_person_id" in functions
    assert [each for each in functions if not each.startswith("pathways.")] == []


def test_whoever_only_begins_a_transaction_or_reads_a_row_again_has_asked_nothing(app, tmp_path):
    with verify.as_it_lies():
        db.session.commit()
    name_of = FunctionType((lambda row: row.name).__code__, {"__name__": "pathways.made_up"})
    row = county.force()
    db.session.commit()
    db.session.expire(row)
    assert name_of(row) == "Lincolnshire Police"
    on_both.keep_who_asked(tmp_path)
    (kept,) = tmp_path.glob("functions_that_asked.sqlite.*")
    assert [each for each in ("_as_it_lies", "made_up") if each in kept.read_text()] == []


def test_what_a_test_asks_in_the_place_of_the_product_and_what_a_process_reads_once_is_no_question(app, tmp_path):
    asks = FunctionType((lambda ask: ask()).__code__, {"__name__": "pathways.made_up"})
    asks(lambda: db.session.scalars(select(Person.id)).all())
    law_actions.book_to_decide_by()
    law_queries._read.cache_clear()
    assert law_queries.book_in_use().rules
    on_both.keep_who_asked(tmp_path)
    (file,) = tmp_path.glob("functions_that_asked.sqlite.*")
    functions = file.read_text().splitlines()
    assert [each for each in functions if "made_up" in each or each == "pathways.law.queries._read"] == []
