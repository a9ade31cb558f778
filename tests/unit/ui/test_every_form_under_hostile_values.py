"""Whatever is typed into whichever field of whichever form, the form answers in words: it never fails."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList

import pathways
from pathways.ui.forms import Form, every_field

VALUES = (
    "", " ", "no at sign", "@", "a@", "a@b@c", "ftp://nowhere", "http://[", "\0", "\u202e", "\ud800", "-1", "0", "1e9", "NaN",
    "²", "٣", "9" * 400, "2147483648", "31", "25:61", "x" * 10_000, "{}", "|", ",", "%00", "LN1 1AA", "mon 9-5", "yes", "other",
)  # fmt: skip
BOXES = ("", "-day", "-month", "-year", "-time", "-hour", "-minute")


def every_form() -> Iterator[type[Form]]:
    """Each form class of the product that is made without being told anything."""
    for module in walk_packages(pathways.__path__, "pathways."):
        if ".forms" in module.name:
            import_module(module.name)
    waiting = [Form]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("pathways."):
            yield kind


FORMS = sorted(set(every_form()), key=lambda kind: (kind.__module__, kind.__qualname__))


@pytest.fixture(scope="module")
def desk() -> Flask:
    desk = Flask("a desk of forms")
    desk.config.update(SECRET_KEY="only for this test", WTF_CSRF_ENABLED=False)
    return desk


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_a_form_answers_whatever_is_typed(desk, kind):
    with desk.test_request_context("/here", method="POST"):
        names = [name for field in every_field(kind(None)) for name in _names(field)]
        for value in VALUES:
            form = kind(MultiDict([(name, value) for name in names]))
            form.validate()
            assert all(isinstance(message, str) for _, message in form.errors_for_summary)


def test_the_forms_are_found():
    assert len(FORMS) > 80


def _names(field: Any) -> list[str]:
    if isinstance(field, FieldList):
        return []
    return [*getattr(field, "names", (field.name,)), *(f"{field.name}{box}" for box in BOXES)]
