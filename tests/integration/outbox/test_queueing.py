"""A message is queued with the change that gives reason to it, once for each reason."""

import pytest
from sqlalchemy import func, select

from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.outbox import actions
from pathways.outbox.models import Message
from pathways.outbox.rules import DeliveryFailure, MessageState
from pathways.store.base import db
from tests import county

TO = "office@small.charity.example"


def queued(**values):
    asked = {"kind": "answer_link", "to": TO, "reference": "PW-1", "link": "/answer/{secret}", "key": "referral-1"}
    return actions.queue(by=audit_models.SYSTEM, **{**asked, **values})


def test_a_message_is_queued_once_for_each_key_and_undone_with_its_change(app):
    person_id = county.person().id
    db.session.commit()
    queued(about_person_id=person_id)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
    version = audit.version_of(person_id), audit.version_of(person_id, in_confidence=True)
    first = queued(about_person_id=person_id)
    again = queued(about_person_id=person_id, to="another@charity.example")
    none = queued(key="referral-2", to="ring them")
    with pytest.raises(ValueError, match="path of ours"):
        queued(key="referral-3", link="https://elsewhere.example")
    assert again is first
    assert (first.address, first.state, none.state, none.failure) == (
        TO,
        MessageState.QUEUED,
        MessageState.DEAD,
        DeliveryFailure.NO_ADDRESS,
    )
    events = select(AuditEvent.payload).where(AuditEvent.action == "message.queued").order_by(AuditEvent.id)
    assert db.session.scalars(events).all() == [
        '{"kind":"answer_link"}',
        f'{{"kind":"answer_link","message":{none.id}}}',
    ]
    assert (audit.version_of(person_id), audit.version_of(person_id, in_confidence=True)) == version


@pytest.mark.parametrize(
    ("wrong", "raised"),
    [
        ({"about_person_id": None}, ValueError),
        ({"link": "https://elsewhere.example"}, ValueError),
        ({"kind": "no such"}, LookupError),
    ],
    ids=["about nobody", "a link that is no path", "an unknown kind"],
)
def test_of_many_messages_none_is_queued_where_one_cannot_be(app, wrong, raised):
    asked = {"kind": "answer_link", "to": TO, "reference": "PW-1", "about_person_id": county.person().id}
    messages = [actions.ToQueue(**asked, key="referral-1"), actions.ToQueue(**{**asked, **wrong}, key="referral-2")]
    with pytest.raises(raised):
        actions.queue_together(by=audit_models.SYSTEM, messages=messages)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
