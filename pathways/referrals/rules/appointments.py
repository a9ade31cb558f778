"""The words of an appointment. Here, so that accepting (which makes the first) and engagement share them.

Source: treatment-and-statistics 2.1 (who cancelled is told apart; a cancellation by the service is never a missed
appointment; whoever came and left early was seen, so nobody is sent to find them, and had no whole contact, so no
figure counts one) and 3.2 (room, phone and video count alike): design choice.
"""

from datetime import datetime

from pathways.vocabulary import Worded


def kept_for(referral_id: int, starts_at: datetime) -> str:
    """The key under which the diary keeps a time for an appointment: the same when its record is corrected."""
    return f"appointment {referral_id} {int(starts_at.timestamp())}"


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
    LEFT_EARLY = "left_early", "Left early", "Not counted as attended, nor as missed: offer another."
    DID_NOT_ATTEND = "did_not_attend", "Did not attend"
    CANCELLED_BY_PERSON = "cancelled_by_person", "Cancelled by the person"
    CANCELLED_BY_SERVICE = "cancelled_by_service", "Cancelled by us", "Does not count against the person."
