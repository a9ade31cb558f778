"""The facts that the rules of a sample read, their answer for each route, and whether a record may be used."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from pathways.dates import age_at, count_in_words, day_in_words, london_date, mid_sentence
from pathways.law.rules.findings import Bearing, Finding, OffenceState, SampleCondition, SampleRoute, notes, stops
from pathways.law.rules.offences_and_drugs import OTHER_OFFENCE, is_specified, offence_name, row_on
from pathways.law.rules.proposed_changes import Notification
from pathways.law.rules.tables import Drug, Law
from pathways.people.rules import ReleaseType
from pathways.vocabulary import Worded

# The facts: the person, the detention, the offences and what was done.


@dataclass(frozen=True, kw_only=True)
class OffenceFacts:
    """One offence. Its `key`, which an authority names, stays the same when times are added.

    `law` is the law it is checked against.
    """

    key: str
    code: str
    drug: Drug | None = None
    arrested_at: datetime | None = None
    detention_start_at: datetime | None = None
    charged_at: datetime | None = None
    closed_at: datetime | None = None
    described_as: str = ""
    law: Law = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        if self.code == OTHER_OFFENCE and self.described_as:
            return self.described_as
        return offence_name(self.code, self.law)

    @property
    def in_sentence(self) -> str:
        """The offence inside a sentence: possession of controlled drug (crack cocaine)."""
        return mid_sentence(self.name) + (f" ({mid_sentence(self.drug.name)})" if self.drug else "")

    def state_at(self, at: datetime) -> OffenceState | None:
        """Closed, charged or arrested at a moment; None before the arrest."""
        if self.closed_at and self.closed_at <= at:
            return OffenceState.CLOSED
        if self.charged_at and self.charged_at <= at:
            return OffenceState.CHARGED
        return OffenceState.ARRESTED if self.arrested_at and self.arrested_at <= at else None

    def dated_for(self, route: SampleRoute) -> datetime | None:
        """The moment whose date decides whether the offence is a trigger on a route: its arrest, or its charge."""
        return self.arrested_at if route is SampleRoute.ARREST else self.charged_at

    def is_trigger_on(self, day: date) -> bool:
        """Whether it is a trigger offence on a date (CJCSA 2000 Sch 6)."""
        row = row_on(self.code, day, self.law)
        if row is None:
            return False
        return not row.needs_specified_drug or (self.drug is not None and is_specified(self.drug, day, self.law))

    def is_trigger_for(self, route: SampleRoute) -> bool:
        moment = self.dated_for(route)
        return moment is not None and self.is_trigger_on(london_date(moment))

    def drug_doubt_on(self, day: date) -> str | None:
        """Why a listed drug offence is not a trigger on a date: the drug is not chosen (V-016) or not specified."""
        row = row_on(self.code, day, self.law)
        if row is None or not row.needs_specified_drug:
            return None
        if self.drug is None:
            return "V-016"
        return None if is_specified(self.drug, day, self.law) else "V-017"


@dataclass(frozen=True, kw_only=True)
class AuthorityFacts:
    """An officer's authority for one offence, with the rank that the officer held when it was given.

    `given_at` is when it starts to open a test (`stands_from` of `arrest_tests.authority.rules`).
    """

    offence_key: str
    rank_label: str
    is_inspector_or_above: bool
    grounds: str
    given_at: datetime
    told_at: datetime | None = None
    is_oral: bool = False
    confirmed_in_writing_at: datetime | None = None
    same_grounds_that_day: int = 0


@dataclass(frozen=True, kw_only=True)
class SampleFacts:
    """A sample already taken in the continuous detention, under whatever custody number."""

    route: SampleRoute
    condition: SampleCondition
    taken_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """Everything that decides the two routes, at the moment a sample is or would be requested."""

    request_at: datetime
    born_on: date
    in_police_detention: bool
    presence_label: str = "not in police detention"
    site: str = "This station"
    notification: Notification | None = None
    age_is_only_said_or_estimated: bool = False
    clear_age_evidence: bool = False
    custody_officer_seen_at: datetime | None = None
    warned_at: datetime | None = None
    is_vulnerable: bool = False
    needs_were_said: bool = True
    appropriate_adult_present: bool = False
    offences: tuple[OffenceFacts, ...] = ()
    authorities: tuple[AuthorityFacts, ...] = ()
    samples: tuple[SampleFacts, ...] = field(default=())
    max_samples: int = 1
    relevant_time: datetime | None = None
    released_at: datetime | None = None
    release_decision: ReleaseType | None = None
    held_only_for_sample: bool = False
    needs_interpreter: bool = False
    interpreter_language: str = ""
    interpreter_present: bool = False

    @property
    def age(self) -> int:
        return age_at(self.born_on, self.request_at)

    @property
    def age_is_unsure(self) -> bool:
        return self.age_is_only_said_or_estimated and not self.clear_age_evidence

    @property
    def needs_appropriate_adult(self) -> bool:
        """Under 18, perhaps under 18, or vulnerable (PACE s.63B(5A), (10); Code C 1.4 and 1.5, recalled)."""
        return self.age < 18 or (self.age_is_unsure and self.age < 19) or self.is_vulnerable


# The answer for each route and the one sentence an officer reads first.
#
# A route `is_open` only when nothing blocks it, the warning included. `tag` ignores steps still to do before asking.


class Tag(Worded):
    """The state of a route, in a word or two."""

    OPEN = "open", "Open"
    NEEDS_AUTHORITY = "needs_authority", "Needs authority"
    NEEDS_INFORMATION = "needs_information", "Needs information"
    CLOSED = "closed", "Closed"


FINAL: Final = frozenset({"V-001", "V-003", "V-004", "V-005", "V-006", "V-009", "V-018", "V-021"}) | {
    "V-019",
    "V-019a",
    "V-020",
}
AWAITING_AUTHORITY: Final = frozenset({"V-010", "V-011", "V-012", "V-013"})
FACT_MISSING: Final = frozenset({"V-008", "V-016"})
STEPS_STILL_TO_DO: Final = frozenset({"V-014", "V-015"})
AT_THE_REQUEST: Final = STEPS_STILL_TO_DO | {"V-007"}
"""Steps that are done and recorded while a sample is asked for, so they are no reason not to begin."""


@dataclass(frozen=True, kw_only=True)
class RouteAnswer:
    """One route: the offences it would rest on, and every finding, its own and those both routes share."""

    route: SampleRoute
    relied_on: tuple[OffenceFacts, ...]
    by_authority: bool
    findings: tuple[Finding, ...]
    shared: tuple[Finding, ...]
    has_offences: bool

    @property
    def blocks(self) -> tuple[str, ...]:
        """The codes of the rules that block the route, sorted."""
        return tuple(sorted({finding.rule for finding in (*self.findings, *self.shared) if finding.bearing.blocks}))

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(
            sorted({finding.rule for finding in (*self.findings, *self.shared) if finding.bearing is Bearing.WARNS})
        )

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in (*self.findings, *self.shared) if finding.bearing.blocks)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings shown under the route: all of them, but for a closed route not those that are met."""
        if self.tag is not Tag.CLOSED:
            return self.findings
        return tuple(finding for finding in self.findings if finding.bearing is not Bearing.MET)

    @property
    def is_open(self) -> bool:
        return not self.blocks

    @property
    def tag(self) -> Tag:
        remaining = set(self.blocks) - STEPS_STILL_TO_DO
        if not remaining:
            return Tag.OPEN
        if remaining & FINAL - (set() if self.has_offences else {"V-009"}):
            return Tag.CLOSED
        if remaining & FACT_MISSING or not remaining & AWAITING_AUTHORITY:
            return Tag.NEEDS_INFORMATION
        return Tag.NEEDS_AUTHORITY

    @property
    def may_be_asked(self) -> bool:
        """Whether the officer may begin to ask: nothing blocks but what belongs to the request itself."""
        return not set(self.blocks) - AT_THE_REQUEST

    @property
    def summary(self) -> str:
        """One line under the route's name."""
        names = ", ".join(offence.in_sentence for offence in self.relied_on)
        if self.tag is Tag.OPEN:
            return f"Open for {names}." if names else "Open."
        if self.tag is Tag.NEEDS_AUTHORITY:
            return "Opens if an inspector or above authorises it."
        if not self.has_offences:
            return "No offence is recorded yet."
        if "V-009" in self.blocks:
            return (
                "Not charged with any offence."
                if self.route is SampleRoute.CHARGE
                else "Not arrested for any offence that is still uncharged and open."
            )
        asked = [finding for finding in self.blocking if finding.rule in FACT_MISSING]
        return (asked or self.blocking)[0].message


@dataclass(frozen=True, kw_only=True)
class BasisAnswer:
    """Both routes and the one sentence an officer reads first."""

    arrest: RouteAnswer
    charge: RouteAnswer

    @property
    def routes(self) -> tuple[RouteAnswer, RouteAnswer]:
        return self.arrest, self.charge

    @property
    def nearest(self) -> RouteAnswer:
        """The route that has an offence; of two, the one with fewer rules that block it."""
        return min(self.routes, key=lambda route: ("V-009" in route.blocks, len(route.blocks), not route.relied_on))

    @property
    def on_either(self) -> tuple[Finding, ...]:
        """What both routes need. If both are closed, only what closes them."""
        if all(route.tag is Tag.CLOSED for route in self.routes):
            return tuple(finding for finding in self.arrest.shared if finding.bearing.blocks and finding.rule in FINAL)
        return self.arrest.shared

    @property
    def may_be_asked(self) -> bool:
        return any(route.may_be_asked for route in self.routes)

    @property
    def missing(self) -> tuple[Finding, ...]:
        """The missing facts without which nobody can say whether a sample may be asked for; none if a route is open."""
        waiting = [route for route in self.routes if route.tag is not Tag.CLOSED]
        if (
            not waiting
            or waiting[0].tag is not Tag.NEEDS_INFORMATION
            or any(route.tag is Tag.OPEN for route in waiting)
        ):
            return ()
        return tuple(
            {finding.rule: finding for finding in waiting[0].blocking if finding.rule in FACT_MISSING}.values()
        )

    @property
    def verdict(self) -> str:
        ready = [route for route in self.routes if route.tag is Tag.OPEN]
        if ready:
            how = (
                "An inspector has authorised it"
                if all(route.by_authority for route in ready)
                else "No inspector needed"
            )
            return f"Yes, {' or '.join(route.route.in_sentence for route in ready)}. {how}"
        waiting = [route for route in self.routes if route.tag is not Tag.CLOSED]
        if not waiting:
            if "V-018" in self.arrest.blocks:
                return "No: a sample has already been taken"
            is_young = "V-005" in self.arrest.blocks
            return "No: offer the young people’s service" if is_young else "No: offer a voluntary referral"
        nearest = waiting[0]
        if not nearest.has_offences:
            return "Cannot say yet: add the offence"
        if self.missing:
            return f"Cannot say yet: {count_in_words(len(self.missing), 'fact')} missing"
        count = len(set(nearest.blocks) - STEPS_STILL_TO_DO - {"V-017"})
        return f"Not yet: {count_in_words(count, 'thing')} {'stops' if count == 1 else 'stop'} it"


# How many samples there may be in one continuous detention (PACE 1984 s.63B(5B): verified).
#
# One, under every regime in force. A regime that allows a second allows it only after a first that was insufficient or
# unsuitable (Bill of 2025, clauses on drug testing: uncertain); one that was lost is no reason to ask again.


SPOILED: Final = frozenset({SampleCondition.INSUFFICIENT, SampleCondition.UNSUITABLE})


def no_more_samples(case: CaseFacts) -> bool:
    """V-018: whether the sample or samples taken bar another, on either route, whatever the custody number."""
    return bool(case.samples) and not _may_retry(case)


def may_take_another(case: CaseFacts) -> bool:
    """Whether somebody still detained, whose sample could not be used, may be asked for a second one."""
    return case.in_police_detention and bool(case.samples) and _may_retry(case)


def _may_retry(case: CaseFacts) -> bool:
    return len(case.samples) < case.max_samples and case.samples[-1].condition in SPOILED


# Whether a record may be used, a law relied on, and what is noted about a sample treated as taken on charge.


def use_faults(*, is_held: bool) -> tuple[Finding, ...]:
    """V-055: a held or voided record opens no requirement and no file, is told to nobody and counted nowhere."""
    return (stops("V-055"),) if is_held else ()


def not_switched_on(begins_on: date | None, day: date) -> tuple[Finding, ...]:
    """V-052: a law without a first day, or before that day, is not relied on."""
    return (stops("V-052", date=day_in_words(day)),) if begins_on is None or day < begins_on else ()


def charge_notes(*, is_treated_as_charge_sample: bool) -> tuple[Finding, ...]:
    """V-053: an arrest-route sample counts as taken on charge, and the custody record says so (s.63B(5B)(a))."""
    return (notes("V-053"),) if is_treated_as_charge_sample else ()
