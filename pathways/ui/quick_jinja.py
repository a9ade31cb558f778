"""Jinja, made quick for pages of many fields and rows: what its own way costs is most of what such a page costs
(docs/decisions/0088)."""

from collections.abc import MutableMapping
from typing import Any, Final

from flask.templating import Environment
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # what `escape` itself calls

OF_EVERY_DICT: Final = frozenset(dir(dict))
MISSING: Final = object()


def escaped(value: Any) -> str:
    """What `markupsafe.escape` gives, as plain text: a page is joined from its pieces, and to mark each as safe took
    longer than to escape it."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


class Writer(CodeGenerator):
    """Writes a template as Jinja does, but for what is put out: that is escaped by `escaped`."""

    def visit_Template(self, node: Any, frame: Any = None) -> None:  # noqa: N802 - as Jinja calls it
        self.writeline(f"from {__name__} import escaped")  # beside what Jinja imports for every template
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("escaped(")


class Calls(Context):
    """Calls a macro with what it asks for; Jinja looks for what it might be besides, which takes longer than the macro.

    A macro that takes whatever it is given, or what stands inside a `call` block, is called in Jinja's way.
    """

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What the macro draws; of anything else what Jinja gives."""
        if type(called) is Macro and self.eval_ctx.autoescape and not _is_open(called):
            given = {name: value for name, value in kwargs.items() if name not in OF_THE_TEMPLATE}
            asked = called.arguments
            values = [*args, *[given.pop(name, missing) for name in asked[len(args) :]]]
            if not given and len(values) == len(asked):
                return str.__new__(Markup, called._func(*values))  # `Markup(...)` first asks whether it is safe
        return super().call(called, *args, **kwargs)


OF_THE_TEMPLATE: Final = frozenset(("_loop_vars", "_block_vars"))


def _is_open(macro: Macro) -> bool:
    return bool(macro.caller or macro.catch_kwargs or macro.catch_varargs)


class Pages(Environment):
    """Flask's templates, which share one plain dict of globals, and in which a macro's parameters are read as keys.

    Jinja chains the globals of each template, and compares the chains wherever a macro imports another. It asks a dict
    for an attribute before a key, and being refused costs several times what the answer does.
    """

    code_generator_class = Writer
    context_class = Calls

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
