"""What must never be of an import, named in the database: tried whole, empty, and by halves."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.imports.models import ImportedRecord, ImportRun, ImportSource, ImportUndoing, PersonSetAside
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.deciding import WhoItIs
from pathways.store.base import save
from tests import county


def refused_by(db, name: str) -> bool:
    with pytest.raises(IntegrityError) as refusal:
        db.session.flush()
    db.session.rollback()
    return name in str(refusal.value) or (name.startswith("uq_") and "UNIQUE constraint failed" in str(refusal.value))


@pytest.fixture
def imported(officer):
    source = save(ImportSource(organisation_id=officer.organisation_id, name="ARC team", kind=Kind.PEOPLE))
    return save(run_of(source.id, officer))


def run_of(source_id, officer, **more) -> ImportRun:
    facts = {"file_name": "a.csv", "digest": "0" * 64, "began_at": clock.now(), "began_by_id": officer.user_id}
    return ImportRun(source_id=source_id, **(facts | more))


def aside(imported, **more) -> PersonSetAside:
    facts = {"source_key": "A1", "run_id": imported.id, "row_number": 2, "fingerprint": "0", "may_be": []}
    return PersonSetAside(source_id=imported.source_id, **(facts | more))


def test_a_source_of_a_kind_has_its_name_once(db, officer, imported):
    db.session.add(ImportSource(organisation_id=officer.organisation_id, name="ARC team", kind=Kind.DETENTIONS))
    db.session.flush()
    db.session.add(ImportSource(organisation_id=officer.organisation_id, name="ARC team", kind=Kind.PEOPLE))
    assert refused_by(db, "uq_import_source_organisation_id_name_kind")


def test_of_a_source_one_import_is_open(db, officer, imported):
    save(run_of(imported.source_id, officer, ended_at=clock.now()))
    db.session.add(run_of(imported.source_id, officer))
    assert refused_by(db, "uq_import_run_open")


def test_an_import_ends_after_it_began(db, imported):
    imported.ended_at = imported.began_at - timedelta(seconds=1)
    assert refused_by(db, "ck_import_run_ended_after_it_began")


@pytest.mark.parametrize("missing", ["undone_at", "undone_by_id"])
def test_an_import_is_taken_back_by_somebody_at_a_time(db, officer, imported, missing):
    imported.undone_at, imported.undone_by_id = clock.now(), officer.user_id
    db.session.flush()
    setattr(imported, missing, None)
    assert refused_by(db, "ck_import_run_undone_whole")


def test_a_key_of_a_source_stands_for_one_record(db, officer, imported):
    facts = {
        "source_id": imported.source_id,
        "run_id": imported.id,
        "row_number": 2,
        "fingerprint": "0",
        "is_new": True,
    }
    save(ImportedRecord(source_key="A1", person_id=county.person(by=officer).id, **facts))
    save(aside(imported))
    db.session.add(ImportedRecord(source_key="A1", person_id=county.person(by=officer).id, **facts))
    assert refused_by(db, "uq_imported_record_source_id_source_key")


def test_a_key_of_a_source_is_set_aside_once(db, imported):
    save(aside(imported))
    db.session.add(aside(imported))
    assert refused_by(db, "uq_person_set_aside_source_id_source_key")


@pytest.mark.parametrize("missing", ["decided_at", "decided_by_id", "who"])
def test_who_somebody_is_was_decided_by_somebody_at_a_time(db, officer, imported, missing):
    waits = save(aside(imported))
    waits.who, waits.decided_at, waits.decided_by_id = WhoItIs.LEFT_OUT, clock.now(), officer.user_id
    db.session.flush()
    setattr(waits, missing, None)
    assert refused_by(db, "ck_person_set_aside_decided_whole")


@pytest.mark.parametrize("who", list(WhoItIs))
def test_whoever_is_not_left_out_is_a_person_and_nobody_else_is(db, officer, imported, who):
    person_id = county.person(by=officer).id
    whole = {"who": who, "decided_at": clock.now(), "decided_by_id": officer.user_id}
    right = None if who is WhoItIs.LEFT_OUT else person_id
    save(aside(imported, person_id=right, **whole))
    db.session.add(aside(imported, source_key="A2", person_id=person_id if right is None else None, **whole))
    assert refused_by(db, "ck_person_set_aside_decided_with_whom")


def test_nobody_is_a_person_before_it_is_decided(db, officer, imported):
    db.session.add(aside(imported, person_id=county.person(by=officer).id))
    assert refused_by(db, "ck_person_set_aside_nobody_before_it_is_decided")


def test_an_import_is_proposed_to_be_taken_back_once_and_decided_by_another_person(db, officer, imported):
    facts = {"run_id": imported.id, "reason": "Another county", "proposed_at": clock.now()}
    save(ImportUndoing(proposed_by_id=officer.user_id, **facts))
    db.session.add(ImportUndoing(proposed_by_id=officer.user_id, **facts))
    assert refused_by(db, "uq_import_undoing_waiting")


@pytest.mark.parametrize(
    ("decided", "name"),
    [
        (("decided_at", "is_confirmed"), "ck_import_undoing_decided_whole"),
        (("decided_at", "is_confirmed", "decided_by_id"), "ck_import_undoing_two_people"),
    ],
)
def test_taking_back_is_decided_whole_and_by_two(db, officer, imported, decided, name):
    whole = {"decided_at": clock.now(), "is_confirmed": True, "decided_by_id": officer.user_id}
    facts = {"run_id": imported.id, "reason": "Another county", "proposed_at": clock.now()}
    db.session.add(ImportUndoing(proposed_by_id=officer.user_id, **facts, **{each: whole[each] for each in decided}))
    assert refused_by(db, name)
