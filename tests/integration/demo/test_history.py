"""The made-up county's history is brought over by the worker while it is served: whole, once, and figures wait for it."""

import csv
import re
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.acceptance.queries.inbox import inbox
from pathways.auth.queries import user_named
from pathways.auth.roles import Role
from pathways.cli import worker
from pathways.demo import brought_over, places, the_board
from pathways.engagement.caseload.queries.cases import caseload
from pathways.engagement.caseload.rules import Listing
from pathways.imports.models import ImportedRecord, ImportRun
from pathways.imports.queries.runs import under_way
from pathways.outbox.models import Message
from pathways.reporting.rules import editions
from pathways.reporting.rules.editions import Report
from pathways.store.base import db
from tests.conftest import TONIGHT
from tests.figures import keep_standings
from tests.papers import words_of

PEOPLE = 14


@pytest.fixture
def to_bring(app, tmp_path, monkeypatch):
    """The county's places and staff, and the files of its history, which have begun to be imported."""
    monkeypatch.setitem(app.config, "DATA_FOLDER", str(tmp_path))
    monkeypatch.setattr(brought_over, "PEOPLE", PEOPLE)
    county = places.build("no password", TONIGHT - brought_over.LATELY)
    brought_over.prepare()
    db.session.commit()
    return county


def rows_in(folder):
    """How many rows each file has."""
    files = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in (folder / "history").iterdir()}
    return {name: len(list(csv.reader(lines))) - 1 for name, lines in files.items()}


def test_every_row_of_every_file_is_taken_and_nobody_waits_for_anything_because_of_it(to_bring, tmp_path):
    assert under_way() == "People, 0 rows so far"
    while worker.bring_history_over(""):
        pass
    runs = db.session.scalars(select(ImportRun).order_by(ImportRun.id)).all()
    taken = {run.file_name.removesuffix(".csv"): run.taken for run in runs}
    assert taken == rows_in(tmp_path)
    assert all(taken.values()), "a history without one of the kinds shows less than it could"
    assert not any(run.refused or run.put_aside for run in runs)
    assert under_way() == ""
    assert worker.bring_history_over("") == 0
    nandra = to_bring.staff["worker"]
    assert (inbox(nandra).rows, caseload(nandra, Listing()).rows) == ((), ())
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_whoever_is_stopped_in_the_middle_goes_on_and_takes_each_row_once(to_bring, tmp_path, monkeypatch):
    taken = 0
    monkeypatch.setattr("pathways.imports.queries.checking.ONE_BY_ONE", 4)
    with suppress(StopIteration):
        while True:
            next(brought_over.bring_over())  # begun anew each time, as after a kill
            db.session.commit()
            db.session.remove()
            taken += 1
    db.session.commit()
    assert taken > len(rows_in(tmp_path))
    assert db.session.scalar(select(func.count()).select_from(ImportedRecord)) == sum(rows_in(tmp_path).values())


def test_figures_wait_for_it_and_the_reports_say_so(to_bring, app, client_of):
    assert worker.make_figures("") == 0
    manager = client_of(user_named("manager"), Role.MG)
    for address in ("/overview", "/reports/packs"):
        assert "Existing records are being imported (People, 0 rows so far)" in manager.get(address).text


def test_a_history_whose_files_are_gone_holds_nobody_up(to_bring, tmp_path):
    for path in (tmp_path / "history").iterdir():
        path.unlink()
    while worker.bring_history_over(""):
        pass
    assert under_way() == ""


def test_production_brings_nothing_over(to_bring, app, monkeypatch):
    monkeypatch.setitem(app.config, "PATHWAYS_ENV", "production")
    assert worker.bring_history_over("") == 0
    assert db.session.scalar(select(func.count()).select_from(ImportedRecord)) == 0


def test_a_meeting_after_figures_were_due_was_shown_them_and_somebody_read_its_minutes(
    to_bring, client_of, monkeypatch
):
    monkeypatch.setattr(
        editions, "LENGTHS", dict.fromkeys(editions.LENGTHS, ()) | {Report.OVERVIEW: (editions.QUARTER,)}
    )
    while worker.bring_history_over(""):
        pass
    assert not the_board.is_to_be_shown()
    keep_standings()
    while worker.make_figures(""):
        pass
    assert clock.now() == TONIGHT, "all else goes by the time it is"
    assert [worker.bring_history_over("") for _ in range(2)] == [3, 0]
    manager, other = (client_of(user_named(name), Role.MG) for name in ("manager", "manager2"))
    page = manager.get("/reports/board?from=2026-07-01&to=2026-09-30&as-at=2026-09-30").text
    assert "First figures, made on 8 October 2026." in page
    assert "Shown to the Board on 21 October 2026: these figures. J. Sutterby recorded it on 22 October 2026" in page
    assert "P. Hallgarth read the minutes, and the copy of them that is kept, on 28 October 2026 at 11:06" in page
    (proof,) = re.findall(r'href="(/reports/board/shown/\d+)">What proves it', page)
    said = manager.get(proof).text
    assert "Every entry that there must be is there and holds" in said
    (fingerprint,) = re.findall(r"Their fingerprint: <strong>([0-9a-f ]{19})</strong>", said)
    words = words_of(manager.get(re.findall(r'href="([^"]+/copies/\d+)"', said)[0]).data)
    assert "Made up for a demonstration: no such meeting was held." in words
    assert "Minute 6. One page for the Board, July to September 2026" in words
    assert f"Its fingerprint is {fingerprint}." in words
    for waits in (manager, other):
        assert waits.get("/overview").text.count("Say whether the minutes have it") == 1
    before = manager.get("/reports/board?from=2026-04-01&to=2026-06-30&as-at=2026-09-30").text
    assert "asked by e-mail, answered that they say something else: Minute 7: the page of that quarter" in before
