"""The rules of check-ins and feedback after a planned exit, of peer support, and of TOP scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from pathways.dates import count_in_words, day_in_words, months_after
from pathways.engagement.rules import DIED, dated, not_changeable
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.refusals import Reason
from pathways.small_numbers.published import THRESHOLD
from pathways.tables import records_of, rows_of
from pathways.vocabulary import Mark, Worded

# After a planned exit: check-ins, and what the person says of the service.


class CheckInUnit(StrEnum):
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class CheckInTime:
    """How long after treatment was completed a check-in is due."""

    number: int
    unit: CheckInUnit
    length: int
    source: str
    mark: Mark

    @property
    def words(self) -> str:
        """2 weeks."""
        return count_in_words(self.length, self.unit)

    def after(self, day: date) -> date:
        """Where a month is too short, its last day."""
        return self._moved(day, self.length)

    def before(self, day: date) -> date:
        return self._moved(day, -self.length)

    def _moved(self, day: date, length: int) -> date:
        return day + timedelta(weeks=length) if self.unit is CheckInUnit.WEEK else months_after(day, length)


CHECK_INS: Final = {
    each.number: each for each in records_of(Path(__file__).parent / "data" / "check_ins.csv", CheckInTime)
}
WHEN: Final = {number: each.words for number, each in CHECK_INS.items()}


def at_check_ins(*, unit_once: bool = False) -> str:
    """2 weeks, 3 months and 6 months; with `unit_once` 2 weeks, 3 and 6 months."""
    times = list(CHECK_INS.values())
    same_next = [unit_once and each.unit is later.unit for each, later in pairwise(times)]
    *words, last = [
        str(each.length) if same else each.words for each, same in zip(times, [*same_next, False], strict=True)
    ]
    return f"{', '.join(words)} and {last}"


SHOWN_FOR: Final = timedelta(days=28)
FEWEST: Final = THRESHOLD
"""How many answers are always published together: one more than last time would show what a single person said."""


class CheckInOutcome(Worded):
    """What became of a check-in."""

    DONE = "done", "Spoke with the person"
    NO_ANSWER = "no_answer", "No answer"
    DECLINED = "declined", "Wants no more check-ins", "No further one is due."


class Grade(Worded):
    """An answer to a plain question."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


def due_on(number: int, exited_on: date) -> date:
    """The day on which a check-in is due."""
    return CHECK_INS[number].after(exited_on)


def last_left(number: int, due_by: date) -> date:
    """The last day of leaving whose check-in is due by a day. Where a month is too short several share a due day."""
    left_on = CHECK_INS[number].before(due_by)
    return max(day for day in (left_on + timedelta(days=more) for more in range(4)) if due_on(number, day) <= due_by)


def left_between(number: int, today: date) -> tuple[date, date]:
    """Whoever left after the one day, and by the other, is due this check-in: the latest whose day has come, where
    neither it nor a later one was made. None is due 28 days after the last was."""
    if number == max(CHECK_INS):
        return last_left(number, today - SHOWN_FOR - timedelta(days=1)), last_left(number, today)
    return last_left(number + 1, today), last_left(number, today)


def published(months: Sequence[date], since: date) -> slice:
    """Which answers a manager reads, of all that were given, oldest first: whole groups of five whose latest is not
    before `since`.

    Groups are counted from the first answer ever given, so what is read today and what was read before differ by whole
    groups: no answer appears or disappears alone, neither when it is given nor when it grows old.
    """
    whole = len(months) // FEWEST
    begins = next((five for five in range(whole) if months[five * FEWEST + FEWEST - 1] >= since), whole)
    return slice(begins * FEWEST, whole * FEWEST)


def bars_to_check_in(
    *, has_died: bool, number: int, exited_on: date, made: Mapping[int, CheckInOutcome], today: date
) -> tuple[Reason, ...]:
    """Every reason that a check-in cannot be recorded; none means it can."""
    if has_died:
        return (DIED,)
    if number in made:
        return (Reason(f"The check-in at {WHEN[number]} is recorded already: {made[number].label.lower()}"),)
    if CheckInOutcome.DECLINED in made.values():
        return (Reason("The person wants no more check-ins"),)
    if due_on(number, exited_on) > today:
        return (Reason(f"The check-in at {WHEN[number]} is due on {day_in_words(due_on(number, exited_on))}"),)
    return ()


# Peer support: offered, accepted, first contact. A peer is told a name, a contact and agreed flags, and no more.
#
# Source: treatment reference 2.5 and consent 4 of 1.2.2 (design choice). Contact with a peer is not treatment.


class PeerAnswer(Worded):
    """What the person answered."""

    ACCEPTED = "accepted", "Accepted"
    THINKING = "thinking", "Wants to think about it"
    DECLINED = "declined", "Declined"


@dataclass(frozen=True, kw_only=True)
class PeerFacts:
    """Peer support as offered. `told` are the risk flags that the person agreed to have the peer told."""

    offered_on: date
    answer: PeerAnswer
    peer: str
    contact: str
    shared_risks: tuple[str, ...]
    first_contact_on: date | None


def bars_to_peer(
    facts: PeerFacts, *, state: ReferralState, has_died: bool, today: date, may_share: bool, why_not: str
) -> tuple[Reason, ...]:
    """Every reason against it. Nobody is passed to a peer unless consent 4 for a peer supporter is live now."""
    if bars := not_changeable(has_died=has_died, state=state):
        return bars
    reasons = [*dated(facts.offered_on, today, "The offer", "offered_on")]
    passed_on = bool(facts.peer or facts.contact or facts.shared_risks or facts.first_contact_on)
    if facts.answer is not PeerAnswer.ACCEPTED:
        if passed_on:
            reasons.append(Reason("Leave the peer out: the person did not accept", "answer"))
        return tuple(reasons)
    if not may_share:
        words = f"Nothing may go to a peer yet. {why_not}. Ask on the page of the consents, then save again"
        reasons.append(Reason(words, "answer", source="Treatment reference 1.2.2, consent 4"))
    if not facts.peer:
        reasons.append(Reason("Enter the peer's name", "peer"))
    if not facts.contact:
        reasons.append(Reason("Enter the contact that the person agreed to", "contact"))
    if facts.first_contact_on is not None:
        reasons += dated(facts.first_contact_on, today, "The first contact", "first_contact_on")
        if facts.first_contact_on < facts.offered_on:
            reasons.append(Reason("The first contact cannot be before the offer", "first_contact_on"))
    return tuple(reasons)


# TOP scores by their columns: numbers and ranges, never the questionnaire, whose wording may be licensed.
#
# Source: treatment reference 1.10 (columns verified, ranges recalled). A person may decline any item. The items about
# offending are clinical questions: police never see one.


MOST: Final = {"days": 28, "scale": 20, "yes_no": 1}
"""The highest number of each kind of item; the lowest is 0 (recalled)."""


class TopStage(Worded):
    """When the scores were taken."""

    START = "start", "Start of treatment"
    REVIEW = "review", "Review", "About every six months."
    EXIT = "exit", "Leaving treatment"
    POST = "post", "After treatment"


@dataclass(frozen=True, kw_only=True)
class TopItem:
    """One number of the set. `kind` is days, scale or yes_no."""

    code: str
    column: str
    label: str
    kind: str
    group: str
    mark: Mark

    @property
    def most(self) -> int:
        return MOST[self.kind]


@cache
def top_items() -> tuple[TopItem, ...]:
    """The items in the order of the page."""
    return tuple(
        TopItem(
            code=row["code"],
            column=row["column"],
            label=row["label"],
            kind=row["kind"],
            group=row["group"],
            mark=Mark(row["mark"]),
        )
        for row in rows_of(Path(__file__).parent / "data" / "treatment_outcomes_profile.csv")
    )


AFTERWARDS: Final = frozenset({TopStage.EXIT, TopStage.POST})
"""The stages recorded as somebody leaves or later: the only ones for a case that has closed."""


def bars_to_scores(
    *,
    stage: TopStage,
    state: ReferralState,
    has_died: bool,
    today: date,
    taken_on: date,
    scores: Mapping[str, int | None],
    is_correction: bool,
    correction_reason: str,
) -> tuple[Reason, ...]:
    """Every reason that the scores cannot be recorded like this. An item that was declined is left blank."""
    has_closed = state in REFERRAL_STEPS.groups["CLOSED"] and not has_died
    if not has_closed and (bars := not_changeable(has_died=has_died, state=state)):
        return bars
    if has_closed and stage not in AFTERWARDS:
        return (Reason("The case has closed: only scores of leaving or after treatment are taken now", "stage"),)
    reasons = [*dated(taken_on, today, "The scores", "taken_on")]
    for item in top_items():
        given = scores.get(item.column)
        if given is not None and not 0 <= given <= item.most:
            reasons.append(Reason(f"{item.label} must be a number from 0 to {item.most}", item.column))
    if all(scores.get(item.column) is None for item in top_items()):
        reasons.append(Reason("Enter at least one score: what was declined is left blank", top_items()[0].column))
    if is_correction and not correction_reason:
        words = "There are scores for that day and stage already: say why they are corrected"
        reasons.append(Reason(words, "correction_reason"))
    return tuple(reasons)
