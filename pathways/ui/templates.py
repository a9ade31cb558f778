"""How templates are found, made quick and kept compiled: what Jinja does by itself is most of what a long page costs.

What is compiled holds what filters made of words that never change, so it is kept for exactly this code: see
`docs/decisions/0088-compiled-templates-are-kept.md`.
"""

import os
import pickle
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask.templating import Environment
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    Undefined,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from pathways.ui.pages import Frame
from pathways.ui.rendering import FILTERS

CODE: Final = Path(__file__).resolve().parent.parent
OF_EVERY_DICT: Final = frozenset(dir(dict))
MISSING: Final = object()


class Pages(Environment):
    """Flask's templates, which share one plain dict of globals, and in which a macro's parameters are read as keys.

    Jinja chains the globals of each template, and compares the chains wherever a macro imports another. It asks a dict
    for an attribute before a key, and being refused costs several times what the answer does.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute not in OF_EVERY_DICT:
            value = obj.get(attribute, MISSING)
            return self.undefined(obj=obj, name=attribute) if value is MISSING else value
        try:
            return getattr(obj, attribute)  # what Jinja tries first, without a call between: a list asks 2,500 times
        except AttributeError:
            return super().getattr(obj, attribute)


def attributes_of_an_element(attributes: Any) -> Markup:
    """What the macro `govukAttributes` writes, a third of each field's macro: ` name="value"` of each, escaped.

    An attribute that is optional stands without a value where it is true, and not at all where it is false or nothing.
    """
    if not isinstance(attributes, Mapping):
        return Markup(attributes if isinstance(attributes, str) else "")  # noqa: S704 - a component's own markup
    written = ""
    for name, given in attributes.items():
        value: Any = given
        if isinstance(value, Mapping) and not isinstance(value.get("val", Undefined()), Undefined):
            value = value["val"]
        is_optional = False
        if isinstance(value, Mapping):
            is_optional, value = value.get("optional") is True, value.get("value", Undefined())
        elif isinstance(value, bool):
            value = str(value).lower()
        if is_optional and value is True:
            written += f" {escape(name)}"
        elif not (is_optional and (value is None or value is False or isinstance(value, Undefined))):
            written += f' {escape(name)}="{escape(value)}"'
    return Markup(written)  # noqa: S704 - each part is escaped above


def in_order_of(page: str, errors: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The lines of an error summary, (id to go to, message), in the order in which the drawn page shows their fields.

    What is about the whole form stands last.
    """

    def place(error: tuple[str, str]) -> int:
        at = page.find(f'id="{error[0]}"') if error[0] else -1
        return at if at >= 0 else len(page)

    return sorted(errors, key=place)


def govuk_macros() -> BaseLoader:
    """The GOV.UK macros under the names that they call each other by; the one of attributes is ours."""
    ours = DictLoader({"macros/attributes.html": "{% set govukAttributes = attributes_of_an_element %}"})
    return PrefixLoader({"govuk_frontend_jinja": ChoiceLoader([ours, PackageLoader("govuk_frontend_jinja")])})


class Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled, in a folder that nobody else can write to.

    One whose file is not whole is compiled again, and where nothing can be written each process compiles for itself.
    """

    def get_source_checksum(self, source: str) -> str:
        return sha256((source + code_of_this_release()).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def code_of_this_release() -> str:
    """What tells this code from any other: when each of its files was written, how long it is, and Jinja's version."""
    files = (
        Path(folder, name) for folder, _, names in os.walk(CODE) for name in names if not name.endswith((".pyc", "~"))
    )
    told = sorted((str(file.relative_to(CODE)), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return sha256(repr((told, version("jinja2"))).encode()).hexdigest()


def install(app: Flask) -> None:
    """Give templates the filters under their own names, the GOV.UK macros, and an empty frame until one is set.

    Where the application has a data folder, they are kept there as they were compiled. Before whatever else wants
    templates: they are those of the environment that stands when they are first asked for.
    """
    app.jinja_environment = Pages
    own = FileSystemLoader(Path(app.root_path) / str(app.template_folder))
    app.jinja_loader = ChoiceLoader([own, govuk_macros()])
    if folder := app.config.get("DATA_FOLDER"):
        app.jinja_env.bytecode_cache = app.jinja_env.bytecode_cache or Compiled(str(Path(folder) / "compiled"))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.setdefault("frame_of_page", Frame)
    app.jinja_env.globals["in_order_of"] = in_order_of
    app.jinja_env.globals["attributes_of_an_element"] = attributes_of_an_element
    for template_filter in FILTERS:
        app.add_template_filter(template_filter, template_filter.__name__)


def compile_shared(app: Flask) -> None:
    """Compile what every page is made of, before processes are forked: each would compile it again for itself."""
    shared = app.jinja_env.list_templates(filter_func=lambda name: name.startswith("components/") or "/" not in name)
    for name in shared:
        app.jinja_env.get_template(name)
