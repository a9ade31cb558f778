"""Components: what a page made of them looks like to a reader, and that user text stays text."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from pathways.refusals import Reason
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment, TimeBox
from pathways.ui.fields import Line, LongText, Password, WholeNumber
from pathways.ui.forms import Form
from pathways.vocabulary import Answer
from tests.pages import hidden_values, inspect_page

COMPONENTS = Path(__file__).resolve().parents[3] / "templates" / "components"
HOSTILE = '<script>alert("x")</script>'


class EveryField(Form):
    line = Line("Surname", hint="As on the custody record")
    text = LongText("Notes")
    radios = Radios("Overdose", choices=choices_of(Answer))
    ticks = Ticks("Needs", choices=[Choice("a", "An adult", "Under 18"), Choice("n", "Neither", alone=True)])
    pick = Pick("Service", choices=[("1", HOSTILE)])
    day = DateBoxes("Date of birth")
    moment = Moment("Arrested", called="Arrest")
    time = TimeBox("Seen")
    number = WholeNumber("Amount")
    password = Password()


PAGE = """
{% extends "base.html" %}
{% from "components/field.html" import field %}
{% from "components/form.html" import form_of %}
{% from "components/endings.html" import endings %}
{% set title = "Every field" %}
{% block content %}{% call form_of(form) %}
{% for each in form if each.kind is defined and each.kind != "hidden" %}{{ field(each) }}{% endfor %}
{{ endings("Save") }}
{% endcall %}{% endblock %}
"""


@pytest.fixture
def every_field(rendered: Any) -> Any:
    """The page of every field, with what was posted (nothing: as first met)."""

    def page(posted: dict[str, str] | None = None, *reasons: Reason) -> str:
        form = EveryField(formdata=MultiDict(posted) if posted is not None else None)
        if posted is not None:
            form.validate()
            form.refuse(reasons)
        return str(rendered(PAGE, form=form))

    return page


def test_a_page_as_first_met_is_whole_and_has_nothing_chosen(every_field: Any) -> None:
    text = every_field()
    page = inspect_page(text)
    assert " checked" not in text
    assert page.forms[-1]["action"] == "/here"
    assert {"csrf_token", "post_key", "version"} == set(hidden_values(text, "/here"))


def test_every_error_stands_in_the_summary_and_at_its_field_in_the_same_words(every_field: Any) -> None:
    text = every_field({"day-day": "31", "day-month": "2", "day-year": "1991"})
    page = inspect_page(text)
    assert page.title.startswith("Error: ")
    for message in ("Enter the surname", "Date of birth must be a real date", "Enter the arrest date and time"):
        assert text.count(message) == 2
    assert 'href="#day-day"' in text


def test_what_was_typed_stays_and_is_escaped_except_a_password(every_field: Any) -> None:
    text = every_field({"line": HOSTILE, "text": HOSTILE, "password": "secret words", "time": "25:00"})
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert") == 3
    assert "secret words" not in text
    assert 'value="25:00"' in text


FOLDED = """
{% from "components/fold.html" import fold %}
{% call fold("Who it was", asked=[form.line, form.moment], missing="Not said yet") %}inside{% endcall %}
"""


@pytest.mark.parametrize(
    ("posted", "is_open"),
    [
        ({}, False),
        ({"moment-day": "25", "moment-month": "11", "moment-year": "2026"}, True),
        ({"line": "Wragg"}, True),
        ({"moment-time": "25:99"}, True),
    ],
)
def test_a_folded_part_stands_open_where_something_in_it_was_typed_though_it_cannot_be_read(
    rendered: Any, posted: dict[str, str], is_open: bool
) -> None:
    text = rendered(FOLDED, form=EveryField(formdata=MultiDict(posted) if posted else None))
    assert ("open" in text.split("<details")[1].split(">")[0]) is is_open
    assert ("Not said yet" in text) is not is_open


SAVED = FOLDED.replace("asked=", "saved_folds=true, asked=")


@pytest.mark.parametrize(("typed", "is_open"), [("Wragg", False), ("Wragge", True)])
def test_where_saved_answers_fold_only_what_was_typed_and_not_saved_stands_open(
    rendered: Any, typed: str, is_open: bool
) -> None:
    saved = EveryField(formdata=None, data={"line": "Wragg"})
    assert " open" not in rendered(SAVED, form=saved).split("<details")[1].split(">")[0]
    form = EveryField(formdata=MultiDict({"line": typed}), data={"line": "Wragg"})
    assert (" open" in rendered(SAVED, form=form).split("<details")[1].split(">")[0]) is is_open


def test_a_folded_part_stands_open_where_something_in_it_was_refused(rendered: Any) -> None:
    form = EveryField(formdata=MultiDict({"text": "a note"}))
    form.validate()
    assert "open" in rendered(FOLDED, form=form).split("<details")[1].split(">")[0]


def test_a_reason_for_the_whole_form_is_shown_without_a_link(every_field: Any) -> None:
    assert "This person has died" in every_field({}, Reason("This person has died"))


def test_an_unverified_source_never_looks_verified(rendered: Any) -> None:
    text = '{% from "components/source.html" import source %}{{ source("PACE s.63B", mark) }}'
    assert "Verified" in rendered(text, mark="verified")
    for mark in ("recalled", "secondary", "uncertain"):
        assert "Unverified" in rendered(text, mark=mark)
    assert "Not set" in rendered(text, mark="not set")


REASONS = '{% from "components/reasons.html" import reasons %}{{ reasons(items) }}'
ONE = {"message": "Warn the person first. Then ask.", "source": "PACE 1984 s.63B(5)", "mark": "verified"}
OTHER = {"message": "Tell them of the grounds.", "source": "Custom", "mark": "recalled"}


def test_the_line_of_a_reason_is_read_first_and_the_sources_of_a_list_are_one_press_away(rendered: Any) -> None:
    lines, fold = rendered(REASONS, items=[ONE, OTHER]).split("<details")
    assert "Warn the person first. Then ask." in lines
    assert "Verified" not in lines
    assert "s.63B(5)" not in lines
    assert "Sources (2" in fold
    for words in ("Warn the person first", "s.63B(5)", "✓", "Tell them of the grounds", "Custom"):
        assert words in fold
    assert "<details open" not in rendered(REASONS, items=[ONE, OTHER])


def test_a_folded_source_that_nobody_verified_is_counted_on_the_fold(rendered: Any) -> None:
    summary = re.compile(r"<summary>(.*?)</summary>", re.DOTALL)
    assert "1 not verified" in summary.findall(rendered(REASONS, items=[ONE, OTHER]))[0]
    assert "not verified" not in summary.findall(rendered(REASONS, items=[ONE]))[0]


def test_what_several_lists_of_a_card_rest_on_is_one_fold_and_says_nothing_twice(rendered: Any) -> None:
    text = '{% from "components/source.html" import sources_of %}{{ sources_of(items) }}'
    assert "Sources (2" in rendered(text, items=[ONE, OTHER, ONE])
    assert "<details" not in rendered(text, items=[{"message": "Ring the adult.", "source": "", "mark": ""}])


def test_a_risk_is_said_in_words_and_not_by_colour_alone(rendered: Any) -> None:
    text = rendered('{% from "components/flag.html" import flag %}{{ flag("Overdose", "risk") }}')
    assert "Risk: " in text


def test_the_case_header_never_asks_for_more_than_who_and_which_record(rendered: Any) -> None:
    view = SimpleNamespace(
        details=SimpleNamespace(
            given_names=None, surname=HOSTILE, date_of_birth=date(1991, 6, 9), sex=None, pnc_id=None
        ),
        detention=None,
    )
    text = rendered('{% from "components/case_header.html" import case_header %}{{ case_header(view) }}', view=view)
    assert "&lt;script&gt;" in text
    assert "9 June 1991" in text


def test_a_timeline_takes_instants_and_dates(rendered: Any) -> None:
    entries = [
        SimpleNamespace(title="Warned", at=datetime(2026, 11, 25, 3, 2, tzinfo=UTC), by="PC Ellery"),
        SimpleNamespace(title="Arrested", at=date(2026, 11, 24)),
    ]
    text = rendered('{% from "components/timeline.html" import timeline %}{{ timeline(entries) }}', entries=entries)
    assert "Wed 25 Nov, 03:02" in text
    assert ">Tue 24 Nov<" in text


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_every_component_says_what_it_is_for_and_marks_nothing_safe(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("{#")
    assert "|safe" not in text.replace(" ", "")


ROWS = """
{% from "components/summary.html" import summary %}
{{ summary([("Naloxone", given.words if given), ("Housing", "")]) }}
"""


def test_a_line_of_a_summary_never_stands_bare(rendered: Any) -> None:
    assert rendered(ROWS).count("Not recorded") == 2


def test_a_link_to_change_a_line_says_its_name_as_it_is_written(rendered: Any) -> None:
    text = rendered(ROWS.replace('("Housing", "")', '("PNC ID", "", "/change"), ("Other names", "", "/names")'))
    assert 'Change<span class="govuk-visually-hidden"> PNC ID</span>' in text
    assert 'Change<span class="govuk-visually-hidden"> other names</span>' in text
