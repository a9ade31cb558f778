"""Pages are drawn in a quicker way than Jinja's own, and come out the same; what was compiled is kept."""

import itertools

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, PackageLoader, PrefixLoader
from jinja2.bccache import bc_magic
from markupsafe import Markup

from pathways.app import create_app
from pathways.ui import templates
from pathways.ui.templates import Compiled, Pages, attributes_of_an_element

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


# What was compiled is kept.


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "compiled"


@pytest.fixture
def compiles(folder, monkeypatch):
    """`compiles()`: what a further process with the same two templates compiles of them, by name."""
    names = []
    generate = Pages._generate

    def told(self, source, name, *how, **more):
        names.append(name)
        return generate(self, source, name, *how, **more)

    monkeypatch.setattr(Pages, "_generate", told)
    texts = {"one": "{{ 1 + 2 }}", "two": "{% for each in many %}{{ each }}{% endfor %}"}

    def again(**changed):
        names.clear()
        pages = Pages(
            Flask("a further process"), loader=DictLoader(texts | changed), bytecode_cache=Compiled(str(folder))
        )
        drawn = [pages.get_template(name).render(many="ab") for name in texts]
        assert drawn == [("3" if not changed else "4"), "ab"]
        return list(names)

    return again


def test_the_application_keeps_what_it_compiled_in_its_data_folder(settings, tmp_path, monkeypatch):
    monkeypatch.setitem(Flask.jinja_options, "bytecode_cache", None)
    address = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'pathways.sqlite3'}", "DATA_FOLDER": str(tmp_path)}
    templates.compile_shared(create_app({**settings, **address}))
    assert len(list((tmp_path / "compiled").iterdir())) > 50


def test_what_one_process_compiled_the_next_does_not_compile_again(compiles):
    assert compiles() == ["one", "two"]
    assert compiles() == []


def test_a_template_that_changed_is_compiled_anew(compiles):
    compiles()
    assert compiles(one="{{ 1 + 3 }}") == ["one"]


def test_another_release_compiles_anew(compiles, monkeypatch):
    compiles()
    monkeypatch.setattr(templates, "code_of_this_release", lambda: "another")
    assert compiles() == ["one", "two"]


def test_a_release_is_told_apart_by_each_of_its_files(monkeypatch, tmp_path):
    (tmp_path / "module.py").write_text("one = 1")
    monkeypatch.setattr(templates, "CODE", tmp_path)
    of_code = templates.code_of_this_release.__wrapped__
    first = of_code()
    assert of_code() == first
    (tmp_path / "module.py").write_text("one = 11")
    assert of_code() != first


def test_a_file_that_the_power_cut_short_is_compiled_again(compiles, folder):
    compiles()
    for kept in folder.iterdir():
        whole = kept.read_bytes()
        for length in (*range(0, len(whole), 31), len(whole) - 1):
            kept.write_bytes(whole[:length])
            assert len(compiles()) == 1
            assert kept.read_bytes() == whole


@pytest.mark.parametrize("content", [b"nothing of ours", bc_magic + b"nothing of ours", bc_magic + b"\x80\x02N."])
def test_a_file_that_is_none_of_ours_is_compiled_again(compiles, folder, content):
    compiles()
    for kept in folder.iterdir():
        kept.write_bytes(content)
    assert compiles() == ["one", "two"]
    assert compiles() == []


def test_where_nothing_can_be_written_pages_are_drawn_all_the_same(compiles, folder):
    folder.write_text("a file where the folder would be")
    assert compiles() == compiles() == ["one", "two"]


def test_nobody_else_can_read_or_write_what_is_kept(compiles, folder):
    compiles()
    assert folder.stat().st_mode & 0o077 == 0
