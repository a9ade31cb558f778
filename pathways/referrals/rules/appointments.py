"""The words of an appointment. Here, so that accepting (which makes the first) and engagement share them.

Source: treatment-and-statistics 2.1 (who cancelled is told apart; a cancellation by the service is never a missed
appointment; whoever came and left early was seen, so nobody is sent to find them, and had no whole contact, so no
figure counts one) and 3.2 (room, phone and video count alike): design choice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from pathways.vocabulary import Worded


def kept_for(referral_id: int, starts_at: datetime) -> str:
    """The key under which the diary keeps a time for an appointment: the same when its record is corrected."""
    return f"appointment {referral_id} {int(starts_at.timestamp())}"


class Offered(Protocol):
    """An appointment that was offered, with what became of it and when that was recorded."""

    @property
    def offered_at(self) -> datetime: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def outcome(self) -> "Outcome | None": ...
    @property
    def outcome_at(self) -> datetime | None: ...


def is_an_offer(appointment: Offered, now: datetime) -> bool:
    """Whether it counts as offered at a moment. One that the service had cancelled by then does not: the next one does.

    One that the person cancelled still counts (treatment reference 3.3: design choice, and recalled).
    """
    if appointment.outcome is Outcome.CANCELLED_BY_SERVICE and appointment.outcome_at is not None:
        return appointment.offered_at <= now < min(appointment.starts_at, appointment.outcome_at)
    return appointment.offered_at <= now


def first_offer(appointments: Iterable[Offered], now: datetime) -> datetime | None:
    """When the first appointment that counts as offered was offered; None where none does."""
    return min((appointment.offered_at for appointment in appointments if is_an_offer(appointment, now)), default=None)


class Purpose(Worded):
    """What an appointment is for."""

    ASSESSMENT = "assessment", "Assessment"
    STRUCTURED = "structured", "Structured treatment"
    OTHER = "other", "Other contact"


class Channel(Worded):
    """How the two meet."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "Phone"
    VIDEO = "video", "Video"


class Outcome(Worded):
    """What became of an appointment."""

    ATTENDED = "attended", "Attended"
    LEFT_EARLY = "left_early", "Left early", "Counts neither as attended nor as missed: offer another."
    DID_NOT_ATTEND = "did_not_attend", "Did not attend"
    CANCELLED_BY_PERSON = "cancelled_by_person", "Cancelled by the person"
    CANCELLED_BY_SERVICE = "cancelled_by_service", "Cancelled by us", "Does not count against the person."
