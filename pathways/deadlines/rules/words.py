"""A clock in words, who may answer it, and when nothing is written to anybody's mailbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pathways.dates import A_DAY, LONDON, Calendar, at_wall, day_in_words, working_time
from pathways.deadlines.rules.deadlines import WAITS_FOR, Answered, LengthUnit
from pathways.deadlines.rules.states import BY_ITSELF, HANDED_ON, ClockStanding, ReferralClock
from pathways.referrals.sending.rules import Urgent, labels_of
from pathways.referrals.steps.rules import steps_asked
from pathways.refusals import Reason

# What tells clocks of one kind apart, in words: which consent, which condition, the initial assessment or follow-up.


CONSENTS = {
    "1": "referral",
    "2": "telling how it went",
    "3": "national statistics",
    "4": "sharing with other services",
}


def about_in_words(timer: str, about: str) -> str:
    """The words of `about` for a timer; "" where there is only one of its kind."""
    if timer == "consent_review":
        return CONSENTS.get(about, "")
    if timer in ("required_assessment", "failure_notice"):
        return "follow-up" if ".f" in about else ""
    return ""


# Which clocks a person may answer, and when a place may be said to be closed.


LONGEST = timedelta(days=31)


def answers_to(clocks: Iterable[ReferralClock], *, is_case: bool = False) -> tuple[Answered, ...]:
    """What may be answered now: only what a running clock waits for.

    On a case nobody answers that they spoke to the person: the contact they record says so, with all that it asks.
    """
    running = {clock.timer.code for clock in clocks if clock.still_runs}
    open_now = (answer for answer, code in WAITS_FOR.items() if code in running)
    return tuple(answer for answer in open_now if not (is_case and answer is Answered.SPOKE))


def bars_to_answering(
    answered: Answered, clocks: Iterable[ReferralClock], *, is_case: bool = False
) -> tuple[Reason, ...]:
    """Every reason that it cannot be answered; none means it can."""
    if answered in answers_to(clocks, is_case=is_case):
        return ()
    if is_case and answered is Answered.SPOKE:
        return (Reason("Record the contact on the case: that stops the clock", "answered"),)
    return (Reason("No clock of this referral is waiting for that now. Look at its clocks", "answered"),)


@dataclass(frozen=True, kw_only=True)
class ClosureFacts:
    """Days on which a place is to be closed, the last one included."""

    from_on: date
    to_on: date
    today: date


def closure_faults(facts: ClosureFacts) -> tuple[Reason, ...]:
    """Every reason that these days cannot be closed. What was due before today is never changed afterwards."""
    faults = []
    if facts.from_on < facts.today:
        faults.append(Reason("The first day must be today or later: what was due before stays as it was", "from_on"))
    if facts.to_on < facts.from_on:
        faults.append(Reason("The last day must be the first day or later", "to_on"))
    elif facts.to_on - facts.from_on > LONGEST:
        faults.append(Reason("A month at most. For longer, close the service in the directory", "to_on"))
    return tuple(faults)


# Quiet hours: no message is written to a mailbox between eight in the evening and eight in the morning. What is urgent
# goes by telephone. Source: treatment desk, clocks (design choice).


FROM, UNTIL = time(20), time(8)


def not_before(now: datetime) -> datetime | None:
    """The earliest moment at which a message may go: eight in the morning after a night; None by day."""
    local = now.astimezone(LONDON)
    if UNTIL <= local.time() < FROM:
        return None
    day = local.date() + timedelta(days=1) if local.time() >= FROM else local.date()
    return at_wall(day, UNTIL)


# A clock in words: when it is due, since when it is paused, or what stopped it.


PAUSED = {"C": "in custody", "H": "in hospital", "R": "a question waits for an answer", "D": "recorded as dead"}
STOPPED = {
    BY_ITSELF: "the time ran out",
    HANDED_ON: "sent on: it runs on in the next referral",
    "accept": "accepted",
    "submit": "sent",
    "submit_no_service": "sent: no service was open",
    "attended": "the person came",
    "left_early": "the person came",
    "first_offer_stands": "an appointment was offered",
    "offered": "an appointment was offered",
    "decline_send_on": "declined and sent on",
    "decline_no_next": "declined",
    "no_decision": "no decision: a place is looked for",
    "no_contact": "outreach began",
    "not_picked_up": "not picked up: the sender is responsible again",
    "answer_time_up": "no answer came",
    "place_found": "a place was found",
    "structured_start": "treatment started",
    "structured_contact": "a structured contact took place",
    "need_agreed": "a care plan was agreed",
    "complete": "treatment was completed",
    "person_leaves": "the person left",
    "person_died": "the person has died",
    "consent_withdrawn": "consent was withdrawn",
    "not_found": "the person was not found",
    "lost_in_treatment": "the person was not found",
    "spoken_to": "somebody spoke to the person",
    "attempted_twice": "two attempts were recorded",
    "assessment_attended": "what happened was recorded",
    "assessment_failed": "what happened was recorded",
    "police_told": "police were told",
    "condition_reported": "it was reported",
    "keyworker_named": "a keyworker was named",
    "review_recorded": "the review was recorded",
    "started_again": "treatment started again",
    "answer_given": "answered again",
    "answer_refused": "answered again: no",
    "answer_withdrawn": "withdrawn",
    "answer_lapsed": "lapsed: ask again",
}


KEPT_BACK = "The service was told why: ask it"


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    """One clock as a page says it."""

    code: str
    label: str
    standing: ClockStanding
    words: str
    do: str


def why_in_words(urgent: Iterable[Urgent], since: datetime, *, reads_the_service: bool) -> tuple[str, ...]:
    """Why a clock that started at `since` is urgent. Only staff of the service read what the service was told;
    others read that it knows."""
    reasons = [reason for reason in urgent if reason.at >= since]
    words = labels_of(reason for reason in reasons if reads_the_service or not reason.by_service)
    kept_back = not reads_the_service and any(reason.by_service for reason in reasons)
    return (*words, KEPT_BACK) if kept_back else words


def label_of(clock: ReferralClock) -> str:
    """The name of a clock, with what tells it from others of its kind."""
    about = about_in_words(clock.timer.code, clock.about)
    return f"{clock.timer.label}: {about}" if about else clock.timer.label


def line_of(clock: ReferralClock, calendar: Calendar) -> ClockLine:
    """A clock that started, as a line."""
    return ClockLine(
        code=clock.timer.code,
        label=label_of(clock),
        standing=clock.standing,
        words=in_words(clock, calendar),
        do=clock.timer.do,
    )


def in_words(clock: ReferralClock, calendar: Calendar) -> str:
    """How a clock stands, as a sentence without its full stop."""
    if clock.standing is ClockStanding.STOPPED and clock.stopped_at:
        return f"Stopped on {_day(clock.stopped_at)}: {_stopped_by(clock.stopped_by)}"
    if clock.standing is ClockStanding.NOT_KNOWN:
        return f"Not known: bank holidays are known only to {day_in_words(calendar.known_to)}"
    if clock.standing is ClockStanding.PAUSED and clock.paused_since:
        return f"Paused since {_day(clock.paused_since)}, {PAUSED[clock.paused_by]}. {_used(clock, calendar)}".strip()
    if clock.due_at is None:
        return clock.standing.label
    if clock.standing is ClockStanding.OVER:
        late = " (before the pause)" if clock.paused_since else ""
        return f"Was due {_by(clock.due_at)}{late}"
    return f"Runs out {_by(clock.due_at)}" if clock.timer.ends_itself else f"Due {_by(clock.due_at)}"


def _used(clock: ReferralClock, calendar: Calendar) -> str:
    """How much of its time a paused clock has used: it goes on with what is left."""
    length = max((stage.length for stage in clock.timer.stages), default=clock.timer.length)
    if clock.started_at is None or clock.paused_since is None:
        return ""
    if clock.timer.unit is LengthUnit.WORKING_DAYS:
        used = working_time(clock.started_at, clock.paused_since, calendar, clock.pauses) / A_DAY
        return f"{used:.1f} of {length} working days used".replace(".0 ", " ")
    gaps = sum((ended.date() - began.date()).days for began, ended in clock.pauses)
    days = (clock.paused_since.astimezone(LONDON).date() - clock.started_at.astimezone(LONDON).date()).days - gaps
    return f"{days} of {length} days used"


def _by(at: datetime) -> str:
    """A deadline in words: as a day where it ends with the last moment of that day."""
    if is_end_of_day(at):
        return f"by the end of {_day(at)}"
    return f"by {at.astimezone(LONDON):%H:%M} on {_day(at)}"


def is_end_of_day(at: datetime) -> bool:
    """Whether that is the last moment of a London day, so that it is said as a day."""
    return (at + timedelta(microseconds=1)).astimezone(LONDON).time() == datetime.min.time()


def _day(at: datetime) -> str:
    return day_in_words(at.astimezone(LONDON))


def _stopped_by(name: str) -> str:
    if name in STOPPED:
        return STOPPED[name]
    asked = steps_asked().get(name)
    words = asked.happened if asked else name.removeprefix("into:").replace("_", " ").lower()
    return words[:1].lower() + words[1:]
