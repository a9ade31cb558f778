"""The rules of appointments: the next one, when to offer and record one, telling the person, and links about one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from pathways.dates import CLOSES, LONDON, count_in_words, day_in_words
from pathways.engagement.rules import not_changeable
from pathways.referrals.first_appointments.rules import (
    DATED,
    AppointmentOutcome,
    AppointmentPurpose,
    ContactFacts,
    TextHolds,
    WayToMeet,
)
from pathways.referrals.needs.rules import ContactWay
from pathways.referrals.steps.rules import ReferralState, is_closed
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Worded

# The next appointment: the times offered, and what it is for. Design choices of the treatment desk (page 06).


VISITED_AT = "Outreach visit: where they usually are"


@dataclass(frozen=True, kw_only=True)
class NextTimes:
    """What may be offered next: times of the diary as (id, instant), soonest first, and one to type where none fits.

    `booked_at` is a later appointment that stands already.
    """

    service: str
    town: str
    slots: tuple[tuple[int, datetime], ...]
    suggested_at: datetime
    booked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Next:
    """The next appointment as chosen: a time of the diary, a visit, or an instant and a place that were typed."""

    slot_id: int | None
    starts_at: datetime
    place: str
    is_visit: bool = False


def purpose_of_next(
    outcome: AppointmentOutcome, purpose: AppointmentPurpose, *, has_started: bool
) -> AppointmentPurpose:
    """What the next appointment is for: the same if the last did not take place whole, else the next contact."""
    if outcome is not AppointmentOutcome.ATTENDED:
        return purpose
    return AppointmentPurpose.STRUCTURED if has_started else AppointmentPurpose.OTHER


def channel_of_next(channel: WayToMeet, following: Next) -> WayToMeet:
    """How they meet: in person at a time of the diary or on a visit; at a typed time in the same way as last time."""
    return WayToMeet.IN_PERSON if following.slot_id is not None or following.is_visit else channel


def days_to_next(outcome: AppointmentOutcome) -> int:
    """After how many working days the next appointment is suggested where no diary is kept.

    Two after one that did not take place (the re-offer timer, treatment reference 2.3), otherwise five, a week.
    """
    return 5 if outcome is AppointmentOutcome.ATTENDED else 2


# When an appointment may be offered, and when its outcome may be recorded or corrected.
#
# Source: treatment reference 2.1 and 2.3; that buttons open 15 minutes before the time is a design choice of the
# treatment desk (page 06), so that tomorrow is not recorded by a slip.


OPENS_BEFORE = timedelta(minutes=15)
HAPPENED = frozenset({AppointmentOutcome.ATTENDED, AppointmentOutcome.LEFT_EARLY, AppointmentOutcome.DID_NOT_ATTEND})


@dataclass(frozen=True, kw_only=True)
class OfferFacts:
    """An appointment about to be offered. Instants are UTC. `booked` are the person's own that still stand."""

    state: ReferralState
    has_died: bool
    now: datetime
    starts_at: datetime
    booked: tuple[datetime, ...] = ()


def bars_to_offering(facts: OfferFacts) -> tuple[Reason, ...]:
    """Every reason that this appointment cannot be offered; none means it can."""
    if closed := not_changeable(has_died=facts.has_died, state=facts.state):
        return closed
    if facts.starts_at <= facts.now:
        return (Reason("The appointment must be later than now", "starts_at"),)
    if facts.starts_at in facts.booked:
        at = facts.starts_at.astimezone(LONDON)
        words = f"An appointment at {at:%H:%M} on {day_in_words(at)} is booked already: choose another time"
        return (Reason(words, "starts_at"),)
    return ()


@dataclass(frozen=True, kw_only=True)
class OutcomeFacts:
    """What became of an appointment. `already` is the outcome that stands; `correction_reason` undoes it."""

    state: ReferralState
    has_died: bool
    now: datetime
    starts_at: datetime
    outcome: AppointmentOutcome
    already: AppointmentOutcome | None = None
    correction_reason: str = ""
    later_steps: bool = False


def opens_at(starts_at: datetime) -> datetime:
    """From when attendance may be recorded: a little before the time."""
    return starts_at - OPENS_BEFORE


def too_early_words(starts_at: datetime) -> str:
    """The words of every page about an attendance that is recorded too early."""
    at = starts_at.astimezone(LONDON)
    when = f"{at:%H:%M} on {day_in_words(at)}"
    early = count_in_words(OPENS_BEFORE // timedelta(minutes=1), "minute")
    return f"The appointment is at {when}. Whether they came can be recorded from {early} before it"


def bars_to_outcome(facts: OutcomeFacts) -> tuple[Reason, ...]:
    """Every reason that this outcome cannot be recorded; none means it can.

    A correction that undoes an attendance is barred once later steps rest on it: they have to be corrected first.
    """
    if closed := not_changeable(has_died=facts.has_died, state=facts.state):
        return closed
    if facts.outcome in HAPPENED and facts.now < opens_at(facts.starts_at):
        return (_too_early(facts),)
    if facts.already is None:
        return ()
    if facts.outcome is facts.already:
        return (Reason(f"It is already recorded as “{facts.already.label}”. Choose what really happened", "outcome"),)
    if not facts.correction_reason:
        return (Reason("Say why the outcome is corrected", "correction_reason"),)
    if facts.already is AppointmentOutcome.ATTENDED and facts.later_steps:
        return (
            Reason("An assessment or a later step depends on this attendance, so it cannot be taken back", "outcome"),
        )
    return ()


def _too_early(facts: OutcomeFacts) -> Reason:
    return Reason(
        too_early_words(facts.starts_at),
        "outcome",
        source="Treatment desk, page 06",
        mark=Mark.DESIGN.value,
    )


# How the person may be reached, as agreed with the service, and what a page says where no text is sent.


def not_told_by_text(contact: ContactFacts | None, him: str) -> str:
    """What the page says where no text is sent: how to tell the person instead."""
    if contact is None:
        return f"No text is sent: nobody asked how to reach {him}."
    if contact.way is ContactWay.TEXT:
        if contact.number:
            return f"No text leaves here: nothing is set up to send one. Text {contact.number} yourself."
        return "No text is sent: no number is recorded."
    how = {ContactWay.CALL: f"Ring {contact.number}", ContactWay.LETTER: "Write a plain letter"}
    return f"No text is sent. {how.get(contact.way, contact.way.label)}{f': {contact.note}' if contact.note else ''}."


def bars_to_contact(contact: ContactFacts, *, has_died: bool, state: ReferralState) -> tuple[Reason, ...]:
    """Every reason that a safe contact cannot be recorded like this; none means it can."""
    if closed := not_changeable(has_died=has_died, state=state):
        return closed
    bars = []
    if contact.way.needs_a_number and not contact.number:
        bars.append(Reason("Enter the number, or select another way", "number"))
    if contact.way.needs_words and not contact.note:
        bars.append(Reason(contact.way.needs_words, "note"))
    if contact.way is not ContactWay.TEXT and contact.holds is not TextHolds.NUMBER:
        bars.append(Reason("A text may hold the day and time only where a text is the safe way", "holds"))
    return tuple(bars)


def text_may_go(
    *,
    state: ReferralState,
    stands: bool,
    starts_at: datetime,
    now: datetime,
    contact: ContactFacts | None,
    kind: str,
    address: str,
) -> bool:
    """Whether a text about an appointment may leave: the appointment stands (`stands`) and is ahead, the case is not
    closed or paused, and a text of this kind to this very number is still the safe way."""
    if not stands or starts_at <= now or is_closed(state) or state is ReferralState.SUSPENDED:
        return False
    if contact is None or contact.way is not ContactWay.TEXT or contact.number.replace(" ", "") != address:
        return False
    return kind != DATED or contact.holds is TextHolds.DAY_AND_TIME


# What a service without accounts says of an appointment by its link, and until when that link works.
#
# Sources: treatment-and-statistics 2.1 (attended, did_not_attend, cancelled_by_person, cancelled_by_service,
# person_declines) and 2.3; that it is told by a link, an hour after the time, for ten working days: design choice
# (docs/decisions/0043).


AFTER: Final = timedelta(hours=1)
"""How long after its time an appointment is asked about: by then it is over."""
WORKS_FOR_DAYS: Final = 10
DECLINED: Final = "88"
"""The ending of a case whose person wants no help from the service before structured treatment began (1.8)."""


class AppointmentAnswer(Worded):
    """What became of the appointment, in the words of the link's page."""

    ATTENDED = "attended", "Came"
    DID_NOT_ATTEND = "did_not_attend", "Did not come"
    CANCELLED_BY_PERSON = "cancelled_by_person", "Cancelled by the person"
    CANCELLED_BY_SERVICE = "cancelled_by_service", "Cancelled by us", "Does not count against the person."
    LEFT = "left", "Wants no help from us any more", "The case is closed. Whoever comes back later is referred again."

    @property
    def outcome(self) -> AppointmentOutcome:
        """The outcome recorded for the appointment itself: somebody who wants no more help has cancelled it."""
        return (
            AppointmentOutcome.CANCELLED_BY_PERSON if self is AppointmentAnswer.LEFT else AppointmentOutcome(self.value)
        )


@dataclass(frozen=True, kw_only=True)
class AppointmentTold:
    """What was typed: what became of the appointment, when and where they meet next, and who says so."""

    became: AppointmentAnswer
    next_at: datetime | None
    place: str
    who: str


def bars_to_telling(answer: AppointmentTold) -> tuple[Reason, ...]:
    """Which answers do not go together. The rules of appointments check the times themselves."""
    bars = []
    if answer.became is AppointmentAnswer.LEFT and answer.next_at is not None:
        bars.append(Reason("Leave the next appointment empty, or choose another answer", "next_at"))
    if answer.next_at is not None and not answer.place:
        bars.append(Reason("Enter where the next appointment is", "place"))
    return tuple(bars)


def works_until(now: datetime, add_working_days: Callable[[date, int], date]) -> datetime:
    """When such a link stops working: at 17:00, ten working days on. `now` is London wall time."""
    return datetime.combine(add_working_days(now.date(), WORKS_FOR_DAYS), CLOSES, tzinfo=now.tzinfo)
