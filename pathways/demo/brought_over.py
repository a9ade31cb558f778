"""The made-up county's history is brought over by the import, a lot at a time, while the county is served.

Three years of another system's records, up to eight weeks ago, beside the people who came through Pathways itself:
without them a report has few people, and services are too small to be compared.
"""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from flask import current_app
from sqlalchemy import select

from pathways import clock
from pathways.demo.history import File, History, Receives, head
from pathways.demo.journey import BOSTON, GRANTHAM, LINCOLN, SKEGNESS
from pathways.imports.actions import importing
from pathways.imports.models import ImportRun, ImportSource
from pathways.imports.queries.checking import look_at
from pathways.imports.queries.importers import importer, may_import
from pathways.imports.queries.runs import source_named
from pathways.store.base import db
from pathways.vocabulary import ELSEWHERE

SYSTEM: Final = "Earlier custody system of the made-up county"
PEOPLE, SEED = 1_700, 2021
"""Whom the county has besides those who come through Pathways: two thousand together."""
YEARS, LATELY = timedelta(days=3 * 365), timedelta(weeks=8)
"""How long ago the first of them was arrested, and the last: those of the last weeks come through Pathways alone."""
SERVICES: Final = (
    Receives(name="Lincoln Recovery Hub", worker="worker", areas=(LINCOLN, ELSEWHERE)),
    Receives(name="Trent Bank Service", worker="worker", areas=(GRANTHAM,), does=1.15),
    Receives(name="Lindum Women's Service", worker="worker", does=1.3),
    Receives(name="Coastline Skegness", worker="coast", areas=(SKEGNESS,)),
    Receives(name="Boston Open Door", worker="coast", areas=(BOSTON,), does=0.7),
)


def prepare() -> None:
    """Write the files, and begin with the first, so that from now on reports wait for all of them."""
    history, last_on = _history(), clock.today()
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers = {}
        for file in history.files:
            opened = stack.enter_context(_path(file).open("w", encoding="utf-8", newline=""))
            writers[file] = csv.writer(opened)
            writers[file].writerow(head(file[0]))
        for rows in history.people(PEOPLE, arrested_by=last_on - LATELY):
            for file, lines in rows.items():
                writers[file].writerows(lines)
    _begin(history.files[0])


def bring_over() -> Iterator[int]:
    """Import the next lot of what is left: how many rows of the file that is. The caller commits after each.

    Nothing is left where the county has no history, all of it is there, or its files are gone.
    """
    for file, following in zip(files := _history().files, [*files[1:], None], strict=True):
        run = _last_run(file)
        if run is None:
            return
        if run.ended_at is not None:
            continue
        number, path = run.id, _path(file)
        by = importer(file[1], may_import(file[0]))
        if path.exists():
            before = run.position
            for _, position in importing.lots(by=by, run=run, path=path, look=look_at(path)):
                yield position - before
                before = position
        importing.end(by=by, run=db.session.get_one(ImportRun, number))
        if following is not None and _path(following).exists():
            _begin(following)
        yield 1


def _history() -> History:
    last_on = clock.today()
    dice = Random(SEED)  # noqa: S311 - made-up people, not secrets
    return History(dice, "officer", ("Lincoln", "Grantham"), SERVICES, last_on - YEARS, last_on - timedelta(days=1))


def _begin(file: File) -> None:
    kind, who = file
    by, path = importer(who, may_import(kind)), _path(file)
    importing.begin(by=by, kind=kind, source_name=SYSTEM, file_name=path.name, digest=look_at(path).digest)


def _last_run(file: File) -> ImportRun | None:
    kind, who = file
    source = source_named(importer(who, may_import(kind)), SYSTEM, kind)
    if source is None:
        return None
    runs = select(ImportRun).where(ImportRun.source_id == source.id)
    return db.session.scalar(runs.order_by(ImportRun.id.desc()).limit(1))


def is_left() -> bool:
    """Whether there is a history to bring over that is not all there: one statement."""
    runs = select(ImportRun.id).join(ImportSource, ImportSource.id == ImportRun.source_id)
    return db.session.scalar(runs.where(ImportSource.name == SYSTEM, ImportRun.ended_at.is_(None)).limit(1)) is not None


def _folder() -> Path:
    return Path(current_app.config["DATA_FOLDER"]) / "history"


def _path(file: File) -> Path:
    return _folder() / f"{file[0].value}-{file[1]}.csv"
