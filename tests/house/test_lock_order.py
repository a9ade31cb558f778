"""A row that is locked before the head of the person whose it is fails whatever test does it."""

import pytest
from sqlalchemy import select, update

from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.directory.models import Service
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests import county
from tests.lock_order import RowBeforeHead, tables_of_a_person


@pytest.fixture
def person(app):
    made = county.person(by=county.officer())
    audit.change(audit_models.SYSTEM, made.id, "person.corrected", ("person", made.id))
    db.session.commit()
    return made


def test_a_row_read_to_be_changed_before_the_head_fails(person):
    db.session.refresh(person, with_for_update=True)
    with pytest.raises(RowBeforeHead, match="person"):
        audit.lock(person.id)


def test_a_row_changed_in_a_request_before_the_head_fails(app, person):
    db.session.rollback()
    with app.test_request_context():
        db.session.execute(update(Referral).where(Referral.id == 0).values(look_at=None))
        with pytest.raises(RowBeforeHead, match="referral"):
            audit.lock(person.id)


def test_the_head_before_the_row_is_the_order(person):
    audit.lock(person.id)
    db.session.refresh(person, with_for_update=True)
    db.session.commit()


def test_a_row_of_nobody_is_nobodys(person):
    db.session.execute(select(Service.id).with_for_update())
    audit.lock(person.id)


def test_what_leads_to_a_person_by_its_keys_is_of_a_person():
    names = {each.__tablename__ for each in (Person, Episode, Referral)}
    assert names <= tables_of_a_person()
    assert not {"service", "force_switch", "audit_chain", "draft", "post_key"} & tables_of_a_person()
