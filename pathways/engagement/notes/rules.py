"""The rules of contacts and notes: what may be recorded, and until when a note may be changed.

After some hours a note can only be added to: the rules of trust (docs/decisions/0072; design choice). What a structured
contact is: treatment reference 3.2. Naloxone is asked at every contact: 1.6 (recalled).
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from pathways.dates import hours_after, london_date
from pathways.engagement.rules import DATA, not_changeable
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts, naloxone_reasons
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Reason
from pathways.tables import Dated, dated_rows_of, in_force
from pathways.vocabulary import Worded

LONGEST_NOTE: Final = 100_000


class ContactHow(Worded):
    """How a contact was held."""

    IN_PERSON = "in_person", "In the room"
    PHONE = "phone", "Phone"
    VIDEO = "video", "Video"
    OUTREACH = "outreach", "Outreach visit"
    TEXT = "text", "Text or e-mail"
    LETTER = "letter", "Letter"


@dataclass(frozen=True, kw_only=True)
class CountsAsEngaged(Dated):
    """What "engaged" means while this version is in force. A later version never changes what was recorded before.

    `ways` are the ways of a structured contact, `ways_in_words` the same for a sentence about one.
    """

    code: str
    version: str
    words: str
    ways: tuple[ContactHow, ...]
    ways_in_words: str


COUNTS_AS_ENGAGED: Final = dated_rows_of(DATA / "what_counts_as_engaged.csv", CountsAsEngaged)


def counts_as_engaged(on: date) -> CountsAsEngaged:
    """The version in force on a day."""
    return in_force(COUNTS_AS_ENGAGED, on)


MEETS: Final = frozenset({ContactHow.IN_PERSON, ContactHow.PHONE, ContactHow.VIDEO, ContactHow.OUTREACH})
"""The ways in which somebody is met. A letter or a text does not count as seeing them."""


class ContactWith(Worded):
    """With whom."""

    PERSON = "person", "The person"
    FAMILY = "family", "A relative or friend"
    PROFESSIONAL = "professional", "Another professional"


@dataclass(frozen=True, kw_only=True)
class ContactRecord:
    """A contact as it took place. Instants are UTC. `naloxone` is None where the person was not there to be asked."""

    at: datetime
    how: ContactHow
    whom: ContactWith
    is_structured: bool
    naloxone: NaloxoneFacts | None


@dataclass(frozen=True, kw_only=True)
class ContactBars:
    """What the rules read of the case, beside the contact."""

    state: ReferralState
    has_died: bool
    now: datetime
    accepted_at: datetime | None
    has_started_by_then: bool
    is_recorded: bool
    """Whether this worker recorded a contact at the same time, in the same way, with the same."""


def bars_to_contact_record(contact: ContactRecord, case: ContactBars) -> tuple[Reason, ...]:
    """Every reason that a contact cannot be recorded like this; none means it can."""
    if closed := not_changeable(has_died=case.has_died, state=case.state):
        return closed
    bars = []
    if case.is_recorded:
        bars.append(Reason("You recorded this contact already. If it was another one, change the time", "at"))
    if contact.at > case.now:
        bars.append(Reason("The contact cannot be in the future: record what is still to come as an appointment", "at"))
    if case.accepted_at and contact.at < case.accepted_at:
        bars.append(Reason("The contact cannot be before you accepted the referral", "at"))
    if contact.is_structured:
        bars += _structured(contact, case)
    if contact.whom is ContactWith.PERSON and contact.naloxone is None:
        bars.append(Reason("Select one about naloxone: it is asked at every contact", "naloxone"))
    if contact.whom is not ContactWith.PERSON and contact.naloxone is not None:
        bars.append(Reason("Leave naloxone out: the person was not there to be asked", "naloxone"))
    return (*bars, *(naloxone_reasons(contact.naloxone) if contact.naloxone else ()))


def _structured(contact: ContactRecord, case: ContactBars) -> list[Reason]:
    counts = counts_as_engaged(london_date(contact.at))
    if contact.whom is not ContactWith.PERSON or contact.how not in counts.ways:
        words = f"A structured contact is with the person, {counts.ways_in_words}"
        return [Reason(words, "is_structured", source="Treatment reference 3.2")]
    if not case.has_started_by_then:
        words = "A structured contact is part of treatment that has started: record the start first"
        return [Reason(words, "is_structured", source="Treatment reference 3.2")]
    return []


def may_be_edited(*, written_at: datetime, written_by_id: int, by_id: int, now: datetime) -> bool:
    """Whether somebody may still change a note: its author may, for some hours. Afterwards it can be added to."""
    return written_by_id == by_id and now < may_be_edited_until(written_at)


def may_be_edited_until(written_at: datetime) -> datetime:
    """Until when its author may change a note written at that time."""
    return hours_after(written_at, hours_to_correct(written_at))


def hours_to_correct(written_at: datetime) -> int:
    """For how many hours its author may change a note written at that time."""
    return in_force(_HOURS_TO_CORRECT, london_date(written_at)).hours


@dataclass(frozen=True, kw_only=True)
class HoursToCorrect(Dated):
    hours: int


_HOURS_TO_CORRECT: Final = dated_rows_of(Path(__file__).parent / "data" / "hours_to_correct.csv", HoursToCorrect)


def bars_to_note(text: str) -> tuple[Reason, ...]:
    """Why a note cannot be saved: it needs text, and at most as much as the page says; nothing is cut off."""
    if not text.strip():
        return (Reason("Write the note", "text"),)
    if len(text) > LONGEST_NOTE:
        typed = f"You typed {len(text):,}: put the rest in a second note"
        return (Reason(f"A note holds at most {LONGEST_NOTE:,} characters. {typed}", "text"),)
    return ()


def naloxone_of(answer: Naloxone | None, why_not: str) -> NaloxoneFacts | None:
    """The answer as the rules read it; None where it was not asked."""
    return NaloxoneFacts(answer=answer, why_not=why_not) if answer else None
