"""A scene that was built before is put back, its rows and its hour, instead of being built again.

Builders are marked: `step` for the rows of one thing, `restorable` for what takes long. As long as nothing but marked
builders has written since the database was emptied, what stands in it follows from which of them were called with what,
and when. The second time a scene is built upon the same steps its rows are kept; from then on they are put back.
Whatever else writes (a page, an action that a test calls) ends this until the database is next emptied.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sqlalchemy import inspect

from pathways import clock
from pathways.store.base import Record, db

if TYPE_CHECKING:
    from tests.databases import Emptied

Given = ParamSpec("Given")
Made = TypeVar("Made")
Path = tuple[Any, ...]


class Numbers:
    """What makes names and numbers unlike each other; begun anew with each empty database, so that scenes repeat."""

    def __init__(self) -> None:
        self.last = 0

    def __next__(self) -> int:
        self.last += 1
        return self.last


@dataclass(frozen=True)
class Kept:
    """A scene as it was: its rows (as the database keeps them), what its builder returned, the hour, the last number."""

    rows: Any
    made: bytes
    now: datetime
    last_number: int


class Stage:
    """What marked builders have done to the database since it was emptied. `path` is None when others wrote, too."""

    def __init__(self) -> None:
        self.on: Emptied | None = None
        self.path: Path | None = None
        self.is_building = False
        self.numbers = Numbers()
        self.seen: set[tuple[int, Path]] = set()
        self.scenes: dict[tuple[int, Path], Kept] = {}

    def cleared(self, on: "Emptied") -> None:
        """The database `on` is empty now, and is the one that builders write to."""
        self.on, self.path, self.is_building, self.numbers.last = on, (), False, 0

    def written_to(self) -> None:
        """Something wrote: if it is no builder, nothing follows from the steps any more."""
        if not self.is_building:
            self.path = None


stage = Stage()


def step(builder: Callable[Given, Made]) -> Callable[Given, Made]:
    """Mark a builder of the rows of one thing: it is always run, and scenes may follow it."""
    return _marked(builder, keeps=False)


def restorable(builder: Callable[Given, Made]) -> Callable[Given, Made]:
    """Mark a builder that takes long: its rows are put back when it was built from the same steps before.

    It commits. What it returns may hold records, viewers, the clock, and whatever can be pickled.
    """
    return _marked(builder, keeps=True)


def restorable_at_once(builder: Callable[Given, Made]) -> Callable[Given, Made]:
    """A builder of what takes very long and is asked for often: its rows are kept the first time."""
    return _marked(builder, keeps=True, at_once=True)


def _marked(builder: Callable[Given, Made], *, keeps: bool, at_once: bool = False) -> Callable[Given, Made]:
    @wraps(builder)
    def follow(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        if stage.is_building or not _may_follow():
            return builder(*args, **kwargs)
        path = _path_of(builder, args, kwargs)
        stood = stage.scenes.get((id(stage.on), path)) if path else None
        if stood is not None and path is not None:
            return _put_back(stood, path)
        stage.is_building = True
        try:
            made = builder(*args, **kwargs)
            db.session.flush()
            stage.path = path
            if keeps:
                db.session.commit()
                _keep(made, at_once=at_once)
        except BaseException:
            stage.path = None
            raise
        finally:
            stage.is_building = False
        return made

    return follow


def _may_follow() -> bool:
    if stage.path is None or stage.on is None or not isinstance(clock._Installed.clock, clock.SettableClock):
        return False
    session = db.session()
    if session.new or session.dirty or session.deleted:  # what the test added or changed itself ends the path
        stage.path = None
    return stage.path is not None and not session.in_nested_transaction()


def _path_of(builder: Callable[..., Any], args: Any, kwargs: Any) -> Path | None:
    given = packed((args, kwargs))
    if given is None:
        return None
    return (*(stage.path or ()), (builder.__module__, builder.__qualname__, clock.now(), given))


def _keep(made: Any, *, at_once: bool) -> None:
    """Keep the scene that stands, if it was built for the second time, or is to be kept at once."""
    if stage.path is None or stage.on is None:
        return
    place = id(stage.on), stage.path
    if place not in stage.seen and not at_once:
        stage.seen.add(place)
    elif (result := packed(made)) is not None:
        stage.scenes[place] = Kept(stage.on.keep(), result, clock.now(), stage.numbers.last)


def _put_back(stood: Kept, path: Path) -> Any:
    assert stage.on
    db.session.commit()
    stage.on.put_back(stood.rows)
    db.session.expire_all()
    installed = clock._Installed.clock
    assert isinstance(installed, clock.SettableClock)
    installed.set(stood.now)
    stage.numbers.last, stage.path = stood.last_number, path
    return unpacked(stood.made)


def packed(what: Any) -> bytes | None:
    """Pickled, a record as its key; None where that cannot be."""
    packed = io.BytesIO()
    try:
        _Packer(packed).dump(what)
    except (pickle.PicklingError, TypeError, AttributeError):
        return None
    return packed.getvalue()


def unpacked(what: bytes) -> Any:
    """What was packed, its records those of the present session."""
    return _Unpacker(io.BytesIO(what)).load()


class _Packer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, clock.SettableClock):
            return "the clock"
        if isinstance(obj, Record):
            state = inspect(obj)
            if not state.persistent:
                raise pickle.PicklingError("a record of no session")
            return type(obj), state.identity
        return None


class _Unpacker(pickle.Unpickler):
    def persistent_load(self, saved: Any) -> Any:
        return clock._Installed.clock if saved == "the clock" else db.session.get_one(*saved)
