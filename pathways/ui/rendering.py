"""Jinja, made quick for pages of many fields: what its own way costs is most of what such a page costs."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Final

from flask.templating import Environment
from jinja2 import BaseLoader, ChoiceLoader, DictLoader, PackageLoader, PrefixLoader, Undefined
from markupsafe import Markup, escape

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
