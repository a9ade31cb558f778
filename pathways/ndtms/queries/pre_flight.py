"""The pre-flight of a month: what a process said of it last, where the log says no more of anybody since."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, cast, func, null, select

from pathways import clock
from pathways.audit.changes import LogNow, LogPlace, log_now, read_log
from pathways.auth.roles import Role, Viewer
from pathways.directory.models import Service
from pathways.engagement.case.queries.case import with_us
from pathways.ndtms.models import AgencyCode
from pathways.ndtms.queries.agreements import Begun, begun_by, begun_of
from pathways.ndtms.queries.episodes import LOT, episodes
from pathways.ndtms.rules.checks import CheckFacts
from pathways.ndtms.rules.file import EpisodeRow
from pathways.ndtms.rules.lists import Month, lists_on
from pathways.ndtms.rules.pre_flight import CheckedEpisode, PreFlight, checked, pre_flight
from pathways.people.identity.queries import people_changed_since
from pathways.people.queries import shut_to
from pathways.referrals.models.referral import Referral
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.store.remembered import Judgement, Remembered
from pathways.store.together import Gathered

# What a process keeps of the months that it looked at.


MOST_KEPT: Final = 100_000
"""Episodes of a month of which a process keeps what it judged: some 70 MB where there are as many."""
MOST_MONTHS: Final = 8
MOST_CHANGED: Final = 2_000
"""Where the log has more events than this since a month was looked at, each of its episodes is asked about."""
REMEMBERED: Final = Remembered[CheckedEpisode](most=MOST_KEPT)
"""By referral and by month."""


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """What was said of a month, and until when by time alone (None: for good). All that the log has up to `after` is in
    it (None: that is not known yet); `seen` is where the log stood."""

    after: LogPlace | None
    seen: LogPlace
    known: Mapping[int, CheckedEpisode]
    not_yet: frozenset[int]
    flight: PreFlight
    until: datetime | None

    @property
    def places(self) -> tuple[LogPlace, ...]:
        return (self.seen, self.after) if self.after else (self.seen,)


MONTHS: Final = Remembered[LookedAt](most=MOST_MONTHS)
"""By provider and by month: whose records are shut to the viewer, and the codes of services, are what it rests on."""


@dataclass(frozen=True, kw_only=True)
class StillReading:
    """This process has read only some of the episodes of a month yet."""

    done: int
    episodes: int


# The pre-flight as it is now.


def flight(viewer: Viewer, month: Month) -> PreFlight | StillReading:
    """The pre-flight of the viewer's provider for a month, with the code lists of its last day. An episode is judged
    anew where the log says more of the person, and a month is looked at again where it does so of anybody in it
    (docs/decisions/0085). No more than a lot of episodes is read each time, so nobody else waits long for a place among
    the reports; what is wrong is said once all are read.

    Raises OutOfSight for everybody but a provider's manager.
    """
    if viewer.role is not Role.PM:
        raise OutOfSight
    months, at, key = MONTHS.here(), clock.now(), (viewer.organisation_id, month.begins_on)
    last = months.of.get(key)
    # Read before the records: what is recorded in between is read again the next time.
    rests_on, log, changed = _now(viewer, last.judged if last else None)
    before = months.recall(key, rests_on, at)
    looked_on = _looked_on(viewer, month, before, log, changed, at) if before else None
    looked_at = looked_on or _looked_at_all(viewer, month, before, log, at)
    if isinstance(looked_at, StillReading):
        return looked_at
    months.keep(key, Judgement(judged=looked_at, rests_on=rests_on, judged_at=at, until=looked_at.until))
    return looked_at.flight


_Rests = tuple[tuple[int, ...], str]


def _now(viewer: Viewer, last: LookedAt | None) -> tuple[_Rests, LogNow, Sequence[int] | None]:
    """What a month rests on besides the records: who is shut to the viewer, and the agency codes; the log; and of whom
    it has an event since the last look, where that can be known: of each of whom, as often as it has one."""
    shut = shut_to(viewer).subquery()
    code = cast(AgencyCode.service_id, String) + ":" + AgencyCode.code
    codes = select(func.aggregate_strings(code, " ")).join(Service, Service.id == AgencyCode.service_id)
    ours = codes.where(Service.organisation_id == viewer.organisation_id)
    places = last.places if last else ()
    since = people_changed_since(last.after.event_id, most=MOST_CHANGED) if last and last.after else null()
    asked = select(select(Gathered(shut.c.id)).scalar_subquery(), ours.scalar_subquery(), since, *log_now(places))
    shut_ids, all_codes, changed, *columns = db.session.execute(asked).one()
    log = read_log(columns, places)
    is_known = last is not None and last.after in log.settled
    return (tuple(sorted(shut_ids)), " ".join(sorted((all_codes or "").split()))), log, changed if is_known else None


def _looked_on(
    viewer: Viewer, month: Month, before: LookedAt, log: LogNow, changed: Sequence[int] | None, at: datetime
) -> LookedAt | None:
    """What was said of a month, and of those of whom the log says more what is so now. None where it cannot say of whom
    it does, or where that is too much to read at once."""
    if changed is None or len(changed) > MOST_CHANGED:
        return None
    people = frozenset(changed)
    after, seen = _place(before, log)
    there = replace(before, after=after, seen=seen)
    if not people:
        return there
    begun, theirs = begun_of(viewer, month, people)
    judged = _judged(viewer, begun, month, at)
    if isinstance(judged, StillReading):
        return None
    not_yet = before.not_yet - theirs | begun.not_yet
    if not_yet == before.not_yet and judged == {each: before.known[each] for each in theirs if each in before.known}:
        return there
    known = {each: episode for each, episode in before.known.items() if each not in theirs} | judged
    return _said(dict(sorted(known.items())), not_yet, (after, seen))


def _looked_at_all(
    viewer: Viewer, month: Month, before: LookedAt | None, log: LogNow, at: datetime
) -> LookedAt | StillReading:
    begun = begun_by(viewer, month)
    known = _judged(viewer, begun, month, at)
    if isinstance(known, StillReading):
        return known
    return _said(known, begun.not_yet, _place(before, log))


def _said(
    known: Mapping[int, CheckedEpisode], not_yet: frozenset[int], place: tuple[LogPlace | None, LogPlace]
) -> LookedAt:
    after, seen = place
    flight_now = pre_flight(known.values(), not_yet=len(not_yet))
    until = min((each.stands_until for each in known.values() if each.stands_until), default=None)
    return LookedAt(after=after, seen=seen, known=known, not_yet=not_yet, flight=flight_now, until=until)


def _place(before: LookedAt | None, log: LogNow) -> tuple[LogPlace | None, LogPlace]:
    """`after` and `seen` of this look. Where the log stands now is a place to read on from once all have ended who
    write at this moment: nothing comes in before it any more."""
    if before is None:
        return None, log.last
    if before.seen in log.settled:
        return before.seen, log.last
    after = before.after if before.after in log.settled else None
    return after, log.last if before.seen in log.gone else before.seen


def _judged(viewer: Viewer, begun: Begun, month: Month, at: datetime) -> dict[int, CheckedEpisode] | StillReading:
    """What these episodes are judged, in the order of the referrals, once all are read."""
    memory, on = REMEMBERED.here(), month.begins_on
    known = {number: memory.recall((number, on), rests_on, at) for number, rests_on in begun.rests_on.items()}
    unread, asked = [number for number, each in known.items() if each is None], _facts(month)
    # Of more than are kept, those read before would be forgotten, and no look would be the last.
    now_read = unread if len(known) > MOST_KEPT else unread[:LOT]
    with _told_to_others(viewer, month) if len(unread) > LOT else nullcontext():
        for row in episodes(now_read, month, at):
            known[row.referral_id] = judged = checked(row, asked)
            rests_on = begun.rests_on[row.referral_id]
            if None not in rests_on:  # a record without a log would never be judged again
                judgement = Judgement(judged=judged, rests_on=rests_on, judged_at=at, until=judged.stands_until)
                memory.keep((row.referral_id, on), judgement)
    if left := len(unread) - len(now_read):
        return StillReading(done=len(known) - left, episodes=len(known))
    return {number: each for number, each in known.items() if each}


_BEING_READ: Final = WeakKeyDictionary[Engine, set[tuple[int | None, date]]]()
"""By database, the months of providers of which a request of this process reads many episodes at this moment."""


def is_being_read(viewer: Viewer, month: Month) -> bool:
    """Whether somebody else reads many episodes of this month now. Nobody has to wait to be told so."""
    return (viewer.organisation_id, month.begins_on) in _BEING_READ.get(db.engine, ())


@contextmanager
def _told_to_others(viewer: Viewer, month: Month) -> Iterator[None]:
    being_read, this = _BEING_READ.setdefault(db.engine, set()), (viewer.organisation_id, month.begins_on)
    being_read.add(this)
    try:
        yield
    finally:
        being_read.discard(this)


# The pre-flight that a file is made of, and which cases the viewer may still open.


def flight_of_file(
    viewer: Viewer, month: Month, tell: Callable[[int, int], None]
) -> tuple[PreFlight, list[EpisodeRow]]:
    """The pre-flight judged from nothing, and the episodes that go in the file. `tell` is told how many are read and of
    how many, after each lot.

    Raises OutOfSight for everybody but a provider's manager.
    """
    begun, asked = begun_by(viewer, month), _facts(month)
    rows = list(episodes(list(begun.rests_on), month, clock.now(), tell))
    looked_at = pre_flight((checked(row, asked) for row in rows), not_yet=len(begun.not_yet))
    return looked_at, [row for row in rows if row.referral_id not in looked_at.stays_out]


def _facts(month: Month) -> CheckFacts:
    return CheckFacts(ends_on=month.ends_on, lists=lists_on(month.ends_on))


def still_open_to(viewer: Viewer, referral_ids: Collection[int]) -> dict[int, Referral]:
    """The cases among these that the viewer may open: one that closed long ago is in the file but cannot be opened."""
    asked = select(Referral).where(Referral.id.in_(set(referral_ids)), with_us(viewer))
    return {referral.id: referral for referral in db.session.scalars(asked.order_by(Referral.id))}
