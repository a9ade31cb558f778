"""A chain that is not there any more is missed, whosever it was; a damaged log is named and never ends the command."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from pathways.admin.actions import accounts as admin
from pathways.audit.models import AuditEvent
from pathways.auth import actions
from pathways.auth.models import Organisation, SignInSession
from pathways.auth.roles import OrganisationKind, Role
from pathways.store import schema
from tests import county
from tests.integration.audit.test_log import tamper
from tests.on_both import POSTGRES_ALONE, SQLITE_ALONE


@pytest.fixture
def run(app, db):
    """Run a command as an administrator of the machine would; the test's own transaction ends first."""

    def command(*words):
        db.session.commit()
        answer = app.test_cli_runner().invoke(args=list(words))
        db.session.rollback()
        return answer

    return command


@pytest.fixture
def administrator(app, db):
    """The first administrator of a service that was set up as it should be, signed in."""
    with app.test_request_context():
        user = admin.set_up(
            organisation_name="Trentshire Police",
            kind=OrganisationKind.FORCE,
            administrator_name="R. Hallam",
            sign_in_name="r.hallam@trentshire.example",
            password_hash="no password",
        )
        actions.enter(user=user, role=Role.AD)
    session_id = db.session.scalars(select(SignInSession.id)).one()
    ids = SimpleNamespace(id=user.id, organisation_id=user.organisation_id, session_id=session_id)
    db.session.commit()
    yield ids
    db.session.rollback()
    schema.protect(app)  # what a tampering owner took off


def without_chain(engine, key):
    where = f"(SELECT id FROM audit_chain WHERE key = '{key}')"
    tamper(
        engine,
        f"DELETE FROM audit_shown WHERE event_id IN (SELECT id FROM audit_event WHERE chain_id = {where})",
        f"DELETE FROM audit_event WHERE chain_id = {where}",
        f"DELETE FROM audit_chain WHERE key = '{key}'",
    )


def test_a_service_that_was_set_up_and_signed_in_to_verifies(run, administrator):
    answer = run("audit", "verify")
    assert answer.exit_code == 0
    assert "(0 people, 1 organisation, 1 session)" in answer.output


def test_the_removed_chain_of_an_organisation_is_named(run, db, administrator, owner_engine):
    without_chain(owner_engine, f"organisation:{administrator.organisation_id}")
    answer = run("audit", "verify")
    assert answer.exit_code == 1
    assert f"organisation:{administrator.organisation_id}, position 0: the whole chain was removed" in answer.output


def test_the_removed_chain_of_a_session_is_named(run, db, administrator, owner_engine):
    session_id = administrator.session_id
    without_chain(owner_engine, f"session:{session_id}")
    answer = run("audit", "verify")
    assert answer.exit_code == 1
    assert f"session:{session_id}, position 0: the whole chain was removed" in answer.output


def test_a_session_removed_with_its_row_is_named_by_the_sign_in_that_began_it(run, db, administrator, owner_engine):
    session_id = administrator.session_id
    without_chain(owner_engine, f"session:{session_id}")
    tamper(owner_engine, f"DELETE FROM sign_in_session WHERE id = {session_id}")
    assert f"session:{session_id}, position 0: the whole chain was removed" in run("audit", "verify").output


def test_a_session_put_in_without_a_sign_in_is_named(run, db, administrator, owner_engine):
    session_id = administrator.session_id + 1
    tamper(
        owner_engine,
        "INSERT INTO sign_in_session (id, user_id, token_hash, role, started_at, last_seen_at) "
        f"SELECT {session_id}, user_id, 'forged', role, started_at, last_seen_at FROM sign_in_session",
    )
    assert f"session:{session_id}, position 0: the whole chain was removed" in run("audit", "verify").output


def test_a_session_from_before_sessions_had_their_own_beginning_is_not_missed(run, db, administrator):
    now = db.session.get_one(SignInSession, administrator.session_id)
    db.session.add(
        SignInSession(
            id=now.id - 1,  # an earlier release let this one in
            user_id=administrator.id,
            token_hash="of an earlier release",
            role=Role.AD,
            started_at=now.started_at,
            last_seen_at=now.last_seen_at,
        )
    )
    assert run("audit", "verify").exit_code == 0


def test_the_chain_of_failed_sign_ins_is_missed_too(run, administrator, owner_engine):
    without_chain(owner_engine, "organisation:0")
    assert "organisation:0, position 0: the whole chain was removed" in run("audit", "verify").output


def test_an_organisation_without_a_chain_is_named(run, db, administrator):
    county.provider()
    assert db.session.query(Organisation).count() == 2
    assert "the whole chain was removed" in run("audit", "verify").output


@SQLITE_ALONE
@pytest.mark.parametrize("payload", ["not JSON", "[1, 2]", '"shown":', '{"shown":[{}]}'])
def test_a_payload_that_cannot_be_read_is_named_and_the_rest_is_verified(run, administrator, owner_engine, payload):
    first = f"chain_id = (SELECT id FROM audit_chain WHERE key = 'organisation:{administrator.organisation_id}')"
    tamper(
        owner_engine,
        f"UPDATE audit_event SET payload = '{payload}', event_class = 'ERA' WHERE {first} AND position = 2",
    )
    without_chain(owner_engine, "organisation:0")
    answer = run("audit", "verify")
    assert answer.exit_code == 1
    assert f"organisation:{administrator.organisation_id}, position 2: the payload was changed" in answer.output
    assert "organisation:0, position 0: the whole chain was removed" in answer.output


@SQLITE_ALONE
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'last Tuesday'"),
        ("position", "'first'"),
        ("payload", "x'fffe'"),
        ("salt", "CAST(x'fffe' AS TEXT)"),
        ("action", "CAST(x'fffe' AS TEXT)"),
        ("hash", "7"),
    ],
)
def test_a_cell_of_the_log_that_cannot_be_read_is_named_in_its_chain(run, administrator, owner_engine, column, value):
    key = f"organisation:{administrator.organisation_id}"
    first = f"chain_id = (SELECT id FROM audit_chain WHERE key = '{key}') AND position = 1"
    tamper(owner_engine, f"UPDATE audit_event SET {column} = {value} WHERE {first}")
    answer = run("audit", "verify")
    assert answer.exit_code == 1
    assert f"{key}, position " in answer.output
    assert "breaks found" in answer.output


@SQLITE_ALONE
def test_a_head_that_cannot_be_read_is_named(run, administrator, owner_engine):
    key = f"organisation:{administrator.organisation_id}"
    tamper(owner_engine, f"UPDATE audit_chain SET position = 'many' WHERE key = '{key}'")
    assert f"{key}, position " in run("audit", "verify").output


@SQLITE_ALONE
def test_a_damaged_file_is_said_in_a_line_by_the_verification_and_by_the_doctor(run, administrator, built, db):
    db.session.commit()
    db.session.remove()
    db.engine.dispose()  # everything in the one file, nobody connected
    _spoil(built.file)
    answer = run("audit", "verify")
    assert answer.exit_code == 1
    assert "The log cannot be read to its end: database disk image is malformed" in answer.output
    assert "Put the last good backup in its place" in answer.output
    answer = run("doctor")
    assert answer.exit_code == 1
    assert "The database file is damaged: " in answer.output


@SQLITE_ALONE
def test_the_doctor_names_rows_that_point_nowhere(run, administrator, owner_engine):
    tamper(owner_engine, "PRAGMA foreign_keys=OFF", "UPDATE user_account SET organisation_id = 99")
    answer = run("doctor")
    assert answer.exit_code == 1
    assert "user_account: 1 row points to no row of organisation" in answer.output


@POSTGRES_ALONE
def test_the_doctor_names_rows_that_point_nowhere_and_says_what_it_could_not_check(run, administrator, owner_engine):
    with owner_engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("UPDATE user_account SET organisation_id = 99"))
    answer = run("doctor")
    assert answer.exit_code == 1
    assert "user_account: 1 row points to no row of organisation" in answer.output
    assert "Not checked: " in answer.output
    assert "amcheck" in answer.output


@POSTGRES_ALONE
def test_where_amcheck_is_there_the_doctor_compares_indexes_with_their_tables(run, administrator, owner_engine):
    with owner_engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION amcheck"))
        connection.execute(text("GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean) TO pathways_app"))
    try:
        answer = run("doctor")
    finally:
        with owner_engine.begin() as connection:
            connection.execute(text("DROP EXTENSION amcheck"))
    # That no worker runs here is another matter.
    assert [line for line in answer.output.splitlines() if "the worker is not running" not in line] == []


def test_a_sign_in_begins_a_chain_of_its_session(app, db, administrator):
    begun = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "session.begun")).all()
    assert [(each.session_id, each.actor_id) for each in begun] == [(administrator.session_id, administrator.id)]


def _spoil(file):
    """Overwrite a page of the file where rows of the log lie, as a failing disk would."""
    content = bytearray(file.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    place = content.rindex(b"session.begun") // size * size
    content[place : place + size] = b"\xa5" * size
    file.write_bytes(content)
