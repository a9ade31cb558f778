"""A scene that was built before is put back, its rows and its hour, instead of being built again.

Builders are marked: `step` for the rows of one thing, `restorable` for what takes long. As long as nothing but marked
builders has written since the database was emptied, what stands in it follows from which of them were called with what,
and when. Its rows are kept, and put back where it would be built upon the same steps again. On PostgreSQL, where keeping
takes as long as some building, they are kept when it is built for the second time.
Whatever else writes (a page, an action that a test calls) ends this until the database is next emptied.

What takes very long is built on SQLite once a run, for every process and for both databases: see `built_once`.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sqlalchemy import inspect

from pathways import clock
from pathways.store.base import Record, db

if TYPE_CHECKING:
    from tests.databases import Emptied

Given = ParamSpec("Given")
Made = TypeVar("Made")
Steps = tuple[Any, ...]
FILE, MADE = "pathways.sqlite3", "made"
"""The files of a scene that was built once: its rows; and what its builder returned, the hour, the last number."""


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
        self.path: Steps | None = None
        self.is_building = False
        self.numbers = Numbers()
        self.seen: set[tuple[int, Steps]] = set()
        self.scenes: dict[tuple[int, Steps], Kept] = {}

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


def _marked(builder: Callable[Given, Made], *, keeps: bool) -> Callable[Given, Made]:
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
                _keep(made)
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


def _path_of(builder: Callable[..., Any], args: Any, kwargs: Any) -> Steps | None:
    given = packed((args, kwargs))
    if given is None:
        return None
    return (*(stage.path or ()), (builder.__module__, builder.__qualname__, clock.now(), given))


def _keep(made: Any) -> None:
    """Keep the scene that stands; on PostgreSQL if it was built for the second time."""
    if stage.path is None or stage.on is None:
        return
    place = id(stage.on), stage.path
    if not stage.on.is_sqlite and place not in stage.seen:
        stage.seen.add(place)
    elif (result := packed(made)) is not None:
        stage.scenes[place] = Kept(stage.on.keep(), result, clock.now(), stage.numbers.last)


def _put_back(stood: Kept, path: Steps) -> Any:
    assert stage.on
    db.session.commit()
    stage.on.put_back(stood.rows)
    db.session.expire_all()
    _set_clock(stood.now)
    stage.numbers.last, stage.path = stood.last_number, path
    return unpacked(stood.made)


def _set_clock(now: datetime) -> None:
    installed = clock._Installed.clock
    assert isinstance(installed, clock.SettableClock)
    installed.set(now)


def build_into(folder: Path, on: "Emptied", build: Callable[[], Any]) -> None:
    """Build a scene in the SQLite database `on`, from nothing, and keep it in `folder`."""
    on.empty()
    stage.cleared(on)
    stage.is_building = True
    try:
        with on.app.app_context():
            made = build()
            db.session.commit()
            stood = packed((made, clock.now(), stage.numbers.last))
            db.session.remove()
    finally:
        stage.is_building = False
    assert stood, f"what built {folder.name} returned cannot be kept"
    (folder / MADE).write_bytes(stood)
    on.keep().rename(folder / FILE)


def begin_from(folder: Path, on: "Emptied") -> Any:
    """Put the scene that was kept in `folder` into the database `on`, whichever it is: what its builder returned."""
    db.session.remove()
    on.stand(folder / FILE)
    stage.cleared(on)
    made, now, stage.numbers.last = unpacked((folder / MADE).read_bytes())
    _set_clock(now)
    stage.path = (str(folder),)
    return made


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
