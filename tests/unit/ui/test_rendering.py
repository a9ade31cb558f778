"""Pages are drawn in a quicker way than Jinja's own, and come out the same."""

import itertools

import pytest
from jinja2 import Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

from pathways.app import create_app
from pathways.ui.rendering import Pages, attributes_of_an_element

VALUES = (
    *("", "text", '"><script>', Markup("<b>"), 0, 7, True, False, None),
    *({}, {"val": "safe"}, {"val": None}, {"val": True}, {"val": {"value": "x", "optional": True}}, {"other": 1}),
    *({"val": "a", "value": "b"}, {"value": "b", "optional": "yes"}, {"optional": True}, {"optional": False}),
)
GIVEN = (
    *VALUES,
    *({"value": value, "optional": optional} for value in VALUES for optional in (True, False, None)),
)


@pytest.fixture(scope="module")
def of_govuk():
    """The macro as GOV.UK's components have it."""
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("govuk_frontend_jinja/macros/attributes.html").module.govukAttributes


@pytest.fixture(scope="module")
def of_ours(settings, tmp_path_factory):
    """The environment of the whole application."""
    file = tmp_path_factory.mktemp("drawn") / "pathways.sqlite3"
    return create_app({**settings, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}"}).jinja_env


@pytest.mark.parametrize("attributes", [None, "", ' data-as="given"', Markup(' data-as="<given>"'), {}, 7, []])
def test_attributes_that_are_no_names_and_values_are_written_as_govuk_writes_them(of_govuk, attributes):
    assert attributes_of_an_element(attributes) == of_govuk(attributes)


def test_every_kind_of_attribute_is_written_as_govuk_writes_it(of_govuk):
    for first, second in itertools.product(GIVEN, GIVEN):
        attributes = {"class": first, 'a"b': second}
        assert attributes_of_an_element(attributes) == of_govuk(attributes), attributes


def test_the_application_draws_its_pages_so_whatever_was_installed_before(of_ours):
    assert type(of_ours) is Pages
    assert of_ours.get_template("components/field.html").globals is of_ours.globals
    assert of_ours.from_string("a", {"more": 1}).globals == {**of_ours.globals, "more": 1}


@pytest.mark.parametrize(
    "asked", ["d.items() | list", "d.get('x')", "d.x", "d.gone", "d.gone is defined", "n.x", "e.x"]
)
def test_what_a_dict_can_do_is_read_before_its_keys_as_jinja_does(of_ours, asked):
    given = {"d": {"x": 1, "items": 2, "get": 3}, "n": None, "e": {}}
    text = "{{ " + asked + " }}"
    assert of_ours.from_string(text).render(given) == Environment(autoescape=True).from_string(text).render(given)
