"""How the person may be reached, as the service agrees it with them, and what a page says where no text is sent."""

from datetime import datetime

from pathways.engagement.rules.standing import DIED, answers_for, not_open
from pathways.referrals.rules import ContactWay, ReferralState, is_closed
from pathways.referrals.rules.letting_know import DATED, ContactFacts, TextHolds
from pathways.refusals import Reason


def not_told_by_text(contact: ContactFacts | None, him: str) -> str:
    """What the page says where nothing is sent: how the person is to be told instead."""
    if contact is None:
        return f"No text is sent: nobody asked how to reach {him}."
    if contact.way is ContactWay.TEXT:
        if contact.number:
            return f"No text leaves here: nothing is set up to send one. Text {contact.number} yourself."
        return "No text is sent: no number is recorded."
    how = {ContactWay.CALL: f"Ring {contact.number}", ContactWay.LETTER: "Write a plain letter"}
    return f"No text is sent. {how.get(contact.way, contact.way.label)}{f': {contact.note}' if contact.note else ''}."


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
