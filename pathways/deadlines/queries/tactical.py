"""The Tactical pack of a provider's manager or of a pathway manager, as it stands at this moment."""

from typing import Final

from pathways import clock, dates
from pathways.auth.roles import Role, Viewer
from pathways.deadlines.queries import tactical_appointments as appointments
from pathways.deadlines.queries import tactical_lists as lists
from pathways.deadlines.queries.overdue import Overdue, every_overdue
from pathways.deadlines.rules import tactical as rules
from pathways.deadlines.rules import tactical_figures as counting
from pathways.deadlines.rules.tactical import Opens, TacticalLine, TacticalList, TacticalPack, TacticalPart, WaitsFor
from pathways.deadlines.rules.words import in_words
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.refusals import OutOfSight

WHOSE: Final = {
    Role.PM: "Everybody of your organisation.",
    Role.PW: "Who has no place yet, and what has reached you because nobody else acted in time.",
}
"""Whom the pack is about, for each role that has one."""
LEFT_OUT: Final = {Role.PM: rules.NOT_RECORDED, Role.PW: (*rules.NOT_RECORDED, rules.A_PROVIDERS_OWN)}


def tactical_pack(viewer: Viewer, only: TacticalList | None = None) -> TacticalPack:
    """The pack as it stands now, or one list of it; as many statements however many people. Raises OutOfSight.

    It looks back as far as what has ended is still read (rule R6), so what it counts can be opened.
    """
    if viewer.role not in WHOSE:
        raise OutOfSight
    return TacticalPack(
        at=clock.now(),
        whose=WHOSE[viewer.role],
        parts=tuple(read(viewer) for of, read in _LISTS[viewer.role].items() if only in (None, of)),
        left_out=LEFT_OUT[viewer.role],
    )


def lists_of(viewer: Viewer) -> tuple[TacticalList, ...]:
    """The lists that the viewer has, in their order. Raises OutOfSight for whoever has none."""
    if viewer.role not in WHOSE:
        raise OutOfSight
    return tuple(_LISTS[viewer.role])


def _waiting_for_a_place(viewer: Viewer) -> TacticalPart:
    waiting = lists.waiting(viewer, lists.unmet(viewer))
    return lists.part(TacticalList.WAITING, waiting, counting.waiting_figures(waiting, (WaitsFor.PLACE,)))


def _declined_without_place(viewer: Viewer) -> TacticalPart:
    declined = lists.declined_without_place(viewer, lists.unmet(viewer))
    by_how_often = counting.declined_figures(declined, "Without a place, by how often they were declined")
    return lists.part(TacticalList.DECLINED, declined, by_how_often)


def _waiting_at_provider(viewer: Viewer) -> TacticalPart:
    rows = lists.unmet(viewer)
    waiting = lists.waiting(viewer, rows)
    load = counting.caseload_figures(lists.services(viewer, rows), lists.days_looked_back())
    return lists.part(TacticalList.WAITING, waiting, counting.waiting_figures(waiting, tuple(WaitsFor)), load)


def _declined_by_provider(viewer: Viewer) -> TacticalPart:
    declined = lists.declined(viewer)
    by_reason = counting.declined_figures(declined, f"Declined in the last {lists.days_looked_back()} days, by reason")
    return lists.part(TacticalList.DECLINED, declined, by_reason)


def _missed(viewer: Viewer) -> TacticalPart:
    missed = appointments.missed(viewer)
    outcomes = appointments.outcomes(viewer) | {AppointmentOutcome.DID_NOT_ATTEND: len(missed.lines)}
    attendance = counting.attendance_figures(
        outcomes, missed.offered_after, lists.days_looked_back(), could_not_come=missed.could_not_come
    )
    return lists.part(TacticalList.MISSED, missed.lines, *attendance)


def _overdue(viewer: Viewer) -> TacticalPart:
    """What the list of what is overdue shows this viewer, the longest overdue first."""
    lines = tuple(_overdue_line(viewer, row) for row in every_overdue(viewer))
    return lists.part(TacticalList.OVERDUE, lines, counting.overdue_figures(lines))


def _overdue_line(viewer: Viewer, row: Overdue) -> TacticalLine:
    referral = row.course.referral
    opens = Opens.CASE if referral.accepted_at is not None else Opens.OFFER
    if viewer.role is Role.PW:
        opens = Opens.PLACE
    elif row.required_id is not None:
        opens = Opens.NOTICE
    words = in_words(row.clock, row.course.calendar)
    return TacticalLine(
        of=TacticalList.OVERDUE,
        what=row.label,
        since=dates.london_date(row.since),
        days=row.days_late,
        late=words if row.is_late else "",
        note=row.do if row.is_late else f"{words}. {row.do}",
        person_id=row.course.person_id,
        person=row.details.full_name if row.details else "",
        born_on=row.details.date_of_birth if row.details else None,
        reference=row.reference,
        service=row.service,
        keyworker=row.keyworker,
        opens=opens if row.details else Opens.NOTHING,
        record_id=row.required_id if opens is Opens.NOTICE else referral.id,
    )


_LISTS: Final = {
    Role.PM: {
        TacticalList.OVERDUE: _overdue,
        TacticalList.WAITING: _waiting_at_provider,
        TacticalList.DECLINED: _declined_by_provider,
        TacticalList.MISSED: _missed,
        TacticalList.REQUIRED: lists.required,
        TacticalList.CONDITIONS: lists.conditions,
        TacticalList.MENTAL_HEALTH: lists.mental_health,
    },
    Role.PW: {
        TacticalList.OVERDUE: _overdue,
        TacticalList.WAITING: _waiting_for_a_place,
        TacticalList.DECLINED: _declined_without_place,
    },
}
"""How each list is read, by who reads it. Whoever finds places may open no more than these three."""
