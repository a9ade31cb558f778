"""The jobs of the worker: showing that it is alive, acting on clocks, sending messages, making what was asked for."""

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from pathways import clock
from pathways.auth import links
from pathways.auth.links import LinkPurpose
from pathways.deadlines.actions import reading as reading_actions
from pathways.deadlines.queries import duties as duties_queries
from pathways.engagement.appointments import queries as engagement
from pathways.leases import actions as leases
from pathways.leases.models import LeasedRecord
from pathways.links.rules import token_of
from pathways.ndtms import actions as ndtms
from pathways.ndtms.models import NdtmsFileRequest
from pathways.outbox import actions as outbox
from pathways.outbox import queries as outbox_queries
from pathways.outbox.channels import Channel, Handover, Letter, Result, Sending, Unreachable
from pathways.outbox.models import Message
from pathways.outbox.rules import TO_THE_WITNESS, DeliveryFailure, wording_in
from pathways.outbox.settings import Settings
from pathways.packs import actions as packs
from pathways.packs import queries as packs_queries
from pathways.packs.actions import Tell
from pathways.packs.documents import written
from pathways.packs.models import Pack
from pathways.people.deaths import queries as people
from pathways.referrals.consents import queries as consents_queries
from pathways.refusals import OutOfSight, Stale
from pathways.reporting.queries import showings
from pathways.server_log import told_without_words
from pathways.store import engines
from pathways.store.base import beside_what_is_read, db, roll_back
from pathways.store.engines import looked_up, outage_of

# Showing that the worker is alive: a beat every ten seconds, between jobs. A worker that hangs falls silent.


logger = logging.getLogger(__name__)
SECONDS = 10.0


class Heart:
    """The beats of this process. Until it is started it does nothing: a command is no worker."""

    def __init__(self) -> None:
        self.worker, self.beat_at = "", 0.0

    def start(self, worker: str) -> None:
        """Make this process the worker of that name."""
        self.worker, self.beat_at = worker, 0.0
        self.beat()

    def beat(self) -> None:
        """Record a beat if it is time. It commits, so call it outside any transaction; an outage does not stop it."""
        if not self.worker or (self.beat_at and time.monotonic() - self.beat_at < SECONDS):
            return
        try:
            outbox.beat(worker=self.worker)
            db.session.commit()
            self.beat_at = time.monotonic()
        except SQLAlchemyError as error:
            roll_back()
            words = told_without_words(error)
            logger.error("The worker cannot say that it is at work: %s", words, extra={"repeated": "no beat"})

    def stop(self) -> None:
        """End the worker because somebody asked: its beats are removed, so that it does not look as if it had died."""
        if self.worker:
            try:
                outbox.stopped(worker=self.worker)
                db.session.commit()
            except SQLAlchemyError:
                roll_back()
            self.worker = ""


heart = Heart()


# Acting on clocks. It commits after each set of them, so it may be killed at any time, and two may run at once.


T = TypeVar("T")

MOST = 1_000
"""The most in one round, so that the other jobs have their turn."""
AT_ONCE = 250
"""How many are looked over in one transaction, up to a quarter of a second: whoever records something of them waits."""
TOLD_AT_ONCE = 75
"""Of how many somebody is told, a step of time is taken or consents lapse in one transaction, up to an eighth of a
second. It holds their people as well: whoever opens a page of one of them waits for it."""


def act_on_due_clocks(*, now: datetime | None = None, limit: int = MOST) -> int:
    """Act on the clocks of each referral that is due, at most `limit`, then record which consents have lapsed, at most
    `limit` of them.

    Returns the number of referrals read and of people whose consents lapsed. One that fails does not stop the others:
    it is logged, and tried again next time.
    """
    at = now or clock.now()
    due = looked_up(partial(duties_queries.due, at, limit))
    loud = _by_the_many(lambda some: reading_actions.look_over(referral_ids=some, now=at), due, AT_ONCE)
    left = _by_the_many(
        lambda some: reading_actions.act_on_clocks_of_many(referral_ids=some, now=at), loud, TOLD_AT_ONCE
    )
    done = len(due) - len(left)
    for referral_id in left:
        act = partial(reading_actions.act_on_clocks, referral_id=referral_id, now=at)
        done += by_itself(act, f"The clocks of referral {referral_id} could not be read", "clocks not read")
    return done + _lapse(looked_up(partial(consents_queries.lapsed, limit)))


def _lapse(consents: Mapping[int, Collection[int]]) -> int:
    """Record which of these consents, by person id, have lapsed. Returns how many people's."""
    left = _by_the_many(
        lambda some: reading_actions.lapse_those_free(consents={each: consents[each] for each in some}),
        tuple(consents),
        TOLD_AT_ONCE,
    )
    done = len(consents) - len(left)
    for person_id in left:
        lapse = partial(reading_actions.lapse, person_id=person_id, consent_ids=consents[person_id])
        what = f"The consents of person {person_id} could not be written down as lapsed"
        done += bool(by_itself(lapse, what, "consents not written down as lapsed"))
    return done


def _by_the_many(act: Callable[[Sequence[int]], Sequence[int]], whom: Sequence[int], most: int) -> list[int]:
    """Do it for these, so many in a transaction. Returns those it left: usually a few."""
    left: list[int] = []
    for first in range(0, len(whom), most):
        some = whom[first : first + most]
        heart.beat()
        try:
            left += act(some)
            db.session.commit()
        except Exception:  # then each is done by itself, and the one with which it cannot be is logged
            roll_back()
            left += some
        db.session.expire_all()  # what is read next may have changed since
    return left


def tell_of_notices() -> int:
    """Tell of required assessments in arrests that led to no referral: nothing else would."""
    now = clock.now()
    for late in looked_up(partial(duties_queries.unreferred, now)):
        tell = partial(reading_actions.tell_of_notice, late, now=now)
        by_itself(tell, f"Nobody could be told of notice {late.required_id}", "notices not told of")
    return 0


def by_itself(act: Callable[[], int], what: str, repeated: str) -> int:
    """Do one thing about one person in a transaction of its own, so that it holds no other lock while it waits.

    An error is logged as `what`, or as the shorter `repeated` while the database is out. The others go on.
    """
    heart.beat()
    try:
        done = act()
        db.session.commit()
    except Exception as error:  # whatever failed for one: the others have their turn
        roll_back()
        outage = outage_of(error)
        more = {"error": error, "repeated": outage and f"{repeated}: {outage}"}
        logger.error("%s: %s", what, told_without_words(error), extra=more)
        return 0
    return done


def act_on_all_due_clocks() -> None:
    """Act on every clock that is due now, however many there are."""
    while act_on_due_clocks():
        pass


# Sending messages. It commits at each step, so that no transaction is open while it talks to a server.
#
# The order of the steps makes a `kill -9` at any moment harmless: leased (committed), text sent except its end, handed
# over (committed), end sent, answered, recorded (committed).


MOST_BATCHES = 20
"""The most in one round, so that the other jobs have their turn."""
RESTS_WHEN_DOWN = timedelta(minutes=1)


def deliver(settings: Settings, worker: str) -> int:
    """Send what is due through every channel that is set up. Returns how many messages were taken up. Commits."""
    return sum(_deliver_by(channel, settings, worker) for channel in settings.channels)


def _deliver_by(channel: Channel, settings: Settings, worker: str) -> int:
    taken_up = 0
    for batch in _batches(channel, worker):
        taken_up += len(batch)
        if _is_down_after(batch, channel, settings, worker):
            break
    return taken_up


def _batches(channel: Channel, worker: str) -> Iterator[list[Message]]:
    """What is due, batch by batch, found without the lock that a change needs."""
    for _ in range(MOST_BATCHES):
        with engines.about_nobody():
            due = outbox_queries.is_anything_due(channel.media)
            db.session.rollback()
        batch = outbox.take(worker=worker, media=channel.media) if due else []
        db.session.commit()
        if not batch:
            return
        yield batch


def _is_down_after(batch: list[Message], channel: Channel, settings: Settings, worker: str) -> bool:
    """Send a batch. If the server is down, the rest is given back untried and True returned."""
    with channel.sending() as way:
        for at, message in enumerate(batch):
            heart.beat()
            if message.handed_at is not None:
                _found_handed(message, channel, worker)
            elif _send(message, way, channel, settings, worker).is_down:
                rest = [each.id for each in batch[at + 1 :] if each.handed_at is None]
                outbox.given_back(worker=worker, ids=rest, until=clock.now() + RESTS_WHEN_DOWN)
                db.session.commit()
                return True
    return False


def _send(message: Message, way: Sending, channel: Channel, settings: Settings, worker: str) -> Result:
    try:
        letter = letter_of(message, settings)
    except (LookupError, OutOfSight):
        result = Result(answer=Handover.LATER, code="no such text")
    else:
        result = way.send(letter, lambda: _hand_over(message, worker))
    if result.answer is Handover.TAKEN:
        outbox.sent(message=message, worker=worker, code=result.code)
    elif result.answer is Handover.NEVER:
        outbox.died(message=message, worker=worker, of=DeliveryFailure.REFUSED, code=result.code)
    elif result.answer is Handover.LATER:
        outbox.failed(message=message, worker=worker, code=result.code)
    elif result.answer is Handover.UNKNOWN and channel.can_be_asked:
        outbox.still_unknown(message=message, worker=worker, code=result.code)
    elif result.answer is Handover.UNKNOWN:
        outbox.died(message=message, worker=worker, of=DeliveryFailure.UNKNOWN, code=result.code)
    db.session.commit()
    return result


def letter_of(message: Message, settings: Settings) -> Letter:
    """A message as it is sent, with the token of its link if it has one."""
    words = wording_in(message.kind, message.kind_version)
    token = token_of(message.secret_of, settings.secret_key) if message.secret_of else ""
    link = settings.public_url + message.link.replace("{secret}", token) if message.link else ""
    more = _more_words(message, token) | {"ring": settings.whom_to_ring}
    return Letter(
        medium=message.medium,
        to=message.address,
        subject=words.subject_of(message.reference, **more),
        body=words.body_of(message.reference, link, **more),
        message_id=message.message_id,
        at=clock.now(),
    )


def _more_words(message: Message, token: str) -> dict[str, str]:
    """What the words of a few kinds have room for besides a reference and a link."""
    with engines.about_nobody():
        more = {}
        if message.kind in list(LinkPurpose):
            more = links.whereabouts_of(token)
        elif message.kind in TO_THE_WITNESS:
            more = showings.words_for_the_witness(message.key)
        db.session.commit()
    return more


def _hand_over(message: Message, worker: str) -> bool:
    """Check at the last moment: is it still this worker's, does the person live, is what it tells still right?"""
    is_over = message.about_person_id is not None and people.has_died(message.about_person_id)
    is_over = is_over or not engagement.may_still_go(kind=message.kind, key=message.key, address=message.address)
    if is_over:
        outbox.suppressed(message=message, worker=worker)
    may = not is_over and outbox.hand_over(message=message, worker=worker)
    db.session.commit()
    return may


def _found_handed(message: Message, channel: Channel, worker: str) -> None:
    """A message whose worker died while handing it over: the server is asked about it where that is possible."""
    if not channel.can_be_asked:
        outbox.died(message=message, worker=worker, of=DeliveryFailure.UNKNOWN, code="")
    else:
        try:
            was_taken = channel.was_taken(message.message_id)
        except Unreachable as problem:
            outbox.still_unknown(message=message, worker=worker, code=str(problem))
        else:
            if was_taken:
                outbox.sent(message=message, worker=worker, code="found")
            else:
                outbox.failed(message=message, worker=worker, code="not found")
    db.session.commit()


# Making what managers asked for: national files, and packs of reports. What is read is of one moment, by a connection
# that cannot write; a worker that is killed leaves a lease that ends, and the file is begun anew.


def make_file(worker: str) -> int:
    """Make the national file that was asked for first, if one waits. Commits. Returns how many were made."""
    return _make_first(
        NdtmsFileRequest,
        worker,
        take=ndtms.take_request,
        make=lambda number, tell: ndtms.make_taken(request_id=number, worker=worker, tell=tell),
        give_back=lambda number: ndtms.give_back_request(request_id=number, worker=worker),
        words=("The national file of request {} could not be made", "national files not made"),
    )


def make_pack(worker: str) -> int:
    """Make the pack of reports that was ordered first, if one waits. Commits. Returns how many were made."""
    write = partial(written, made_at=clock.now())
    return _make_first(
        Pack,
        worker,
        take=packs.take_pack,
        make=lambda number, tell: packs.make_taken(pack_id=number, worker=worker, write=write, tell=tell),
        give_back=lambda number: packs.give_back_pack(pack_id=number, worker=worker),
        words=("Pack {} could not be made", "packs not made"),
    )


def _make_first(
    table: type[LeasedRecord],
    worker: str,
    *,
    take: Callable[..., int | None],
    make: Callable[[int, Tell], int],
    give_back: Callable[[int], int],
    words: tuple[str, str],
) -> int:
    """Take the first that waits and make it; one that could not be made is given back for the next try."""
    if not looked_up(partial(leases.is_any_to_make, table)):
        return 0
    number = take(worker=worker)
    db.session.commit()
    if number is None:
        return 0

    def make_it() -> int:
        try:
            return make(number, _saying(table, number, worker))
        except Stale:  # cancelled meanwhile, or another worker has it: nothing is stored, and nothing is wrong
            roll_back()
            return 0

    what, repeated = words[0].format(number), words[1]
    made = by_itself(make_it, what, repeated)
    if not made:
        by_itself(partial(give_back, number), what, repeated)
    return made


def _saying(table: type[LeasedRecord], number: int, worker: str) -> Tell:
    """Tells how far it is while it is read, in a transaction of its own."""

    def tell(done: int, total: int) -> None:
        with beside_what_is_read():
            leases.say_how_far(table=table, number=number, worker=worker, done=done, total=total)
            db.session.commit()
            heart.beat()

    return tell


def act_on_schedules() -> int:
    """Order what is due of the packs that people have each quarter. Commits after each."""
    return sum(
        by_itself(
            partial(packs.act_on_schedule, schedule_id=each), f"Schedule {each} was not read", "packs not ordered"
        )
        for each in looked_up(packs_queries.schedules_to_act_on)
    )
