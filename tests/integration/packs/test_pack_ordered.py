"""A manager orders a pack and the worker makes it: once, whole, for nobody else, and what it holds equals the pages."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import update

from pathways import clock
from pathways.auth import roles
from pathways.auth.models import RoleHeld
from pathways.auth.roles import Role, permissions
from pathways.cli.jobs import make_pack
from pathways.leases import actions as leases
from pathways.outbox import actions as outbox
from pathways.packs import actions, documents, queries
from pathways.packs.models import Pack
from pathways.packs.rules import PackFailure, PackReport, PackShape, PackStanding
from pathways.refusals import OutOfSight
from pathways.reporting.forms.reports import address_of
from pathways.reporting.rules.periods import of_months
from pathways.store.base import beside_what_is_read, db
from tests import county
from tests.national_file import recorded
from tests.packs import ANOTHER, BOTH, WORKER, opened, ordered, pack_of, packs
from tests.pages import faulty, is_told_it_was_saved
from tests.together import at_once

PAGE = "/reports/packs"
FORM = {"reports": ["board", "recovery"], "shapes": ["csv"], "when": "once", "days": "2027-07-01/2027-09-30"}
ADDRESSES = {PackReport.OVERVIEW: "/overview"}


@pytest.mark.database
def test_a_manager_orders_a_pack_sees_how_far_it_is_and_downloads_it(scene, client_of, monkeypatch):
    client = client_of(scene.user, Role.MG)
    outbox.beat(worker=WORKER)
    page = client.get(client.post(PAGE, FORM).location)
    address, (pack,) = page.request.path, packs()
    assert "about to be made" in page.text
    assert ">Look again</a>" in page.text
    assert client.ask("GET", f"{address}.zip").status_code == 404
    seen = []
    say = leases.say_how_far
    monkeypatch.setattr(
        leases, "say_how_far", lambda **far: (say(**far), seen.append(queries.pack_of(scene.manager, pack.id)))
    )
    assert make_pack(WORKER) == 1
    assert [(each.standing, each.done, each.total) for each in seen] == [
        (PackStanding.MAKING, done, 2) for done in (0, 1, 2)
    ]
    page = client.get(address).text
    assert is_told_it_was_saved(page)
    answer = client.get(f"{address}.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].endswith('.zip"')
    assert hashlib.sha256(answer.data).hexdigest() == pack_of(pack.id).sha256
    for action, who in (("export.asked", scene.user.id), ("export.made", None), ("export.downloaded", scene.user.id)):
        ((actor, event),) = recorded(action)
        assert (actor, event["pack"], event["asked_by"]) == (who, pack.id, scene.user.id)
    assert event["sha256"] == pack_of(pack.id).sha256


def test_the_page_says_how_many_files_are_made_and_where_no_worker_runs_whom_to_tell(scene, client_of, the_clock):
    client, pack_id = client_of(scene.user, Role.MG), ordered(scene)
    assert "Nothing is making it at the moment" in client.get(f"{PAGE}/{pack_id}").text
    actions.take_pack(worker=WORKER)
    leases.say_how_far(table=Pack, number=pack_id, worker=WORKER, done=3, total=8)
    assert "The pack is being made: 3 of 8 files made" in client.get(f"{PAGE}/{pack_id}").text
    assert "Being made" in client.get(PAGE).text


def test_each_file_of_a_pack_is_the_same_bytes_as_its_page_hands_over(scene, client_of):
    pack_id = ordered(scene, [each for each in PackReport if each is not PackReport.FAIRNESS], [*PackShape])
    make_pack(WORKER)
    client = client_of(scene.user, Role.MG)
    files = opened(client.get(f"{PAGE}/{pack_id}.zip").data)
    contents = files.pop("contents.txt").decode()
    of_pages = {}
    for part in queries.pack_of(scene.manager, pack_id).parts:
        page = ADDRESSES.get(part.report, f"/reports/{part.report.value}")
        for shape in PackShape:
            answer = client.get(f"{page}.{shape.value}", query_string=address_of(part.edition))
            (name,) = re.findall(r'filename="(.+)"', answer.headers["Content-Disposition"])
            of_pages[name] = answer.data
        assert part.words in contents
    assert files == of_pages
    for name, content in files.items():
        assert f" {name}\r\n" in contents
        assert hashlib.sha256(content).hexdigest() in contents
    assert contents.startswith("OFFICIAL-SENSITIVE. ")
    assert f"Made for {scene.user.name} on " in contents
    board = client.get(f"/reports/board?from={scene.quarter.from_on}&to={scene.quarter.to_on}").text
    (fingerprint,) = re.findall(r"<strong>([0-9a-f]{4}(?: [0-9a-f]{4}){3})</strong>", board)
    assert f"Fingerprint of the figures: {fingerprint}" in contents


def test_of_a_year_too_the_overview_is_what_its_page_hands_over(scene, client_of):
    pack_id = ordered(scene, [PackReport.OVERVIEW], [PackShape.PDF, PackShape.XLSX], of_months(date(2026, 4, 1), 12))
    make_pack(WORKER)
    client = client_of(scene.user, Role.MG)
    files = opened(client.get(f"{PAGE}/{pack_id}.zip").data)
    (part,) = queries.pack_of(scene.manager, pack_id).parts
    assert part.edition.days.months == 12
    of_page = [client.get(f"/overview.{kind}", query_string=address_of(part.edition)).data for kind in ("pdf", "xlsx")]
    assert list(files.values())[1:] == of_page


def test_of_fairness_a_pack_has_a_paper_for_each_outcome(scene, client_of):
    pack_id = ordered(scene, [PackReport.FAIRNESS], [PackShape.PDF, PackShape.XLSX, PackShape.CSV])
    make_pack(WORKER)
    client = client_of(scene.user, Role.MG)
    files = opened(client.get(f"{PAGE}/{pack_id}.zip").data)
    assert len(files) == 1 + 9 + 2
    (part,) = queries.pack_of(scene.manager, pack_id).parts
    for page in ("fairness.pdf", "fairness.xlsx", "fairness.csv"):
        of_page = client.get(f"/reports/{page}", query_string=address_of(part.edition) | {"outcome": "O22"}).data
        assert of_page in files.values(), page


# What is wrong is said, and nothing that was typed is lost.


WRONG = (
    ({"reports": []}, ["reports"], "Tick at least one report"),
    ({"shapes": []}, ["shapes"], "Tick at least one kind of file"),
    ({"reports": ["board", "everything"]}, ["reports"], "choose one of the answers on the page"),
    ({"days": "2030-01-01/2030-03-31"}, ["days"], "is not over yet"),
    ({"days": "2027-02-30/2027-03-31"}, ["days"], "is no date"),
    ({"days": ""}, ["days"], "Choose a period"),
    ({"reports": [each.value for each in PackReport], "shapes": [*PackShape]}, ["reports"], "30 at most"),
    ({"days": "2026-10-01/2026-12-31"}, ["reports"], "There were no figures of Recovery by the end of October to"),
)


def test_what_no_pack_is_made_of_is_said_at_its_field_and_what_was_ticked_stays(scene, client_of):
    client = client_of(scene.user, Role.MG)
    for wrong, fields, words in WRONG:
        sent = FORM | wrong
        page = client.post(PAGE, sent).text
        assert faulty(page) == fields
        assert words in page
        for name in ("reports", "shapes"):
            ticked = re.findall(rf'name="{name}" type="checkbox" value="([^"]+)"[^>]* checked', page)
            assert ticked == [each for each in sent[name] if each != "everything"]
    assert not packs()


def test_so_many_packs_at_once_are_all_that_one_person_has(scene, client_of, monkeypatch):
    monkeypatch.setattr("pathways.packs.rules.MOST_PACKS", 1)
    ordered(scene)
    make_pack(WORKER)
    page = client_of(scene.user, Role.MG).post(PAGE, FORM | {"reports": ["board"]}).text
    assert "You have 1 pack waiting or ready to download, and you can have no more" in page
    assert len(packs()) == 1


# Once, whoever orders and whoever makes it, and for nobody else.


@pytest.mark.database
def test_the_same_order_from_two_pages_at_once_is_one_pack(app, scene):
    order = [lambda: actions.order_pack(by=scene.manager, reports=BOTH, shapes=[PackShape.CSV], days=scene.quarter)]
    assert at_once(app, *order * 2) == ["", ""]
    (pack,) = packs()
    assert len(recorded("export.asked")) == 2
    assert make_pack(WORKER) == 1
    assert make_pack(WORKER) == 0
    assert ordered(scene) != pack.id, "once it is made another can be ordered"


def test_two_workers_at_one_moment_make_one_file(app, scene):
    ordered(scene)
    assert at_once(app, *(lambda name=name: make_pack(name) for name in (WORKER, ANOTHER))) == ["", ""]
    assert len(recorded("export.made")) == 1


@pytest.mark.database
def test_a_colleague_sees_nothing_of_it_and_neither_does_the_owner_in_another_role_or_place(scene, client_of):
    pack_id = ordered(scene)
    make_pack(WORKER)
    colleague = client_of(county.user(Role.MG), Role.MG)
    assert "You have not ordered a pack yet." in colleague.get(PAGE).text
    for address in (f"{PAGE}/{pack_id}", f"{PAGE}/{pack_id}.zip"):
        assert colleague.ask("GET", address).status_code == 404
    for changed in ({"role": Role.PL}, {"organisation_id": scene.manager.organisation_id + 1}):
        with pytest.raises(OutOfSight):
            queries.pack_to_hand_over(replace(scene.manager, **changed), pack_id)


def without_role(user):
    """Their role ended a moment ago."""
    ended = update(RoleHeld).where(RoleHeld.user_id == user.id)
    db.session.execute(ended.values(removed_at=clock.now(), removed_by_id=county.user(Role.AD).id))
    db.session.commit()


@pytest.mark.database
def test_whoever_is_no_manager_any_more_when_it_is_made_gets_none(scene):
    pack_id = ordered(scene)
    without_role(scene.user)
    make_pack(WORKER)
    assert (pack_of(pack_id).failure, pack_of(pack_id).sha256) == (PackFailure.ASKER_LEFT, None)
    assert [each["failure"] for _, each in recorded("export.failed")] == ["asker_left"]


def test_whoever_leaves_while_it_is_made_gets_none(scene, monkeypatch):
    pack_id = ordered(scene)
    zip_of = documents.zip_of
    monkeypatch.setattr(documents, "zip_of", lambda *made, **more: (zip_of(*made, **more), leaves())[0])

    def leaves():
        with beside_what_is_read():
            without_role(scene.user)

    make_pack(WORKER)
    assert (pack_of(pack_id).failure, pack_of(pack_id).sha256) == (PackFailure.ASKER_LEFT, None)


def test_whoever_may_not_open_one_of_its_reports_any_more_gets_none_of_the_pack(scene, monkeypatch):
    made, waits = ordered(scene), ordered(scene, shapes=[PackShape.XLSX])
    make_pack(WORKER)
    fewer = {name: held - {Role.MG} if name == "report.recovery" else held for name, held in permissions().items()}
    monkeypatch.setattr(roles, "permissions", lambda: fewer)
    with pytest.raises(OutOfSight):
        queries.pack_to_hand_over(scene.manager, made)
    make_pack(WORKER)
    assert pack_of(waits).failure is PackFailure.ASKER_LEFT
    for order in (partial(ordered, scene), partial(actions.order_again, by=scene.manager, pack_id=made)):
        with pytest.raises(OutOfSight):
            order()
    assert ordered(scene, [PackReport.BOARD])


def test_whoever_was_a_manager_a_second_ago_downloads_nothing(scene, client_of):
    pack_id = ordered(scene)
    make_pack(WORKER)
    client = client_of(scene.user, Role.MG)
    client.get(f"{PAGE}/{pack_id}")
    without_role(scene.user)
    answer = client.ask("GET", f"{PAGE}/{pack_id}.zip")
    assert answer.status_code in (302, 403, 404)
    assert not recorded("export.downloaded")
