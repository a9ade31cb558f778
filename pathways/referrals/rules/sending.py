"""May this referral be sent, by which route does it count, and when is an answer due?

Sources: treatment-and-statistics 1.3 (routes, design choice), 2.1 (guards), 2.3 (two working days to decide; after
17:00 or on a day that is none the clock counts from the next working day: design choice).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from pathways.disposals.rules import Kind
from pathways.referrals.rules.consents import ConsentState, ConsentVerdict, Covers
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Origin, Worded

WORKING_DAYS_TO_DECIDE = 2
LAST_HOUR = time(17, 0)
_TABLE = "Referral transitions, submit (treatment-and-statistics 2.1)"


class Route(Worded):
    """How the referral came about; each maps to one national referral source when it is exported."""

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
        """Whether it counts for the testing programme: then a sample was asked for that may be used."""
        return self in (Route.REQUIRED_ASSESSMENT, Route.TESTED_VOLUNTARY)


@dataclass(frozen=True, kw_only=True)
class RouteFacts:
    """What the route is read from. `sample_asked`: for one that may be used; not one held or voided, nor "not asked".

    `disposal_kind` is the kind of a disposal that is proposed or stands, else None."""

    origin: Origin
    required_assessment: bool = False
    sample_asked: bool = False
    disposal_kind: Kind | None = None


_BY_DISPOSAL = {
    Kind.CC: Route.CONDITIONAL_CAUTION,
    Kind.CR: Route.COMMUNITY_RESOLUTION,
    Kind.O22: Route.OUTCOME_22,
}
_BY_ORIGIN = {
    Origin.LIAISON_AND_DIVERSION: Route.LIAISON_AND_DIVERSION,
    Origin.STREET: Route.STREET,
    Origin.ARC_IOM: Route.ARC_IOM,
    Origin.SELF: Route.SELF,
}


def route_of(facts: RouteFacts) -> Route:
    """The requirement comes first, then the disposal, then the test, then how the person came in."""
    if facts.required_assessment:
        return Route.REQUIRED_ASSESSMENT
    if facts.disposal_kind is not None and facts.disposal_kind in _BY_DISPOSAL:
        return _BY_DISPOSAL[facts.disposal_kind]
    if facts.sample_asked:
        return Route.TESTED_VOLUNTARY
    return _BY_ORIGIN.get(facts.origin, Route.OTHER)


@dataclass(frozen=True, kw_only=True)
class SendFacts:
    """What is read before anything leaves: `death` and `age_bars` from the people room, `consent` on consent 1 for
    the chosen service. Where `nobody_is_open`, none is chosen and the pathway manager looks for a place."""

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
    """What shuts the adult form altogether: a death, in words the viewer may read, else what
    `people.rules.adult_form_bars` answers."""
    return tuple(replace(bar, source="Death is read at every step", mark=Mark.DESIGN) for bar in death) or age_bars


def bars_to_sending(facts: SendFacts) -> tuple[Reason, ...]:
    """Every reason why the referral cannot go now, each with what to do; empty when it may go."""
    shut = bars_to_referring(death=facts.death, age_bars=facts.age_bars)
    if shut:
        return shut
    bars: list[Reason] = []
    if not facts.needs_recorded:
        bars.append(Reason("Record the needs first", source=_TABLE, mark=Mark.DESIGN))
    if facts.goes_to_manager:
        if facts.consent.live and not (facts.consent.row and facts.consent.row.covers is Covers.ANY_LISTED):
            words = (
                "No service is open. Ask whether the person agrees to any listed service: the pathway manager then "
                "looks for one"
            )
            bars.append(Reason(words, source=_TABLE, mark=Mark.DESIGN))
    elif not facts.service_chosen:
        bars.append(Reason("Choose a service first", source=_TABLE, mark=Mark.DESIGN))
    elif not facts.service_may_be_chosen:
        bars.append(
            Reason("The chosen service no longer takes referrals. Choose another", source=_TABLE, mark=Mark.DESIGN)
        )
    if not facts.consent.live:
        bars.append(Reason(_CONSENT[facts.consent.answer], source=_TABLE, mark=Mark.DESIGN))
    return tuple(bars)


def due_on(submitted: datetime, working_day_after: Callable[[date, int], date]) -> date:
    """The London date by which the service answers. `submitted` carries London wall time; the calendar is passed in."""
    starts = submitted.date()
    is_working_day = working_day_after(starts - timedelta(days=1), 1) == starts
    if not is_working_day or submitted.time() >= LAST_HOUR:
        starts = working_day_after(starts, 1)
    return working_day_after(starts, WORKING_DAYS_TO_DECIDE)


def due_after_question(
    due: date, asked_on: date, ended_on: date, working_day_after: Callable[[date, int], date]
) -> date:
    """The day to answer by once a question has ended: the clock stood still for one working day at most (2.3)."""
    return working_day_after(due, 1) if ended_on > asked_on else due


def reference(sent_on: date, number: int) -> str:
    """R-YY-NNNNN: the year and the number, which never runs twice."""
    return f"R-{sent_on:%y}-{number:05d}"


_CONSENT = {
    ConsentState.REFUSED: "The person does not agree to be referred: nothing is sent",
    ConsentState.WITHDRAWN: "The person withdrew this consent: nothing is sent",
    ConsentState.NOT_ASKED: "Ask whether the person agrees to be referred",
    ConsentState.GIVEN: "The consent does not cover this service, was not understood, or has lapsed: ask again",
}
