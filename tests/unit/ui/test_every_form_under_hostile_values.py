"""Whatever is typed into whichever field of whichever form, the form answers in words: it never fails."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from random import Random
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList

import pathways
from pathways.arrest_tests.forms.testing import SharingForm, with_recipients
from pathways.law.rules.tables import packaged
from pathways.ui.choices import Chosen
from pathways.ui.dates_and_times import Boxed, TimeBox
from pathways.ui.fields import AskedField
from pathways.ui.forms import Form, RuledForm, every_field
from tests.rounds import rounds

VALUES = (
    "", " ", "no at sign", "@", "a@", "a@b@c", "ftp://nowhere", "http://[", "\0", "\u202e", "\ud800", "-1", "0", "1e9", "NaN",
    "²", "٣", "9" * 400, "2147483648", "31", "25:61", "x" * 10_000, "{}", "|", ",", "%00", "LN1 1AA", "mon 9-5", "yes", "other",
)  # fmt: skip
ROUNDS, MISSING, LIKELY = rounds(20, 60), 0.3, 0.9
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


NOON = datetime(2025, 11, 28, 12, tzinfo=UTC)
GIVEN: dict[str, dict[str, Any]] = {
    "ArrestForm": {"law": packaged()},
    "BookingForm": {"law": packaged()},
    "LeavingForm": {"arrived_at": NOON},
    "TransferForm": {"from_suite_id": 1, "since": NOON},
}
"""What the view tells a form before it is asked."""
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
            _give(form)
            form.validate()
            assert all(isinstance(message, str) for _, message in form.errors_for_summary)


def test_the_forms_are_found():
    assert len(FORMS) > 80


def _give(form: Form, **more: Any) -> None:
    for name, value in (more | GIVEN.get(type(form).__name__, {})).items():
        setattr(form, name, value)


def _names(field: Any) -> list[str]:
    if isinstance(field, FieldList):
        return []
    return [*getattr(field, "names", (field.name,)), *(f"{field.name}{box}" for box in BOXES)]


RULED = [with_recipients() if kind is SharingForm else kind for kind in FORMS if issubclass(kind, RuledForm)]
SAID = {"time": "03:05", "day": "28", "month": "11", "year": "2025"}


@pytest.mark.rounds
@pytest.mark.parametrize("kind", RULED, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_the_rules_of_a_form_can_be_asked_whatever_is_still_missing(desk, kind):
    """Nothing catches what a rule trips over: each says nothing of what is not there."""
    chance = Random(kind.__qualname__)
    with desk.test_request_context("/here", method="POST"):
        fields = list(every_field(kind(None)))
        for _ in range(ROUNDS):
            some = [pair for field in fields for pair in _answered(field, chance) if chance.random() < LIKELY]
            form = kind(MultiDict(some))
            _give(form, asks_at_once=True)
            form.validate()


def _answered(field: Any, chance: Random) -> list[tuple[str, str]]:
    """A plausible answer, or none."""
    if not isinstance(field, AskedField) or chance.random() < MISSING:
        return []
    if isinstance(field, Chosen):
        return [(field.name, chance.choice(field.choices).value)] if field.choices else []
    if isinstance(field, Boxed):
        return [(f"{field.name}-{box}", SAID[box]) for box in field.boxes]
    return [(field.name, "03:05" if isinstance(field, TimeBox) else chance.choice(("2", "Some words", "LN1 1AA")))]
