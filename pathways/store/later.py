"""The later of two instants, in the words of each database."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from pathways.store.columns import Instant


class LaterOf(FunctionElement[Any]):
    """The later of two instants that are both there: each is computed once. Of none SQLite would make none."""

    name = "later_of"
    type = Instant()
    inherit_cache = True


@compiles(LaterOf)
def _greatest(element: LaterOf, compiler: Any, **kw: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **kw)})"


@compiles(LaterOf, "sqlite")
def _max(element: LaterOf, compiler: Any, **kw: Any) -> str:
    return f"max({compiler.process(element.clauses, **kw)})"
