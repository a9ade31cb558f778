"""The words of an appointment, when it counts as offered, and the texts about it, word for word as the page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final, Protocol

from pathways.dates import LONDON
from pathways.referrals.needs.rules import ContactWay
from pathways.tables import Dated, dated_rows_of, in_force
from pathways.vocabulary import Worded

# The words of an appointment. They are here so that accepting (which makes the first one) and engagement share them.
#
# Source: treatment-and-statistics 2.1 (who cancelled is told apart; a cancellation by the service is never a missed
# appointment; somebody who came and left early was seen, so nobody is sent to find them, but it was no full contact,
# so no figure counts it) and 3.2 (room, phone and video count alike): design choice.


def kept_for(referral_id: int, starts_at: datetime) -> str:
    """The key under which the diary reserves a time for an appointment. It stays when the record is corrected."""
    return f"appointment {referral_id} {int(starts_at.timestamp())}"


class Offered(Protocol):
    """An appointment that was offered, what became of it, and when that was recorded."""

    @property
    def offered_at(self) -> datetime: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def outcome(self) -> "AppointmentOutcome | None": ...
    @property
    def outcome_at(self) -> datetime | None: ...


def is_an_offer(appointment: Offered, now: datetime) -> bool:
    """Whether an appointment counts as offered at a moment. One that the service had cancelled by then does not.

    One that the person cancelled still counts (treatment reference 3.3: design choice, and recalled).
    """
    if appointment.outcome is AppointmentOutcome.CANCELLED_BY_SERVICE and appointment.outcome_at is not None:
        return appointment.offered_at <= now < min(appointment.starts_at, appointment.outcome_at)
    return appointment.offered_at <= now


def first_offer(appointments: Iterable[Offered], now: datetime) -> datetime | None:
    """When the first appointment that counts as offered was offered; None where none does."""
    return min((appointment.offered_at for appointment in appointments if is_an_offer(appointment, now)), default=None)


class AppointmentPurpose(Worded):
    """What an appointment is for."""

    ASSESSMENT = "assessment", "Assessment"
    STRUCTURED = "structured", "Structured treatment"
    OTHER = "other", "Other contact"


class WayToMeet(Worded):
    """How the person and the worker meet."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "Phone"
    VIDEO = "video", "Video"


class AppointmentOutcome(Worded):
    """What became of an appointment."""

    ATTENDED = "attended", "Attended"
    LEFT_EARLY = "left_early", "Left early", "Counts neither as attended nor as missed: offer another."
    DID_NOT_ATTEND = "did_not_attend", "Did not attend"
    CANCELLED_BY_PERSON = "cancelled_by_person", "Cancelled by the person"
    CANCELLED_BY_SERVICE = "cancelled_by_service", "Cancelled by us", "Does not count against the person."


# What a text tells somebody of an appointment, word for word as the page shows it before it is sent. It is here so that
# accepting (which makes the first one) and engagement share it.
#
# Anybody else who reads the phone learns a number and a reference; the day and time only where the person agreed to
# that (an abusive partner may read it: no appointment by text unless asked for). The place and the service are never
# in a text.


LONGEST_QUOTED = 40
DATED = "appointment_time"
"""The one kind of text that contains the day and the time."""


class TextHolds(Worded):
    """What the person agreed that a text may say."""

    NUMBER = "number", "A number to ring and the reference", "No service, no place, no day and no time."
    DAY_AND_TIME = "day_and_time", "The day and time as well", "Only if nobody else reads their phone. Never the place."


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """How somebody may be reached, and what a text may say. `number` is empty where the way needs none."""

    way: ContactWay
    number: str
    note: str
    holds: TextHolds


@dataclass(frozen=True, kw_only=True)
class AppointmentText:
    """A text as it goes out. `kind` is a row of the outbox's list; `quoted` goes where that row has its reference."""

    kind: str
    to: str
    quoted: str

    @property
    def is_dated(self) -> bool:
        return self.kind == DATED

    def reminding(self, reference: str) -> "AppointmentText":
        """The text on the day before: the dated text again, or else one that asks them to ring."""
        return self if self.is_dated else AppointmentText(kind="reminder", to=self.to, quoted=reference)


def telling(contact: ContactFacts | None, *, reference: str, ring: str, starts_at: datetime) -> AppointmentText | None:
    """The text about an appointment, or None where the person is not reached by text."""
    if contact is None or contact.way is not ContactWay.TEXT or not contact.number:
        return None
    if contact.holds is TextHolds.DAY_AND_TIME:
        at = starts_at.astimezone(LONDON)
        when = f"{at:%a} {at.day} {at:%b} {at:%H:%M}, {reference}"
        return AppointmentText(kind="appointment_time", to=contact.number, quoted=when)
    whole = f"{ring}. Reference {reference}"
    if ring and len(whole) <= LONGEST_QUOTED:
        return AppointmentText(kind="appointment_ring", to=contact.number, quoted=whole)
    return AppointmentText(kind="appointment", to=contact.number, quoted=reference)


@dataclass(frozen=True, kw_only=True)
class TextsOnlyByDay(Dated):
    """From when until when texts go out, in London time."""

    first: time
    last: time


_TEXTS_ONLY_BY_DAY: Final = dated_rows_of(Path(__file__).parent / "data" / "texts_only_by_day.csv", TextsOnlyByDay)


def sent_from(now: datetime) -> datetime:
    """When a text may go out: now, or at the next hour at which texts are sent."""
    here = now.astimezone(LONDON)
    hours = in_force(_TEXTS_ONLY_BY_DAY, here.date())
    if hours.first <= here.time() < hours.last:
        return now
    day = here.date() if here.time() < hours.first else here.date() + timedelta(days=1)
    return datetime.combine(day, in_force(_TEXTS_ONLY_BY_DAY, day).first, LONDON)


def reminds_from(starts_at: datetime, now: datetime, *, day_before_at: time) -> datetime | None:
    """When the reminder goes out, on the day before; None where that is less than a day from now."""
    before = datetime.combine(starts_at.astimezone(LONDON).date() - timedelta(days=1), day_before_at, LONDON)
    return before if before >= now + timedelta(hours=24) else None
