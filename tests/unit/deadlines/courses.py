"""Courses of referrals for tests: steps named with their London wall time, taken along the referral's own table."""

from datetime import UTC, date, datetime

from pathways.dates import LONDON, Calendar
from pathways.deadlines.rules.deadlines import Meeting, OtherHappening, ReferralCourse, StepTaken
from pathways.deadlines.rules.states import ReferralClock, clocks_of
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.steps.rules import ReferralState, next_state
from tests.slow_days import BANK_HOLIDAYS

CALENDAR = Calendar(holidays=frozenset(date(*day) for day in BANK_HOLIDAYS), known_to=date(2027, 12, 31))
PAUSED = (ReferralState.SUSPENDED, ReferralState.TRANSFER_PENDING)


def at(wall: str) -> datetime:
    """`2026-03-02 10:30` on London's wall, as UTC. A time that comes twice is the first of the two."""
    return datetime.fromisoformat(wall).replace(tzinfo=LONDON).astimezone(UTC)


def taken(*steps: tuple[str, str]) -> tuple[StepTaken, ...]:
    """Events from a draft on. `submit` after a referral was sent on is its child's."""
    state, left, events = ReferralState.DRAFT, ReferralState.DRAFT, []
    for event, wall in steps:
        before = ReferralState.DRAFT if event == "submit" else state
        state = next_state(before, event, previous=left)
        if state in PAUSED and before is not state:
            left = before
        events.append(StepTaken(event=event, at=at(wall), before=before, after=state))
    return tuple(events)


def course(
    *steps: tuple[str, str], meetings: tuple[Meeting, ...] = (), facts: tuple[OtherHappening, ...] = ()
) -> ReferralCourse:
    return ReferralCourse(events=taken(*steps), meetings=meetings, facts=facts)


def fact(name: str, wall: str, about: str = "", due: str = "") -> OtherHappening:
    return OtherHappening(name=name, at=at(wall), about=about, due=at(due) if due else None)


def met(
    starts: str,
    *,
    offered: str,
    outcome: AppointmentOutcome | None = None,
    recorded: str = "",
    structured: bool = False,
) -> Meeting:
    """An appointment. Its outcome was recorded at its time, unless said otherwise."""
    return Meeting(
        offered_at=at(offered),
        starts_at=at(starts),
        purpose=AppointmentPurpose.STRUCTURED if structured else AppointmentPurpose.ASSESSMENT,
        outcome=outcome,
        outcome_at=at(recorded or starts) if outcome else None,
    )


def clock(
    code: str, course: ReferralCourse, wall: str, calendar: Calendar = CALENDAR, about: str = ""
) -> ReferralClock:
    """One clock of a course at a moment."""
    clocks = clocks_of(course, calendar, at(wall))
    return next(each for each in clocks if each.timer.code == code and (not about or each.about == about))
