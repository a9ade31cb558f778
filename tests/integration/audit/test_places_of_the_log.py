"""From which event on somebody who keeps what they read must read the log again."""

from sqlalchemy import select

from pathways.audit import record as audit
from pathways.audit.changes import log_now, read_log
from pathways.audit.models import SYSTEM
from pathways.store.base import db
from tests import county
from tests.on_both import POSTGRES_ALONE
from tests.together import meanwhile


def now(*places):
    return read_log(db.session.execute(select(*log_now(places))).one(), places)


def written():
    """An event, saved; where the log stands then."""
    audit.change(SYSTEM, county.person().id, "note.added", ("referral", None))
    db.session.commit()
    return now().last


def test_a_place_of_the_log_is_settled_when_nobody_writes_any_more_who_began_before_it(app):
    first, second = written(), written()
    db.session.rollback()
    log = now(first, second)
    assert (log.last.event_id, log.last.hash) == (second.event_id, second.hash)
    assert log.settled == {first, second}
    assert log.gone == set()


@POSTGRES_ALONE
def test_while_somebody_writes_no_place_is_settled_that_came_after_they_began(app):
    before, theirs = written(), county.person().id
    db.session.commit()
    with meanwhile(app, lambda: audit.change(SYSTEM, theirs, "note.added", ("referral", None))):
        place = written()
        assert now(before, place).settled == {before}
        assert now(before, place).gone == set()
    db.session.rollback()
    assert now(before, place).settled == {before, place}


def test_a_place_of_another_history_is_gone_though_it_has_the_number(app):
    place = written()
    other = place._replace(hash="0" * 64)
    later = place._replace(event_id=place.event_id + 1)
    assert now(place, other, later).gone == {other, later}
    assert now(place, other, later).settled == {place}


@POSTGRES_ALONE
def test_a_place_of_a_server_that_had_counted_further_is_gone_though_the_event_is_here(app):
    """The database was restored into a new server, or this is a standby that has not come so far."""
    place = written()._replace(next_transaction=2**40)
    assert now(place).gone == {place}
    assert now(place).settled == set()


def test_an_empty_log_stands_before_its_first_event(app):
    assert (now().last.event_id, now().last.hash) == (0, "")
