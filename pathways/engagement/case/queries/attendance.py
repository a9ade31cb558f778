"""How the cases of a list go: what is booked, when they came last, what they missed, and their risks.

Nothing of it changes but by an event on the log of the person, and time alone changes none of it: so a process reads it
again only of those of whom the log says more (docs/decisions/0084).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pathways import clock, dates
from pathways.engagement.case.queries.case import appointments_of
from pathways.engagement.case.queries.seen import Seen, seen_of
from pathways.engagement.case.rules import SEEN
from pathways.referrals.models.referral import Appointment, ReferralOnList
from pathways.referrals.needs import queries as needs_queries
from pathways.store.remembered import Judgement, Remembered


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendance:
    """Of one case: the first appointment of which nothing is recorded, the day on which they came or were met last, how
    many appointments they missed in a row since, and the risks to print first."""

    next_at: datetime | None
    came_on: date | None
    missed: int
    risks: tuple[str, ...]


REMEMBERED: Final = Remembered[Attendance](most=5_000)
"""By referral: some 5 MB."""


def attendance_of(referrals: Collection[ReferralOnList], heads: Mapping[int, str | None]) -> dict[int, Attendance]:
    """By referral id, in the viewer's sight; three statements for all, and none where nothing was recorded since.

    `heads` of their people were read before: what is recorded in between is read, and kept as what was there before it.
    """
    memory, now = REMEMBERED.here(), clock.now()
    known = {each.id: memory.recall(each.id, heads[each.person_id], now) for each in referrals}
    for each, attendance in _read([each for each in referrals if known[each.id] is None]):
        known[each.id] = attendance
        rests_on = heads[each.person_id]
        memory.keep(each.id, Judgement(judged=attendance, rests_on=rests_on, judged_at=now, until=None))
    return {number: attendance for number, attendance in known.items() if attendance is not None}


def _read(referrals: Collection[ReferralOnList]) -> list[tuple[ReferralOnList, Attendance]]:
    if not referrals:
        return []
    standing = appointments_of([each.id for each in referrals])
    appointments = {each.id: standing.get(each.id, ()) for each in referrals}
    seen, flags = seen_of(appointments), needs_queries.flags_of([each.episode_id for each in referrals])
    return [
        (each, _attendance(appointments[each.id], seen[each.id], flags.get(each.episode_id, ()))) for each in referrals
    ]


def _attendance(appointments: Collection[Appointment], seen: Seen, risks: tuple[str, ...]) -> Attendance:
    came = [*(each.starts_at for each in appointments if each.outcome in SEEN), *seen.met_at]
    return Attendance(
        next_at=next((each.starts_at for each in appointments if each.outcome is None), None),
        came_on=dates.london_date(max(came)) if came else None,
        missed=seen.missed,
        risks=risks,
    )
