"""The job that sends. It commits at each step: no transaction is open while a server is spoken to.

The order of a message's steps is what makes a `kill -9` at any moment harmless: leased (committed), the text sent but
for its end, handed over (committed), the end sent, answered, recorded (committed).
"""

from collections.abc import Iterator
from datetime import timedelta

from pathways import clock
from pathways.auth import links
from pathways.auth.links import Purpose
from pathways.cli.beating import heart
from pathways.engagement import queries as engagement
from pathways.outbox import queries
from pathways.outbox.actions import sending as actions
from pathways.outbox.channels import Answer, Channel, Letter, Result, Sending, Settings, Unreachable
from pathways.outbox.models import Message
from pathways.outbox.one_time import token_of
from pathways.outbox.rules import Failure, wording_in
from pathways.people import queries as people
from pathways.store import db, engines

MOST_BATCHES = 20
"""In one round: then the other jobs have their turn."""
RESTS_WHEN_DOWN = timedelta(minutes=1)


def deliver(settings: Settings, worker: str) -> int:
    """Send what is due by every way out that is set up. Returns how many messages were taken up. Commits."""
    return sum(_deliver_by(channel, settings, worker) for channel in settings.channels)


def _deliver_by(channel: Channel, settings: Settings, worker: str) -> int:
    taken_up = 0
    for batch in _batches(channel, worker):
        taken_up += len(batch)
        if _is_down_after(batch, channel, settings, worker):
            break
    return taken_up


def _batches(channel: Channel, worker: str) -> Iterator[list[Message]]:
    """What is due, a batch at a time. It is looked for without the lock that a change needs."""
    for _ in range(MOST_BATCHES):
        with engines.about_nobody():
            due = queries.is_anything_due(channel.media)
            db.session.rollback()
        batch = actions.take(worker=worker, media=channel.media) if due else []
        db.session.commit()
        if not batch:
            return
        yield batch


def _is_down_after(batch: list[Message], channel: Channel, settings: Settings, worker: str) -> bool:
    """Send a batch. When the server is down the rest is given back untried, and True returned."""
    with channel.sending() as way:
        for at, held in enumerate(batch):
            heart.beat()
            if held.handed_at is not None:
                _found_handed(held, channel, worker)
            elif _send(held, way, channel, settings, worker).is_down:
                rest = [each.id for each in batch[at + 1 :] if each.handed_at is None]
                actions.given_back(worker=worker, ids=rest, until=clock.now() + RESTS_WHEN_DOWN)
                db.session.commit()
                return True
    return False


def _send(held: Message, way: Sending, channel: Channel, settings: Settings, worker: str) -> Result:
    try:
        letter = letter_of(held, settings)
    except LookupError:
        result = Result(answer=Answer.LATER, code="no such text")
    else:
        result = way.send(letter, lambda: _hand_over(held, worker))
    if result.answer is Answer.TAKEN:
        actions.sent(held=held, worker=worker, code=result.code)
    elif result.answer is Answer.NEVER:
        actions.died(held=held, worker=worker, of=Failure.REFUSED, code=result.code)
    elif result.answer is Answer.LATER:
        actions.failed(held=held, worker=worker, code=result.code)
    elif result.answer is Answer.UNKNOWN and channel.can_be_asked:
        actions.still_unknown(held=held, worker=worker, code=result.code)
    elif result.answer is Answer.UNKNOWN:
        actions.died(held=held, worker=worker, of=Failure.UNKNOWN, code=result.code)
    db.session.commit()
    return result


def letter_of(held: Message, settings: Settings) -> Letter:
    """A message as it goes out, with the token of its link where it has one."""
    words = wording_in(held.kind, held.kind_version)
    token = token_of(held.secret_of, settings.secret_key) if held.secret_of else ""
    link = settings.public_url + held.link.replace("{secret}", token) if held.link else ""
    more = _whereabouts(token) if held.kind in list(Purpose) else {}
    return Letter(
        medium=held.medium,
        to=held.address,
        subject=words.subject_of(held.reference, **more),
        body=words.body_of(held.reference, link, **more),
        message_id=held.message_id,
        at=clock.now(),
    )


def _whereabouts(token: str) -> dict[str, str]:
    with engines.about_nobody():
        more = links.whereabouts_of(token)
        db.session.commit()
    return more


def _hand_over(held: Message, worker: str) -> bool:
    """Asked at the last moment: is it still this worker's, does the person live, and is what it tells still right?

    Both are read here, where the message would leave, and like everywhere they are read and not broadcast.
    """
    is_over = held.about_person_id is not None and people.has_died(held.about_person_id)
    is_over = is_over or not engagement.may_still_go(kind=held.kind, key=held.key, address=held.address)
    if is_over:
        actions.suppressed(held=held, worker=worker)
    may = not is_over and actions.hand_over(held=held, worker=worker)
    db.session.commit()
    return may


def _found_handed(held: Message, channel: Channel, worker: str) -> None:
    """A message whose worker vanished while it handed it over: asked of the server where that is possible."""
    if not channel.can_be_asked:
        actions.died(held=held, worker=worker, of=Failure.UNKNOWN, code="")
    else:
        try:
            was_taken = channel.was_taken(held.message_id)
        except Unreachable as problem:
            actions.still_unknown(held=held, worker=worker, code=str(problem))
        else:
            if was_taken:
                actions.sent(held=held, worker=worker, code="found")
            else:
                actions.failed(held=held, worker=worker, code="not found")
    db.session.commit()
