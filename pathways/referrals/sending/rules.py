"""The rules of sending: may it go, its route, its due day, referrals to the own service, and what makes it urgent."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from pathways.dates import CLOSES, age_on
from pathways.directory.entries.rules import Session
from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity.rules import ADULT
from pathways.referrals.consents.rules.consents import ConsentState, ConsentVerdict, Covers, How
from pathways.referrals.rules import WORKING_DAYS_TO_DECIDE
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Answer, Mark, Origin, Worded

# Whether a referral may be sent, the route it counts under, and when an answer is due.
#
# Sources: treatment-and-statistics 1.3 (routes, design choice), 2.1 (guards), 2.3 (two working days to decide; after
# 17:00 or on a day that is none the clock counts from the next working day: design choice).


_SUBMIT = "Referral transitions, submit (treatment-and-statistics 2.1)"


class ReferralRoute(Worded):
    """How the referral came about. Each is exported as one national referral source."""

    REQUIRED_ASSESSMENT = "DToA_required_assessment", "Test on arrest, required assessment"
    TESTED_VOLUNTARY = "DToA_voluntary", "Test on arrest, voluntary"
    CONDITIONAL_CAUTION = "OOCD_conditional_caution", "Conditional caution"
    COMMUNITY_RESOLUTION = "OOCD_community_resolution", "Community resolution"
    OUTCOME_22 = "OOCD_outcome_22", "Outcome 22"
    LIAISON_AND_DIVERSION = "L&D", "Liaison and diversion"
    STREET = "police_street", "Police, in the street"
    ARC_IOM = "ARC_IOM", "ARC or integrated offender management"
    SELF = "self", "Came by themselves"
    GP = "GP", "Sent by a GP"
    OTHER = "other", "Police, voluntary"

    @property
    def is_of_testing(self) -> bool:
        """Whether it counts for the testing programme, which needs a sample that was asked for and may be used."""
        return self in (ReferralRoute.REQUIRED_ASSESSMENT, ReferralRoute.TESTED_VOLUNTARY)


@dataclass(frozen=True, kw_only=True)
class RouteFacts:
    """What the route is read from. `sample_asked`: one that may be used; not held, not voided, and not "not asked".

    `disposal_kind` is the kind of a disposal that is proposed or stands, else None."""

    origin: Origin
    required_assessment: bool = False
    sample_asked: bool = False
    disposal_kind: Kind | None = None


_BY_DISPOSAL = {
    Kind.CC: ReferralRoute.CONDITIONAL_CAUTION,
    Kind.CR: ReferralRoute.COMMUNITY_RESOLUTION,
    Kind.O22: ReferralRoute.OUTCOME_22,
}
_BY_ORIGIN = {
    Origin.LIAISON_AND_DIVERSION: ReferralRoute.LIAISON_AND_DIVERSION,
    Origin.STREET: ReferralRoute.STREET,
    Origin.ARC_IOM: ReferralRoute.ARC_IOM,
    Origin.SELF: ReferralRoute.SELF,
}


def route_of(facts: RouteFacts) -> ReferralRoute:
    """The route. The requirement comes first, then the disposal, then the test, then how the person came in."""
    if facts.required_assessment:
        return ReferralRoute.REQUIRED_ASSESSMENT
    if facts.disposal_kind is not None and facts.disposal_kind in _BY_DISPOSAL:
        return _BY_DISPOSAL[facts.disposal_kind]
    if facts.sample_asked:
        return ReferralRoute.TESTED_VOLUNTARY
    return _BY_ORIGIN.get(facts.origin, ReferralRoute.OTHER)


@dataclass(frozen=True, kw_only=True)
class SendFacts:
    """What is read before anything leaves: `death` and `age_bars` from the people room, `consent` on consent 1 for
    the chosen service. Where `nobody_is_open`, no service is chosen and the pathway manager looks for a place."""

    death: tuple[Reason, ...]
    age_bars: tuple[Reason, ...]
    needs_recorded: bool
    service_chosen: bool
    service_may_be_chosen: bool
    consent: ConsentVerdict
    nobody_is_open: bool = False

    @property
    def goes_to_manager(self) -> bool:
        return self.nobody_is_open and not self.service_chosen


def bars_to_referring(*, death: tuple[Reason, ...], age_bars: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """What shuts the adult form altogether: a death, in words the viewer may read, or else the bars of
    `people.identity.rules.adult_form_bars`."""
    return tuple(replace(bar, source="Death is read at every step", mark=Mark.DESIGN) for bar in death) or age_bars


def bars_to_sending(facts: SendFacts) -> tuple[Reason, ...]:
    """Every reason why the referral cannot go now, each with what to do; empty when it may go."""
    shut = bars_to_referring(death=facts.death, age_bars=facts.age_bars)
    if shut:
        return shut
    bars: list[Reason] = []
    if not facts.needs_recorded:
        bars.append(Reason("Record the needs first", source=_SUBMIT, mark=Mark.DESIGN))
    if facts.goes_to_manager:
        if facts.consent.live and not (facts.consent.row and facts.consent.row.covers is Covers.ANY_LISTED):
            words = (
                "No service is open. Ask whether the person agrees to any listed service: the pathway manager then "
                "looks for one"
            )
            bars.append(Reason(words, source=_SUBMIT, mark=Mark.DESIGN))
    elif not facts.service_chosen:
        bars.append(Reason("Choose a service first", source=_SUBMIT, mark=Mark.DESIGN))
    elif not facts.service_may_be_chosen:
        bars.append(
            Reason("The chosen service no longer takes referrals. Choose another", source=_SUBMIT, mark=Mark.DESIGN)
        )
    if not facts.consent.live:
        bars.append(Reason(_CONSENT[facts.consent.answer], source=_SUBMIT, mark=Mark.DESIGN))
    return tuple(bars)


def due_on(submitted: datetime, working_day_after: Callable[[date, int], date]) -> date:
    """The London date by which the service answers. `submitted` is London wall time; the calendar is passed in."""
    starts = submitted.date()
    is_working_day = working_day_after(starts - timedelta(days=1), 1) == starts
    if not is_working_day or submitted.time() >= CLOSES:
        starts = working_day_after(starts, 1)
    return working_day_after(starts, WORKING_DAYS_TO_DECIDE)


def due_after_question(
    due: date, asked_on: date, ended_on: date, working_day_after: Callable[[date, int], date]
) -> date:
    """The day to answer by once a question has ended: it stopped the clock for one working day at most (2.3)."""
    return working_day_after(due, 1) if ended_on > asked_on else due


def reference(sent_on: date, number: int) -> str:
    """The reference R-YY-NNNNN: the year and the referral's number, which is never used twice."""
    return f"R-{sent_on:%y}-{number:05d}"


_CONSENT = {
    ConsentState.REFUSED: "The person does not agree to be referred: nothing is sent",
    ConsentState.WITHDRAWN: "The person withdrew this consent: nothing is sent",
    ConsentState.NOT_ASKED: "Ask whether the person agrees to be referred",
    ConsentState.GIVEN: "The consent does not cover this service, was not understood, or has lapsed: ask again",
}


# Somebody who came to a service by themselves, or was sent by a GP: a worker records it for their own service.
#
# Source: treatment-and-statistics 2.2 (who may do what: "self- or GP referral to own service", design choice). Nobody
# else at a provider refers, and a worker refers to no other service.


_WHO_MAY = "Who may do what (treatment-and-statistics 2.2)"


class CameHow(Worded):
    """How somebody came to the service."""

    SELF = "self", "Came by themselves"
    GP = "GP", "Sent by a GP"

    @property
    def route(self) -> ReferralRoute:
        return ReferralRoute.GP if self is CameHow.GP else ReferralRoute.SELF


def bars_to_own_referral(
    *, born_on: date, today: date, for_young_people: bool, may_be_chosen: bool, how: How, covers: Covers | None
) -> tuple[Reason, ...]:
    """Every reason why it cannot be recorded, each with its field; empty when it can."""
    bars: list[Reason] = []
    if (age_on(born_on, today) < ADULT) != for_young_people:
        words = (
            "This service is for people under 18 only. Choose another"
            if for_young_people
            else "Under 18: only the young people’s service. Choose that service, or ring it"
        )
        bars.append(Reason(words, "service", source=_WHO_MAY, mark=Mark.DESIGN))
    elif not may_be_chosen:
        bars.append(Reason("This service takes no referral today. Choose another", "service", _WHO_MAY, Mark.DESIGN))
    if covers is None:
        words = "Without agreement nothing is recorded. Give a number to ring, and naloxone: neither needs a referral"
        bars.append(Reason(words, "referral", source=_WHO_MAY, mark=Mark.DESIGN))
    elif how is How.NOT_UNDERSTOOD:
        bars.append(Reason("Not understood, or not sure: explain it again first", "how", _WHO_MAY, Mark.DESIGN))
    return tuple(bars)


# What makes a referral urgent: somebody speaks to the person on the same or the next day, and is told by telephone.
#
# Source: treatment-and-statistics 2.3 (design choice). The list is data: an area switches a row off or on. Routing, the
# inbox, the case and the clocks all ask these rules. "Would not say" is an answer, and not a sign.


TABLE = Path(__file__).parent / "data" / "urgent_reasons.csv"
MARKS = {"V": Mark.VERIFIED, "R": Mark.RECALLED, "D": Mark.DESIGN}
OVERDOSE = "overdose_last_7_days"
OVERDOSE_DAYS = 7
YOUNG = 25
TEN, FOUR = time(10), time(16)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What was answered in one sitting; None was not asked in it. `overdose_on` is the day of the last, if it was said.

    With `overdose_on`, `overdose_last_7_days` may be left out.
    """

    at: datetime
    on: date
    overdose_last_7_days: Answer | None = None
    overdose_on: date | None = None
    suicide_risk: Answer | None = None
    pregnant: Answer | None = None

    def of(self, code: str) -> Answer | None:
        if code == OVERDOSE and self.overdose_on is not None:
            return Answer.YES if (self.on - self.overdose_on).days <= OVERDOSE_DAYS else Answer.NO
        answer: Answer | None = getattr(self, code)
        return answer


SAID = (OVERDOSE, "pregnant", "suicide_risk")
"""The rows that rest on an answer; the others rest on what happened."""


@dataclass(frozen=True, kw_only=True)
class UrgencyFacts:
    """What is known of one referral. The sittings, at the desk and at the service, are oldest first; the last answer of
    each place stands. `leaves_on` is the release from police custody, planned or real; `released_at` are releases from
    prison or remand. `age` is that on the day it was sent."""

    sent_at: datetime
    sent_on: date
    desk: tuple[Sitting, ...] = ()
    service: tuple[Sitting, ...] = ()
    leaves_on: date | None = None
    cannot_be_rung: bool = False
    released_at: tuple[datetime, ...] = ()
    age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Urgent:
    """One thing that makes a referral urgent, and since when. `by_service`: it was said to the service."""

    code: str
    label: str
    at: datetime
    by_service: bool
    mark: Mark
    source: str


def urgent_because(facts: UrgencyFacts) -> tuple[Urgent, ...]:
    """Everything that makes it urgent, in the order of the list; empty when it is not."""
    reasons: list[Urgent] = []
    for row in _rows():
        if not row.applies:
            continue
        for at, by_service in _since(row.code, facts):
            reasons.append(
                Urgent(code=row.code, label=row.label, at=at, by_service=by_service, mark=row.mark, source=row.source)
            )
    return tuple(reasons)


FIRST_TURN, LATER_TURN = 0, 1


def turn_of(urgent: Collection[Urgent]) -> int:
    """The place of a referral in an inbox: urgent ones before all others, whatever the day of the answer."""
    return FIRST_TURN if urgent else LATER_TURN


def first_day(now: datetime, *, sessions: Callable[[date], tuple[Session, ...]], day_after: date) -> datetime:
    """The earliest time to meet somebody urgent, as London wall time: today in an hour or more, from ten o'clock to
    four, while the service is open; else from ten on the next day on which it is open (`day_after`), the last day that
    the urgency allows. `now` is London wall time, `sessions` says when the service is open on a day."""
    soonest = max((now + timedelta(hours=1, minutes=59)).replace(minute=0, second=0, microsecond=0).time(), TEN)
    if now.time() < FOUR:
        for opens, closes in sessions(now.date()):
            if (at := max(soonest, opens)) <= FOUR and at < closes:
                return datetime.combine(now.date(), at)
    times = (max(opens, TEN) for opens, closes in sessions(day_after) if closes > TEN)
    return datetime.combine(day_after, min(times, default=TEN))


def labels_of(urgent: Iterable[Urgent]) -> tuple[str, ...]:
    """The labels of what makes it urgent, each once."""
    return tuple(dict.fromkeys(reason.label for reason in urgent))


def _since(code: str, facts: UrgencyFacts) -> tuple[tuple[datetime, bool], ...]:
    """Since when one row of the list applies, and whether the service was told it; empty where it does not apply."""
    if code in SAID:
        return _said(code, facts)
    if code == "release_from_prison":
        return tuple((at, False) for at in facts.released_at)
    leaves = facts.leaves_on == facts.sent_on
    holds = {
        "release_unreachable": leaves and facts.cannot_be_rung,
        "release_today": leaves,
        "under_25": facts.age is not None and facts.age < YOUNG,
    }
    return ((facts.sent_at, False),) if holds[code] else ()


def _said(code: str, facts: UrgencyFacts) -> tuple[tuple[datetime, bool], ...]:
    """Said at the desk it counts from sending, or from the answer if that came later. Said at the service it counts
    from that answer, but only if it is new: what the desk was told before, it has passed on."""
    desk, service = _stands(code, facts.desk), _stands(code, facts.service)
    instants = [(max(desk.at, facts.sent_at), False)] if desk else []
    if service and not (desk and desk.at <= service.at and not _is_another(code, service, desk)):
        instants.append((service.at, True))
    return tuple(instants)


def _stands(code: str, sittings: Iterable[Sitting]) -> Sitting | None:
    """The sitting since which a yes has stood until now; None where the last answer is not a yes."""
    since: Sitting | None = None
    for sitting in sittings:
        answer = sitting.of(code)
        if answer is None:
            continue
        if answer is not Answer.YES:
            since = None
        elif since is None or _is_another(code, sitting, since):
            since = sitting
    return since


def _is_another(code: str, later: Sitting, earlier: Sitting) -> bool:
    """Whether a second yes is about something new: an overdose after the day on which they were last asked."""
    return code == OVERDOSE and later.overdose_on is not None and later.overdose_on > earlier.on


@dataclass(frozen=True, kw_only=True)
class _UrgentRow:
    code: str
    label: str
    applies: bool
    mark: Mark
    source: str


@cache
def _rows() -> tuple[_UrgentRow, ...]:
    return tuple(
        _UrgentRow(
            code=row["code"],
            label=row["label"],
            applies=row["applies"] == "yes",
            mark=MARKS[row["mark"]],
            source=row["source"],
        )
        for row in rows_of(TABLE)
    )
