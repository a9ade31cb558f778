"""The steps that time takes are taken of many referrals at once, as they are of each by itself."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, text, update

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.audit.verify import verify
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.deadlines.actions import reading as actions
from pathways.deadlines.models import ClockAnswer, Telling
from pathways.deadlines.rules.deadlines import Answered
from pathways.engagement.case import actions as case_actions
from pathways.outbox.models import Message
from pathways.referrals.models.needs_and_consents import Transfer
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.actions import BY_SYSTEM
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.bench.statements import statements_in
from tests.integration.deadlines.test_looked_over import read_each_instead
from tests.on_both import POSTGRES_ALONE
from tests.referred import referred

QUESTION = {"of_whom": "referrer", "about": "other", "question": "Which of the two addresses is right?"}
ROWS = {
    Referral: (Referral.id,),
    ReferralEvent: (ReferralEvent.referral_id, ReferralEvent.id),
    Transfer: (Transfer.id,),
    Telling: (Telling.key,),
    Message: (Message.key,),
    AuditEvent: (AuditEvent.chain_id, AuditEvent.position),
}
BY_CHANCE = {"id", "message_id", "salt", "payload_commit", "hash", "previous_hash"}
"""Numbers in the order of writing, and what is drawn by lot."""


def sent():
    return referred(county.officer())


def sent_again():
    """Two of one person, from two arrests."""
    officer = county.officer()
    person = county.person(by=officer)
    return [referred(officer, episode=county.episode(person, by=officer)) for _ in range(2)]


def asked_about():
    """One about which the service asked something, and nobody answered."""
    referral = sent()
    worker = county.viewer_of(county.user(Role.TW))
    accepting.step_at_inbox(by=worker, referral_id=referral.id, event="ask", given=QUESTION)
    return referral


def tried_once(the_clock):
    """A case whose worker tried once to reach the person."""
    scene = accepted(the_clock)
    tried = {"answered": Answered.ATTEMPTED, "at": clock.now(), "by_id": scene.worker.user_id}
    db.session.add(ClockAnswer(referral_id=scene.referral.id, **tried))
    return scene.referral


def on_its_way(the_clock):
    """A case that was sent on to a service with staff here, which says nothing."""
    scene = accepted(the_clock)
    there = county.service("Trent Bank Service", county.provider("Trent Bank"))
    given = {"receiver": str(there.id), "agrees": "yes", "sent_on": clock.today()}
    case_actions.step_in_case(by=scene.worker, referral_id=scene.referral.id, event="transfer_out", given=given)
    return scene.referral


def handed_back(the_clock):
    """One offered to a second service after the first had accepted and handed the person back."""
    scene = accepted(the_clock)
    manager, finder = county.viewer_of(county.user(Role.PM)), county.viewer_of(county.user(Role.PW))
    given = {"why": "no_place"}
    case_actions.step_in_case(by=manager, referral_id=scene.referral.id, event="hand_back", given=given)
    there = county.service("Trent Bank Service", county.provider("Trent Bank"))
    return accepting.place(by=finder, referral_id=scene.referral.id, service_id=there.id, note=None)


def one_of_each(the_clock, times=1):
    """Referrals with which time takes each step that it takes, five days from now, so many times; by their number."""
    county.user(Role.PM)
    county.user(Role.PW)
    county.user(Role.TW, of=county.provider("Trent Bank"))
    kinds = (sent, partial(tried_once, the_clock), partial(on_its_way, the_clock), partial(handed_back, the_clock))
    referrals = [made() for _ in range(times) for made in kinds]
    the_clock.advance(timedelta(days=36))
    referrals += [asked_about() for _ in range(times)]
    db.session.commit()
    return [referral.id for referral in referrals]


def due_after(the_clock, **much):
    the_clock.advance(timedelta(**much))
    db.session.execute(update(Referral).where(Referral.look_at.is_not(None)).values(look_at=clock.now()))
    db.session.commit()
    db.session.expunge_all()
    return clock.now()


def as_it_stands():
    """Every row that reading clocks may write."""
    return {
        kind.__tablename__: [
            {
                name: value
                for name, value in row._mapping.items()
                if name not in BY_CHANCE and not _of_a_message(row, name)
            }
            for row in db.session.execute(select(*kind.__table__.c).order_by(*order))
        ]
        for kind, order in ROWS.items()
    }


def _of_a_message(row, name):
    return name == "subject_id" and row.subject_type == "message"


def taken():
    return set(db.session.scalars(select(ReferralEvent.event).where(ReferralEvent.event.in_(BY_SYSTEM))))


@pytest.mark.database
@pytest.mark.parametrize(
    ("days", "steps"),
    [(5, BY_SYSTEM), (9, BY_SYSTEM - {"answer_time_up"})],
)
def test_every_step_of_time_leaves_of_many_what_it_leaves_of_each_by_itself(app, the_clock, days, steps):
    numbers = one_of_each(the_clock, times=2)
    now = due_after(the_clock, days=days)
    assert actions.act_on_clocks_of_many(referral_ids=numbers, now=now) == ()
    together = as_it_stands()
    assert taken() == steps
    assert list(verify()) == []
    read_each_instead(numbers, now)
    by_itself = as_it_stands()
    for table, rows in by_itself.items():
        assert rows == together[table], table


def test_of_two_referrals_of_one_person_the_log_says_first_all_of_one_and_then_all_of_the_other(app, the_clock):
    county.user(Role.PM)
    numbers = [referral.id for referral in (*sent_again(), *sent_again())]
    db.session.commit()
    now = due_after(the_clock, days=6)
    assert actions.act_on_clocks_of_many(referral_ids=numbers, now=now) == ()
    together = as_it_stands()
    assert [row["to_state"] for row in together["referral_event"]].count(ReferralState.NEEDS_PLACE) == len(numbers)
    read_each_instead(numbers, now)
    assert as_it_stands() == together


def test_what_the_table_says_must_be_recorded_is_that_of_each(app, the_clock):
    unanswered, tried, on_the_way, _, asked = one_of_each(the_clock)
    now = due_after(the_clock, days=5)
    hub = db.session.get_one(Referral, unanswered).service_id
    assert actions.act_on_clocks_of_many(referral_ids=(unanswered, tried, on_the_way, asked), now=now) == ()
    rows = db.session.execute(
        select(ReferralEvent.referral_id, ReferralEvent.event, ReferralEvent.recorded)
        .where(ReferralEvent.event.in_(BY_SYSTEM))
        .order_by(ReferralEvent.referral_id, ReferralEvent.id)
    ).all()
    told = ["The provider's manager", "The pathway manager"]
    assert [tuple(row) for row in rows] == [
        (unanswered, "no_decision", {"service": hub, "told": told, "at": now.isoformat()}),
        (tried, "no_contact", {"attempts": 1}),
        (on_the_way, "not_picked_up", None),
        (asked, "answer_time_up", None),
    ]
    (transfer,) = db.session.scalars(select(Transfer))
    assert (transfer.how, transfer.ended_at) == ("not_picked_up", now)
    assert "transfer_over" in set(db.session.scalars(select(Message.kind)))


def test_police_notice_that_a_service_did_not_answer_and_nothing_that_comes_after_an_acceptance(app, the_clock):
    numbers = one_of_each(the_clock)
    whose = {row[0]: row[1] for row in db.session.execute(select(Referral.id, Referral.person_id))}
    before = [audit.version_of(whose[each]) for each in numbers]
    now = due_after(the_clock, days=5)
    assert actions.act_on_clocks_of_many(referral_ids=numbers, now=now) == ()
    moved = [audit.version_of(whose[each]) - version for each, version in zip(numbers, before, strict=True)]
    assert moved == [1, 0, 0, 0, 1]  # not answered, tried once, on its way, handed back, asked about


def test_it_takes_no_more_statements_for_many_with_which_time_takes_a_step_than_for_one_of_each(app, the_clock):
    numbers = one_of_each(the_clock, times=4)
    now = due_after(the_clock, days=5)
    said = []
    for some in ((*numbers[:4], numbers[-1]), numbers):
        with statements_in(db.engine) as statements:
            assert actions.act_on_clocks_of_many(referral_ids=some, now=now) == ()
        assert taken() == BY_SYSTEM
        said.append(len(statements))
        db.session.rollback()
        db.session.expunge_all()
    assert said[1] <= said[0]


@pytest.mark.database
def test_a_step_that_cannot_be_taken_stops_no_other_and_is_tried_again(app, the_clock, monkeypatch, caplog):
    numbers = one_of_each(the_clock)
    due_after(the_clock, days=5)
    whose = db.session.scalar(select(Referral.person_id).where(Referral.id == numbers[0]))
    entry, fails = audit.entry_about_person, [whose]

    def writes(by, person_id, action, *more, **payload):
        if action == "referral.no_decision" and person_id in fails:
            raise RuntimeError("the disk is full")
        return entry(by, person_id, action, *more, **payload)

    def stands(number):
        return db.session.scalar(select(Referral.state).where(Referral.id == number))

    monkeypatch.setattr(audit, "entry_about_person", writes)
    act_on_due_clocks()
    assert stands(numbers[0]) is ReferralState.SUBMITTED
    assert taken() == BY_SYSTEM
    assert f"The clocks of referral {numbers[0]} could not be read" in caplog.text
    fails.clear()
    act_on_due_clocks()
    assert stands(numbers[0]) is ReferralState.NEEDS_PLACE
    assert list(verify()) == []


@POSTGRES_ALONE
def test_with_whom_time_takes_a_step_and_somebody_else_writes_is_left_and_the_others_are_not(app, the_clock):
    numbers = one_of_each(the_clock)
    now = due_after(the_clock, days=5)
    whose = db.session.scalar(select(Referral.person_id).where(Referral.id == numbers[0]))
    db.session.rollback()
    with db.engine.connect() as somebody:
        somebody.execute(text("SELECT id FROM audit_chain WHERE person_id = :who FOR UPDATE"), {"who": whose})
        assert actions.act_on_clocks_of_many(referral_ids=numbers, now=now) == (numbers[0],)
        somebody.rollback()
    assert taken() == BY_SYSTEM
