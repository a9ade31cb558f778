"""The rules of answering a referral: reasons to decline, when an answer is due, accepting, and what pages say.

Sources: treatment-and-statistics 2.1 and 2.5 (a closed, non-clinical list; a service may not decline for a mental
health need or for substance use), desk-treatment-and-manager 04b (design choice).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from pathways.dates import CLOSES
from pathways.people.deaths.rules import DEAD
from pathways.referrals.needs.rules import ContactWay
from pathways.referrals.routing.rules import WhyManager
from pathways.refusals import Reason
from pathways.tables import Listed, list_of
from pathways.vocabulary import Worded

FIRST_APPOINTMENT_AT = time(10, 0)
NOT_REASONS = "Mental health, housing or using more than one substance are not reasons to decline."


@dataclass(frozen=True, kw_only=True)
class DeclineReason(Listed):
    """Why a service cannot take a person. Police see the reason, so nothing clinical can be said with it.

    `for_want_of_a_place`: the service is asked to count its free places again.
    """

    for_want_of_a_place: bool


@cache
def decline_reasons() -> Mapping[str, DeclineReason]:
    """The closed list, by code, in the order of the page."""
    return list_of(Path(__file__).parent / "data" / "decline_reasons.csv", DeclineReason)


class LinkAnswer(Worded):
    """What a service answers by its link."""

    ACCEPT = "accept", "Accept", "You then see the name and how to reach the person. You give a first date."
    DECLINE = "decline", "Decline", "You choose a reason. We find another service; you do nothing more."
    ASK = "ask", "Ask a question", "The clock stops until it is answered. You get a new link."
    WRONG_PLACE = "wrong_place", "It reached the wrong place"


def link_ends(due_on: date | None, now: datetime, add_working_days: Callable[[date, int], date]) -> datetime:
    """When a link stops working, as London wall time: at 17:00 on the day the answer is due, or on the next working day
    where that is over. `now` is London wall time."""
    day = due_on or now.date()
    if datetime.combine(day, CLOSES, tzinfo=now.tzinfo) <= now:
        day = add_working_days(now.date(), 1)
    return datetime.combine(day, CLOSES, tzinfo=now.tzinfo)


def time_left(ends: datetime, now: datetime) -> str:
    """How long is left to answer, or how late an answer is, in words. Both London wall time."""
    hours, minutes = divmod(int(abs(ends - now).total_seconds()) // 60, 60)
    days = abs((ends.date() - now.date()).days)
    if days > 1:
        return f"{days} days late" if ends < now else f"in {days} days"
    if ends > now and days:
        return "tomorrow"
    parts = [(hours, "hour"), (minutes, "minute")]
    words = (
        " ".join(f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in parts if count) or "less than a minute"
    )
    return f"{words} late" if ends < now else f"in {words}"


def age_band(age: int) -> str:
    """The five-year band of an age, such as "30 to 34". Under 18 and 85 or over are not divided."""
    if age < 18:
        return "under 18"
    if age >= 85:
        return "85 or over"
    start = age - age % 5
    return f"{max(start, 18)} to {start + 4}"


class DueGroup(Worded):
    """The headings of the inbox, in their order."""

    URGENT = "urgent", "Urgent: speak to them today or tomorrow"
    OVERDUE = "overdue", "Overdue"
    TODAY = "today", "Due today"
    LATER = "later", "Due later"
    ASKED = "asked", "Waiting for an answer to your question"


def due_group(due_on: date, today: date, *, is_asked: bool = False, is_urgent: bool = False) -> DueGroup:
    """The heading under which an offer stands on a London date. An open question stops its clock; urgency does not wait
    for an answer."""
    if is_urgent:
        return DueGroup.URGENT
    if is_asked:
        return DueGroup.ASKED
    if due_on < today:
        return DueGroup.OVERDUE
    return DueGroup.TODAY if due_on == today else DueGroup.LATER


def comes_before_the_answer(required_at: datetime | None, *, due_at: datetime, now: datetime) -> bool:
    """Whether a notice tells somebody to come to the service before its answer is due, and that time is still ahead."""
    return required_at is not None and now <= required_at < due_at


def urgent_in_words(
    *,
    him: str,
    today: date,
    first_on: date,
    opens_on: date,
    is_open_today: bool,
    way: ContactWay,
    is_of_notice: bool = False,
) -> str:
    """The words above the first appointment of somebody urgent: somebody speaks to them today or tomorrow, and if
    nobody can see them by then, why. `first_on` is the day filled in, `opens_on` when the service opens next."""
    tomorrow = today + timedelta(days=1)
    notice = "the time on the notice is filled in" if is_of_notice else ""
    if first_on <= tomorrow:
        filled = notice or "the first time that allows it is filled in"
        return f"Somebody speaks to {him} today or tomorrow. {filled[0].upper()}{filled[1:]}."
    why = f"the service is closed until {opens_on:%A} {opens_on.day} {opens_on:%B}"
    if is_open_today and opens_on > tomorrow:
        why = f"it is too late to see {him} today, and {why}"
    elif opens_on <= tomorrow:
        why = f"nobody sees {him} today or tomorrow"
    reach = way.to_speak(him)[0].lower() + way.to_speak(him)[1:]
    number = f", and no number to ring {him} is known" if way is ContactWay.NO_PHONE else ""
    first = notice or f"this is the first time somebody can see {him}"
    return f"{why[0].upper()}{why[1:]}{number}. Today or tomorrow, {reach}; {first}."


COMES_BACK = "Your organisation runs that service too: it comes back to your own inbox."


def what_happens_next(
    next_name: str | None, *, why: WhyManager | None, consent: str = "", is_theirs: bool = False
) -> str:
    """The sentence above the reasons: who is asked next, under which consent, or why a pathway manager is.

    `is_theirs`: the next service belongs to the provider that declines, which has one inbox for all its services.
    """
    if next_name:
        rests_on = f" The consent covers it: {consent}." if consent else ""
        comes_back = f" {COMES_BACK}" if is_theirs else ""
        return f"Next: sent at once to {next_name}, with your reason.{comes_back}{rests_on}"
    return (
        f"Next: the pathway manager finds a place. {why.label}." if why else "Next: the pathway manager finds a place."
    )


def what_happened(next_name: str | None, *, why: WhyManager | None, is_theirs: bool = False) -> str:
    """The sentence after declining: who is asked next, or why a pathway manager is."""
    if next_name and is_theirs:
        return (
            f"Sent on at once to {next_name}, with your reason. Your organisation runs it: it is in your inbox again."
        )
    if next_name:
        return f"Sent on at once to {next_name}, with your reason."
    return f"The pathway manager finds a place. {why.label}." if why else "The pathway manager finds a place."


def inbox_lede(counts: Mapping[DueGroup, int], *, more: bool) -> str:
    """How many referrals wait for an answer, and how many are late. `more` says that another page follows."""
    ours: dict[DueGroup, int] = {group: number for group, number in counts.items() if group is not DueGroup.ASKED}
    total, asked = sum(ours.values()), counts.get(DueGroup.ASKED, 0)
    if not total and not asked:
        return "No referral is waiting for an answer."
    group_words = {DueGroup.URGENT: "urgent"}
    parts = [f"{ours[group]} {group_words.get(group, group.label.lower())}" for group in DueGroup if ours.get(group)]
    waits = "referral waits" if total == 1 else "referrals wait"
    lede = f"{total}{'+' if more else ''} {waits} for your answer{': ' if parts else ''}{', '.join(parts)}."
    return f"{lede} {asked} more {'waits' if asked == 1 else 'wait'} for somebody to answer you." if asked else lede


@dataclass(frozen=True, kw_only=True)
class AcceptFacts:
    """What the rule about accepting reads. Whether somebody accepted first is decided by the database."""

    has_died: bool
    keyworker_is_ours: bool
    slot_at: datetime
    now: datetime


def bars_to_accepting(facts: AcceptFacts) -> tuple[Reason, ...]:
    """Every reason why this acceptance cannot be recorded as it was typed."""
    if facts.has_died:
        return (Reason(DEAD),)
    bars: list[Reason] = []
    if not facts.keyworker_is_ours:
        bars.append(Reason("Choose a keyworker of your own organisation", "keyworker"))
    if facts.slot_at < facts.now:
        bars.append(Reason("The first appointment is in the past. Choose a later date or time", "first_slot"))
    if facts.slot_at > facts.now + timedelta(days=366):
        bars.append(Reason("The first appointment is more than a year away. Check the date", "first_slot"))
    return tuple(bars)
