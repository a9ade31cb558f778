"""What the server writes of an error: one line, where it arose, no word that anybody typed; and of thousands one line."""

import json
import logging
import sys

import pytest
from flask import Flask

from pathways import server_log

TYPED = "Dean Wragg, 07700 900318"


class Written(logging.Handler):
    """Keeps the lines."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def written():
    handler = Written()
    handler.setFormatter(server_log.OneLine())
    return handler


def record(words, *values, name="pathways.ui.errors", error=None, **more):
    made = logging.LogRecord(name, logging.ERROR, "errors.py", 1, words, values, error and (type(error), error, None))
    made.__dict__.update(more)
    return made


def an_error():
    try:
        try:
            raise ValueError(TYPED)
        except ValueError as cause:
            raise RuntimeError(TYPED) from cause
    except RuntimeError as error:
        return error


def test_an_error_is_told_by_kind_and_place_in_one_line_without_its_words():
    line = server_log.told_without_words(an_error())
    assert line.startswith("ValueError then RuntimeError at tests/unit/test_server_log.py:")
    assert "an_error" in line
    assert TYPED not in line
    assert "\n" not in line


def test_a_line_names_the_route_of_a_page_and_not_its_address(written):
    app = Flask("pathways")
    app.add_url_rule("/link/<secret>", "auth.link", lambda secret: "")
    with app.test_request_context("/link/kjh3-a-live-link?name=Wragg"):
        written.handle(record("A request failed"))
    with app.test_request_context("/Dean-Wragg"):
        written.handle(record("A request failed"))
    assert [line.split(" ")[4] for line in written.lines] == ["route=auth.link", "route=-"]
    assert "kjh3" not in written.lines[0]
    assert "Wragg" not in "".join(written.lines)


def test_as_json_a_line_is_one_object_with_the_error_and_its_constraint_apart(written):
    error = an_error()
    vars(error)["constraint"] = "ck_person_born_before_today"
    made = record("A request\nfailed: %s", "RuntimeError", error=error, request="0123456789abcdef")
    written.setFormatter(server_log.OneObject())
    written.handle(made)
    written.setFormatter(server_log.OneObject(traces=True))
    written.handle(made)
    short, long = map(json.loads, written.lines)
    assert [line.count("\n") for line in written.lines] == [0, 0]
    assert TYPED not in "".join(written.lines)
    assert (short["request"], short["level"], short["constraint"]) == ("0123456789abcdef", "ERROR", error.constraint)
    assert short["error"] == ["ValueError", f"RuntimeError ({error.constraint})"]
    assert short["places"][0].endswith(" an_error")
    assert "trace" not in short
    assert any("an_error" in line for line in long["trace"])


def test_a_line_has_time_level_process_and_the_number_of_the_request(written):
    written.handle(record("A request failed:\n%s", "ValueError", request="0123456789abcdef"))
    (line,) = written.lines
    at, level, process, number, route, rest = line.split(" ", 5)
    assert (at[10], at[-1], level, number, route) == ("T", "Z", "ERROR", "request=0123456789abcdef", "route=-")
    assert process.isdigit()
    assert rest == "pathways.ui.errors: A request failed: ValueError"


@pytest.mark.parametrize("name", ["sqlalchemy.pool.impl.QueuePool", "psycopg", "gunicorn.error"])
def test_a_library_puts_no_value_into_the_log(written, name):
    written.handle(record("Error handling request %s", f"/link/{TYPED}", name=name, error=an_error()))
    (line,) = written.lines
    assert TYPED not in line
    assert "RuntimeError" in line


def test_a_trace_is_written_only_when_asked_for_and_has_no_word_of_the_error(written):
    made = record("A request failed", error=an_error())
    written.handle(made)
    written.setFormatter(server_log.OneLine(traces=True))
    written.handle(made)
    short, long = written.lines
    assert "\n" not in short
    assert "an_error" not in short or TYPED not in short
    assert ("\n" in long, TYPED in long) == (True, False)


def test_an_error_that_comes_by_the_thousand_is_written_once_and_then_counted(written):
    counting = server_log.Counting(written, seconds=1000)
    written.addFilter(counting)
    for number in range(1, 1001):
        written.handle(record("The database is gone", repeated="outage: gone", request=f"{number:016d}"))
    written.handle(record("A request failed: KeyError"))
    written.handle(record("A request failed: KeyError"))
    assert [line.split(": ", 1)[1] for line in written.lines] == [
        "The database is gone",
        "A request failed: KeyError",
        "A request failed: KeyError",
    ]
    counting.tell_all()
    assert written.lines[-1].endswith("999 more like request=0000000000000001: outage: gone")
    written.handle(record("The database is gone", repeated="outage: gone"))
    assert len(written.lines) == 5


def test_what_cannot_be_written_is_let_go_without_a_word_of_it(monkeypatch, capsys):
    class Full:
        def write(self, _text):
            raise OSError(28, "No space left on device")

    handler = server_log.ToStandardError()
    monkeypatch.setattr(sys, "stderr", Full())
    handler.handle(record(TYPED))
    monkeypatch.undo()
    assert capsys.readouterr().err == ""
