"""Two people of one desk who send the same page at the same moment, one of them twice: one effect, and nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from pathways.audit import models as audit
from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.auth.models import Organisation, Suite, User
from pathways.auth.roles import Rank, Role
from pathways.store.base import db
from tests import county
from tests.client import SignedInClient
from tests.house.test_routes import CHANGES
from tests.integration.hostile import doors, typed
from tests.integration.hostile.one_effect import AT_ONCE
from tests.notify_server import BY_NOTIFY
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL

# How it is said: an error, a page that is gone, or the state as it is now.
TOLD = ("There is a problem", "This was not saved", "accepted this referral first", "You declined", "Sent. Referral")
Post = tuple[SignedInClient, str, dict[str, Any]]


def beside(user: User, role: Role) -> User:
    """A colleague of the same desk, in the same role, of a rank that may do the same."""
    ranked = Rank.INSPECTOR if role in (Role.CO, Role.DM) else None
    suite = db.session.get(Suite, user.suite_id) if user.suite_id else None
    return county.user(role, of=db.session.get(Organisation, user.organisation_id), at=suite, rank=ranked)


def sent_at_once(app: Flask, posts: list[Post]) -> list[TestResponse]:
    """Every post at the same moment, each in a window of its own."""
    barrier = Barrier(len(posts))
    posts = [(client, client.as_found(address), data) for client, address, data in posts]
    db.session.commit()

    def press(post: Post) -> TestResponse:
        client, address, data = post
        window = app.test_client()
        window._cookies.update(client.browser._cookies)
        barrier.wait()
        with app.app_context():
            return window.post(address, data=data)

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(press, posts))


def done_after(number: int) -> list[AuditEvent]:
    """What was done since, without looks, and without the page that is not there for whoever came second."""
    query = select(AuditEvent).where(AuditEvent.id > number, AuditEvent.event_class != audit.EventClass.CONSULTATION)
    events = db.session.scalars(query.order_by(AuditEvent.id))
    return [event for event in events if event.outcome == "ok" and not event.action.endswith(".listed")]


def is_told(answer: TestResponse, data: dict[str, Any], window: SignedInClient) -> bool:
    """Whether whoever came second reads so, with every sentence they typed: on the page, or on the one it leads to."""
    page = window.get(answer.location).text if answer.status_code == 302 else answer.text
    sentences = [each for each in data.values() if each in (typed.SENTENCE, typed.WHY, typed.BECAUSE)]
    return any(words in page for words in TOLD) and all(sentence in page for sentence in sentences)


@on_sqlite_in_full
def test_two_at_once_and_one_of_them_twice_leave_one_effect(app, client_of, full_county, monkeypatch, watch):
    """And whoever did it presses once more later, when it is done: nothing changes, and it leads where it led.

    That one of them pressed twice at that moment is told in one place for every form (`drafts/desk.py`, and
    `tests/house/test_form_pages.py`): in the suite so is each third form sent, by `make long` each. The log says of each
    what it says of a form that is sent once, and that one of the two did it.
    """
    for name, value in BY_NOTIFY.items():
        monkeypatch.setitem(app.config, name, value)
    assert len(AT_ONCE) >= 40
    both = {
        role: (client_of(user, role), client_of(beside(user, role), role)) for role, user in full_county.users.items()
    }
    tokens = {role: typed.token_of(theirs) for role, (_, theirs) in both.items()}
    wrong = []
    for number, endpoint in enumerate(AT_ONCE):
        role, write = typed.WRITES[endpoint]
        mine, theirs = both[role]
        address, first = typed.form_of(app, mine, full_county, endpoint, role)
        data = write(full_county)
        twice = (mine, address, {**first, **data})
        # What the colleague opened is the same page, but for their own token and key.
        own = {"csrf_token": tokens[role], "post_key": token_urlsafe(16)}
        other = (theirs, address, {**first, **own, **data})
        before = db.session.scalar(select(func.max(AuditEvent.id))) or 0
        more = [twice] if IN_FULL or number % 3 == 0 else []
        answer, *again, colleague = sent_at_once(app, [twice, *more, other])
        done = done_after(before)
        was_mine = bool(done) and done[0].actor_id == mine.user_id
        (window, _, sent), led = (twice, answer) if was_mine else (other, colleague)
        watch.afresh()
        later = window.ask("POST", address, data=sent)
        is_still_one = later.location == led.location and watch.changed <= {*doors.LEFT_BY_A_LOOK}
        doer = window.user_id, role
        is_one = [(event.action, event.actor_id, event.role) for event in done] == [
            (each, *doer) for each in CHANGES[endpoint].split() if not each.endswith(".listed")
        ]
        if was_mine:
            is_same = all((each.status_code, each.location) == (answer.status_code, answer.location) for each in again)
            are_told = is_same and is_told(colleague, data, theirs)
        else:
            are_told = all(is_told(each, data, mine) for each in (answer, *again))
        if not (is_one and is_still_one and are_told):
            answers = [(each.status_code, each.location) for each in (answer, *again, colleague, later)]
            wrong.append((endpoint, answers, [event.action for event in done]))
    assert (wrong, list(verify.verify())) == ([], [])
