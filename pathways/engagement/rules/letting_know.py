"""What a text tells somebody of their next appointment, word for word as the page shows it before it is sent.

Whoever else reads the phone learns a number and a reference: no service, no place; the day and time only where the
person agreed (design/trust, the abusive partner: no appointment by text unless asked for). Place and service never go.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pathways.engagement.rules.standing import DIED, answers_for, not_open
from pathways.referrals.rules import ContactWay, ReferralState, is_closed
from pathways.refusals import Reason
from pathways.vocabulary import Worded

LONDON = ZoneInfo("Europe/London")
LONGEST_QUOTED = 40
FIRST, LAST = time(8), time(20)
REMINDED_AT = time(10)
DATED = "appointment_time"
"""The one kind of text that holds the day and the time."""


class TextHolds(Worded):
    """What the person agreed that a text may hold."""

    NUMBER = "number", "A number to ring and the reference", "No service, no place, no day and no time."
    DAY_AND_TIME = "day_and_time", "The day and time as well", "Only if nobody else reads their phone. Never the place."


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """How somebody may be reached, and what a text may hold. `number` is empty where the way needs none."""

    way: ContactWay
    number: str
    note: str
    holds: TextHolds


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A text as it goes out. `kind` is a row of the outbox's list; `quoted` stands for the reference."""

    kind: str
    to: str
    quoted: str

    @property
    def is_dated(self) -> bool:
        return self.kind == DATED

    def reminding(self, reference: str) -> "Telling":
        """The text the day before: the same where it is dated, else one that asks to ring."""
        return self if self.is_dated else Telling(kind="reminder", to=self.to, quoted=reference)


def telling(contact: ContactFacts | None, *, reference: str, ring: str, starts_at: datetime) -> Telling | None:
    """The text about an appointment, or None where the person is not reached by text."""
    if contact is None or contact.way is not ContactWay.TEXT or not contact.number:
        return None
    if contact.holds is TextHolds.DAY_AND_TIME:
        at = starts_at.astimezone(LONDON)
        when = f"{at:%a} {at.day} {at:%b} {at:%H:%M}, {reference}"
        return Telling(kind=DATED, to=contact.number, quoted=when)
    whole = f"{ring}. Reference {reference}"
    if ring and len(whole) <= LONGEST_QUOTED:
        return Telling(kind="appointment_ring", to=contact.number, quoted=whole)
    return Telling(kind="appointment", to=contact.number, quoted=reference)


def not_told_by_text(contact: ContactFacts | None, him: str) -> str:
    """What the page says where nothing is sent: how the person is to be told instead."""
    if contact is None:
        return f"No text is sent: nobody asked how to reach {him}."
    if contact.way is ContactWay.TEXT:
        return "No text is sent: no number is recorded."
    how = {ContactWay.CALL: f"Ring {contact.number}", ContactWay.LETTER: "Write a plain letter"}
    return f"No text is sent. {how.get(contact.way, contact.way.label)}{f': {contact.note}' if contact.note else ''}."


def sent_from(now: datetime) -> datetime:
    """When a text may go out: by day, so that no phone rings at night. London hours, design choice."""
    here = now.astimezone(LONDON)
    if FIRST <= here.time() < LAST:
        return now
    day = here.date() if here.time() < FIRST else here.date() + timedelta(days=1)
    return datetime.combine(day, FIRST, LONDON)


def bars_to_contact(contact: ContactFacts, *, has_died: bool, state: ReferralState) -> tuple[Reason, ...]:
    """Every reason that a safe contact cannot be recorded so; none means it can."""
    if has_died:
        return (DIED,)
    if not answers_for(state):
        return (not_open(state),)
    bars = []
    if contact.way.needs_a_number and not contact.number:
        bars.append(Reason("Enter the number, or select another way", "number"))
    if contact.way.needs_words and not contact.note:
        bars.append(Reason(contact.way.needs_words, "note"))
    if contact.way is not ContactWay.TEXT and contact.holds is not TextHolds.NUMBER:
        bars.append(Reason("A text may hold the day and time only where a text is the safe way", "holds"))
    return tuple(bars)


def reminds_from(starts_at: datetime, now: datetime) -> datetime | None:
    """When the reminder goes out: at 10:00 of the day before. None where that is less than a day ahead of now."""
    before = datetime.combine(starts_at.astimezone(LONDON).date() - timedelta(days=1), REMINDED_AT, LONDON)
    return before if before >= now + timedelta(hours=24) else None


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
    """Whether a text about an appointment may leave: the appointment stands (`stands`) and lies ahead, the case is
    neither closed nor paused, and a text of this kind to this very number is still the safe way."""
    if not stands or starts_at <= now or is_closed(state) or state is ReferralState.SUSPENDED:
        return False
    if contact is None or contact.way is not ContactWay.TEXT or contact.number.replace(" ", "") != address:
        return False
    return kind != DATED or contact.holds is TextHolds.DAY_AND_TIME
