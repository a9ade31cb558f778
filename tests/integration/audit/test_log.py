"""The log is written with what it records, and every way of tampering with it is found and placed."""

import json
import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from pathways.audit import record as audit
from pathways.audit import verify
from pathways.audit.models import AuditChain, AuditEvent, AuditShown
from pathways.auth.roles import Rank, Role
from pathways.refusals import Stale
from tests import county


@pytest.fixture
def officer(db):
    return county.viewer_of(county.user(Role.CO, rank=Rank.CONSTABLE))


@pytest.fixture
def logged(db, officer):
    """Two people with four events each, and a list that shows both."""
    for person_id in (1, 2):
        audit.change(officer, person_id, "person.created", ("person", person_id), fields=["surname"])
        audit.look(officer, person_id, "person.viewed", ("person", person_id))
        audit.change(officer, person_id, "test.recorded", ("drug_test", 7))
        audit.look(officer, person_id, "person.viewed", ("person", person_id))
    audit.listed(officer, "person.searched", [2, 1])
    db.session.commit()


def breaks(expected=("person:1", "person:2")):
    return [(fault.chain, fault.position) for fault in verify.verify(expected)]


def tamper(engine, *statements):
    """What a database owner could do: past the rights and the triggers of the application."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for trigger in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {trigger[0]}"))
        for statement in statements:
            connection.execute(text(statement))


def at(chain, position):
    return f"chain_id = (SELECT id FROM audit_chain WHERE key = '{chain}') AND position = {position}"


def test_an_untouched_log_verifies(logged):
    assert breaks() == []


def test_a_change_moves_the_version_and_a_look_does_not(db, logged, officer):
    assert audit.version_of(1) == 2
    audit.look(officer, 1, "person.viewed", ("person", 1))
    assert audit.version_of(1) == 2
    audit.expect(1, 2)
    with pytest.raises(Stale):
        audit.expect(1, 1)


def test_what_is_recorded_in_confidence_moves_only_the_number_of_who_may_know(db, logged, officer):
    before = audit.version_of(1, in_confidence=True)
    audit.look(officer, 1, "person.viewed", ("person", 1))
    assert audit.version_of(1, in_confidence=True) == before
    audit.in_confidence(officer, 1, "contact.attended", ("appointment", 1))
    assert audit.version_of(1) == 2
    audit.expect(1, 2)
    with pytest.raises(Stale):
        audit.expect(1, before, in_confidence=True)


def test_a_list_names_everybody_it_shows_on_the_session_chain(db, logged):
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "person.searched")).one()
    assert json.loads(event.payload)["shown"] == [1, 2]
    shown = db.session.scalars(select(AuditShown.person_id).order_by(AuditShown.person_id)).all()
    assert shown == [1, 2]


def test_what_is_rolled_back_leaves_no_event(db, logged, officer):
    audit.change(officer, 1, "person.updated", ("person", 1))
    db.session.rollback()
    assert audit.version_of(1) == 2
    assert breaks() == []


@pytest.mark.parametrize(
    "column",
    [
        "action",
        "role",
        "outcome",
        "request_id",
        "subject_type",
        "payload_commit",
        "previous_hash",
        "hash",
        "event_class",
    ],
)
def test_one_changed_byte_is_named_with_its_person_and_position(logged, owner_engine, column):
    tamper(owner_engine, f"UPDATE audit_event SET {column} = 'X' || substr({column}, 2) WHERE {at('person:2', 3)}")
    faults = list(verify.verify())
    assert ("person:2", 2, 3) in [(each.chain, each.person_id, each.position) for each in faults]


def test_a_changed_payload_is_named(logged, owner_engine):
    tamper(owner_engine, f"UPDATE audit_event SET payload = payload || ' ' WHERE {at('person:1', 1)}")
    assert breaks() == [("person:1", 1)]


def test_a_removed_row_is_named(logged, owner_engine):
    tamper(owner_engine, f"DELETE FROM audit_event WHERE {at('person:1', 2)}")
    assert ("person:1", 2) in breaks()


def test_swapped_rows_are_named(logged, owner_engine):
    tamper(
        owner_engine,
        f"UPDATE audit_event SET position = 99 WHERE {at('person:1', 2)}",
        f"UPDATE audit_event SET position = 2 WHERE {at('person:1', 3)}",
        f"UPDATE audit_event SET position = 3 WHERE {at('person:1', 99)}",
    )
    assert {("person:1", 2), ("person:1", 3)} <= set(breaks())


def test_an_inserted_row_is_named(logged, owner_engine):
    columns = [column.name for column in AuditEvent.__table__.columns if column.name not in ("id", "position")]
    names = ", ".join(columns)
    tamper(
        owner_engine,
        f"INSERT INTO audit_event (position, {names}) SELECT 5, {names} FROM audit_event WHERE {at('person:2', 4)}",
    )
    assert ("person:2", 5) in breaks()


def test_a_cut_tail_is_named(logged, owner_engine):
    tamper(owner_engine, f"DELETE FROM audit_event WHERE {at('person:2', 4)}")
    assert breaks() == [("person:2", 4)]


def test_a_payload_emptied_without_an_erasure_event_is_named(logged, owner_engine):
    tamper(owner_engine, f"UPDATE audit_event SET salt = NULL, payload = NULL WHERE {at('person:1', 3)}")
    assert breaks() == [("person:1", 3)]


def test_lawful_erasure_drops_the_payload_and_the_chain_still_verifies(db, logged, officer):
    audit.erase_payload(officer, "person:1", 3, reason="rights request 12")
    db.session.commit()
    assert breaks() == []
    emptied = db.session.scalars(
        select(AuditEvent).join(AuditChain).where(AuditChain.key == "person:1", AuditEvent.position == 3)
    ).one()
    assert emptied.payload is None


def test_a_changed_list_of_people_shown_is_named(logged, owner_engine):
    tamper(owner_engine, "DELETE FROM audit_shown WHERE person_id = 2")
    assert [position for _chain, position in breaks()] == [1]


def test_a_whole_removed_chain_is_named(logged, owner_engine):
    where = "chain_id = (SELECT id FROM audit_chain WHERE key = 'person:2')"
    tamper(owner_engine, f"DELETE FROM audit_event WHERE {where}", "DELETE FROM audit_chain WHERE key = 'person:2'")
    assert breaks() == [("person:2", 0)]


@pytest.mark.database
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'x'",
        "DELETE FROM audit_event",
        "UPDATE audit_shown SET person_id = 3",
        "DELETE FROM audit_shown",
        "DELETE FROM audit_chain",
    ],
)
def test_the_application_itself_may_not_change_or_remove_an_event(db, logged, statement):
    with pytest.raises(DBAPIError, match=r"permission denied|add-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert breaks() == []


def test_many_writers_on_one_person_leave_one_unbroken_chain(app, db, logged, officer):
    def write():
        with app.app_context():
            for _ in range(10):
                audit.change(officer, 1, "contact.recorded", ("referral", 1))
                db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.version_of(1) == 42
    assert breaks() == []
