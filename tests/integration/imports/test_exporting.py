"""`flask export`: what a force has now, in a file that could be imported; the log names everybody who is in it."""

import json
import stat

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent, AuditShown
from pathways.auth.roles import Role
from pathways.imports.queries import exporting, importers
from pathways.imports.rules.columns import Kind
from pathways.people.models.identity import Person
from tests import county
from tests.integration.imports import test_importing_disposals as of_disposals
from tests.integration.imports import test_importing_referrals as of_referrals
from tests.integration.imports import test_importing_tests as of_tests
from tests.integration.imports.test_importing_detentions import FIRST, HEAD, PEOPLE, SECOND


@pytest.fixture
def export(app, db, tmp_path, sergeant, monkeypatch):
    """Export a kind for the officer, each record in a lot of its own; the text of the file, and the file."""
    monkeypatch.setattr(exporting, "AT_ONCE", 1)

    def command(kind, sign_in_name=None):
        path = tmp_path / f"{kind}.csv"
        db.session.commit()
        words = ["export", str(path), "--kind", kind, "--by", sign_in_name or sergeant]
        result = app.test_cli_runner().invoke(args=words)
        db.session.rollback()
        db.session.expire_all()
        assert result.exit_code == 0, result.output
        return path.read_text(encoding="utf-8-sig"), path

    return command


@pytest.mark.database
def test_what_was_imported_and_is_exported_is_known_when_it_is_imported_again(bring_in, export):
    bring_in("people", PEOPLE)
    bring_in("detentions", HEAD + FIRST + SECOND)
    for kind in (Kind.PEOPLE, Kind.DETENTIONS):
        text, path = export(kind.value)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "2 rows imported before, and the same." in bring_in(kind.value, text).output


def test_those_of_the_desk_have_a_key_of_their_own_and_who_is_in_custody_now_is_not_in_the_file(export, db, sergeant):
    by = importers.importer(sergeant)
    person = county.person(by=by)
    county.detained(person, by=by)
    text, _ = export("people")
    assert text.splitlines()[1].startswith(f"pathways-{person.id},Rawcliffe,Dean,1991-06-09,")
    assert len(export("detentions")[0].splitlines()) == 1


def test_nobody_of_another_force_is_in_the_file_and_the_log_names_whoever_is(export, db, sergeant):
    ours = county.person(by=importers.importer(sergeant))
    other = county.force("Another force")
    stranger = county.user(of=other, at=county.suite("Elsewhere", of=other))
    county.person("Stow", by=county.viewer_of(stranger))
    assert "Stow" not in export("people")[0]
    named = db.session.scalars(
        select(AuditShown.person_id).join(AuditEvent).where(AuditEvent.action == "people.exported")
    )
    assert list(named) == [ours.id]
    begun = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export.begun")).one()
    assert json.loads(begun.payload) == {"kind": "people"}
    assert db.session.get_one(Person, ours.id)


def test_a_file_that_is_there_is_not_written_over(app, db, tmp_path, sergeant):
    path = tmp_path / "kept.csv"
    path.write_text("kept")
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["export", str(path), "--kind", "people", "--by", sergeant])
    assert (result.exit_code, path.read_text()) == (1, "kept")


@pytest.mark.database
def test_tests_of_before_are_exported_as_they_came(bring_in, export):
    for kind, text in (("people", of_tests.PEOPLE), ("detentions", of_tests.DETENTIONS)):
        bring_in(kind, text)
    bring_in("tests", of_tests.HEAD + of_tests.EVERY)
    text, _ = export("tests")
    assert "3 rows imported before, and the same." in bring_in("tests", text).output


@pytest.mark.database
def test_disposals_of_before_are_exported_as_they_came(bring_in, export):
    for kind, text in (("people", of_tests.PEOPLE), ("detentions", of_tests.DETENTIONS)):
        bring_in(kind, text)
    bring_in("tests", of_tests.HEAD + of_tests.EVERY)
    bring_in("disposals", of_disposals.HEAD + of_disposals.EVERY)
    text, _ = export("disposals")
    assert "3 rows imported before, and the same." in bring_in("disposals", text).output


@pytest.mark.database
def test_referrals_of_before_and_what_came_of_them_are_exported_as_they_came(bring_in, export, run):
    county.service()
    worker = county.user(Role.TW).sign_in_name
    for kind, text in (("people", of_tests.PEOPLE), ("detentions", of_tests.DETENTIONS)):
        bring_in(kind, text)
    bring_in("referrals", of_referrals.HEAD + of_referrals.EVERY)
    of_worker = ("--kind", "engagement", "--by", worker, "--system", "ARC team")
    run("run", "FILE", *of_worker, text=of_referrals.CASES + of_referrals.EVERY_CASE)
    text, _ = export("referrals")
    assert "not_engaged" not in text.lower(), "police read no more than that a service accepted"
    assert "4 rows imported before, and the same." in bring_in("referrals", text).output
    text, _ = export("engagement", worker)
    assert "3 rows imported before, and the same." in run("run", "FILE", *of_worker, text=text).output
