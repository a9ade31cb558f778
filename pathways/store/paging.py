"""Keyset paging: the next page starts after the last row seen, so that a deep page costs what the first does.

No COUNT is taken: a list says "50+" instead of a total that was stale when it was printed.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from pathways.store.base import db

Row = TypeVar("Row")
PAGE_SIZE = 50
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows in order, and the marker of the next page (None on the last)."""

    rows: tuple[Row, ...]
    after: str | None


def page_of(
    statement: Select[*tuple[Any, ...]],
    keys: Sequence[InstrumentedAttribute[Any]],
    key_of: Callable[[Any], tuple[Any, ...]],
    *,
    after: str | None = None,
    size: int = PAGE_SIZE,
    newest_first: bool = False,
    named: Mapping[str, Any] | None = None,
    is_kept: bool = False,
) -> Page[Any]:
    """One page of `statement`, ordered by `keys` (the last of them unique), downward where the newest come first.

    `key_of` gives a row's values of `keys`. A marker that cannot be read starts at the first page, and so does one of a
    row that left the list. `named` are the values of what `statement` leaves open. `is_kept` says that it is built once
    for good: so is that of its first page then.
    """
    start = _start(statement, keys, after, named) if after else None
    if start is not None:
        last = tuple_(*keys)
        statement = statement.where(last < tuple_(*start) if newest_first else last > tuple_(*start))
    in_order = _first_in_order_kept if is_kept and start is None else _first_in_order
    results = db.session.execute(in_order(statement, tuple(keys), size + 1, newest_first), named).all()
    rows = tuple(row[0] if len(row) == 1 else row for row in results)
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _mark(_in_address(keys, key_of(rows[-1]))) if more else None)


def _first_in_order(
    statement: Select[*tuple[Any, ...]], keys: tuple[Any, ...], most: int, newest_first: bool
) -> Select[*tuple[Any, ...]]:
    return statement.order_by(*([key.desc() for key in keys] if newest_first else keys)).limit(most)


_first_in_order_kept = cache(_first_in_order)


def page_among(
    rows: Iterable[Row],
    key_of: Callable[[Row], tuple[Any, ...]],
    kinds: Sequence[type[Any]],
    *,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """One page of a list that was read whole, because no column says who is on it. Ordered by its key, of these kinds.

    A marker that cannot be read starts at the first page.
    """
    start = key_marked(after, kinds)
    left = [row for row in sorted(rows, key=key_of) if start is None or key_of(row) > tuple(start)]
    shown = tuple(left[:size])
    return Page(shown, _mark(key_of(shown[-1])) if len(left) > size else None)


def _in_address(keys: Sequence[InstrumentedAttribute[Any]], values: Any) -> Any:
    """What a marker holds. Where a list is ordered by a name, its row's number alone: no name stands in an address."""
    return values[-1:] if _is_by_name(keys) else values


def _is_by_name(keys: Sequence[InstrumentedAttribute[Any]]) -> bool:
    return str in [key.type.python_type for key in keys]


def _start(
    statement: Select[*tuple[Any, ...]],
    keys: Sequence[InstrumentedAttribute[Any]],
    after: str,
    named: Mapping[str, Any] | None,
) -> Sequence[Any] | None:
    """The key after which the page starts."""
    marked = key_marked(after, [key.type.python_type for key in _in_address(keys, keys)])
    if marked is None or not _is_by_name(keys):
        return marked
    # Only of the list's own rows: a marker must not show where the name of somebody else would come.
    of_row = statement.with_only_columns(*keys, maintain_column_froms=True).where(keys[-1] == marked[-1])
    row = db.session.execute(of_row, named).first()
    return None if row is None else tuple(row)


def _mark(key: tuple[Any, ...]) -> str:
    words = [
        {"t": value.isoformat()}
        if isinstance(value, datetime)
        else {"d": value.isoformat()}
        if isinstance(value, date)
        else value
        for value in key
    ]
    return base64.urlsafe_b64encode(json.dumps(words).encode()).decode().rstrip("=")


def key_marked(marker: str | None, kinds: Sequence[type[Any]]) -> list[Any] | None:
    """The key a marker holds, or None where it holds no key of these kinds: anybody may type a marker."""
    if not marker:
        return None
    try:
        words = json.loads(base64.urlsafe_b64decode(marker + "=" * (-len(marker) % 4)))
        values = [_value(word) for word in words]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    fits = len(values) == len(kinds) and all(type(value) is kind for value, kind in zip(values, kinds, strict=True))
    return values if fits else None


def _value(word: Any) -> Any:
    if isinstance(word, dict):
        if "t" in word:
            return datetime.fromisoformat(word["t"]).astimezone(UTC)
        return date.fromisoformat(word["d"])
    if isinstance(word, str):
        if "\0" in word:
            raise ValueError("no text of ours")
        word.encode()
    elif not isinstance(word, int) or not 0 <= word <= LARGEST_ID:
        raise ValueError("not a key")
    return word
