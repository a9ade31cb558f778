"""The legal clocks of somebody in custody, and whether a sample may be requested on each route (PACE 1984 s.63B)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pathways.arrest_tests.authority.rules import (
    authority_findings,
    authority_for,
    authority_notes,
    confirm_by,
)
from pathways.arrest_tests.lawful_basis.rules.facts import (
    SPOILED,
    BasisAnswer,
    CaseFacts,
    OffenceFacts,
    RouteAnswer,
    SampleFacts,
    may_take_another,
    no_more_samples,
)
from pathways.arrest_tests.offences.rules import (
    FOR_FIRST_OFFENCE,
    deadline_of_first_offence,
    drug_doubt,
    first_offences,
    is_supported,
    why_not_listed,
    why_trigger,
)
from pathways.dates import day_in_words, hours_after, london_date, time_in_words
from pathways.law.rules.findings import STATE_OF_ROUTE, Bearing, Finding, OffenceState, SampleRoute, met, stops, warns
from pathways.law.rules.offences_and_drugs import regime_note
from pathways.people.rules import ReleaseType
from pathways.vocabulary import Mark, Worded

# The legal clocks, each from its start to its end in elapsed hours, never wall-clock.
#
# A clock never shows a result: it stops when a sample was taken, whatever that showed, unless the regime of the day
# allows a second one.


BEFORE_BAIL, AFTER_CHARGE = 24, 6
"""Hours of the first two clocks (PACE 1984 s.37(8B), s.38(2): verified). The third is that of a first offence."""


class ClockState(Worded):
    RUNNING = "running", "Running"
    PASSED = "passed", "Passed"
    STOPPED = "stopped", "Stopped"
    NO_HOLD = "no_hold", "No hold"
    NONE = "none", "No time limit is running"


class ClockKind(Worded):
    """What a clock counts down to, as a page names it before the time."""

    BEFORE_BAIL = "sample_before_bail", "Sample by"
    AFTER_CHARGE = "sample_after_charge", "Sample by"
    FIRST_OFFENCE = "sample_for_first_offence", "First offence: sample by"
    AUTHORITY = "authority_in_writing", "Authority in writing"
    NO_HOLD = "no_hold", "Leaving without bail: may not be kept for a sample"

    @property
    def is_for_a_sample(self) -> bool:
        return self is not ClockKind.AUTHORITY

    @property
    def source(self) -> str:
        return _SOURCES[self][0]

    @property
    def mark(self) -> Mark:
        return _SOURCES[self][1]


_SOURCES = {
    ClockKind.BEFORE_BAIL: ("PACE 1984 s.37(8A)-(8B)", Mark.VERIFIED),
    ClockKind.AFTER_CHARGE: ("PACE 1984 s.38(1)(a)(iiia), (2)", Mark.VERIFIED),
    ClockKind.FIRST_OFFENCE: ("PACE 1984 s.63B(5C)", Mark.VERIFIED),
    ClockKind.AUTHORITY: ("PACE 1984 s.63C(2)", Mark.VERIFIED),
    ClockKind.NO_HOLD: ("PACE 1984 s.37(2A), (7)(c), (8A)", Mark.UNCERTAIN),
}


@dataclass(frozen=True, kw_only=True)
class LegalClock:
    """One clock at one moment. `at` is when it ends, or when the sample stopped it; `since` is what it runs from."""

    kind: ClockKind
    state: ClockState
    at: datetime | None = None
    since: datetime | None = None


def legal_clocks(case: CaseFacts) -> tuple[LegalClock, ...]:
    """Every clock that runs, passed or was stopped at `case.request_at`; none outside detention.

    Only one ground at a time allows keeping somebody for a sample: after a charge six hours (V-020); before it 24
    hours, once release on bail is decided and nothing else keeps the person (V-019). Without bail there is none
    (V-019a).
    """
    if not case.in_police_detention:
        return ()
    all_clocks = [_ground(case), *_first_offence(case), *_authorities(case)]
    clocks = [clock for clock in all_clocks if clock is not None]
    taken = None if may_take_another(case) else _taken(case)
    if taken is None:
        return tuple(clocks)
    return tuple(
        LegalClock(kind=clock.kind, state=ClockState.STOPPED, at=taken.taken_at, since=clock.since)
        if clock.kind.is_for_a_sample
        else clock
        for clock in clocks
    )


def hold_breach(case: CaseFacts) -> tuple[str, datetime | None] | None:
    """The rule that keeping somebody only for a sample breaks at `case.request_at`, with the deadline that passed."""
    if not case.held_only_for_sample:
        return None
    clock = _ground(case)
    if clock is None:
        return None
    if clock.state is ClockState.NO_HOLD:
        return "V-019a", None
    if clock.state is ClockState.PASSED:
        return ("V-020" if clock.kind is ClockKind.AFTER_CHARGE else "V-019"), clock.at
    return None


def _ground(case: CaseFacts) -> LegalClock | None:
    """The ground for keeping somebody only for a sample. Of several charges the earliest counts (design choice)."""
    charges = [
        offence.charged_at
        for offence in case.offences
        if offence.charged_at and offence.state_at(case.request_at) is OffenceState.CHARGED
    ]
    if charges:
        return _until(ClockKind.AFTER_CHARGE, min(charges), hours_after(min(charges), AFTER_CHARGE), case.request_at)
    decision = case.release_decision
    if decision is None:
        return None
    if decision.is_without_bail:
        return LegalClock(kind=ClockKind.NO_HOLD, state=ClockState.NO_HOLD)
    if decision is ReleaseType.ON_BAIL and case.held_only_for_sample and case.relevant_time:
        ends = hours_after(case.relevant_time, BEFORE_BAIL)
        return _until(ClockKind.BEFORE_BAIL, case.relevant_time, ends, case.request_at)
    return None


def _first_offence(case: CaseFacts) -> list[LegalClock]:
    """s.63B(5C): in time only before the 24 hours end. Of several first offences, the one that ends last."""
    starts = [offence.detention_start_at for offence in first_offences(case) if offence.detention_start_at]
    if not starts:
        return []
    ends = hours_after(max(starts), FOR_FIRST_OFFENCE)
    state = ClockState.RUNNING if case.request_at < ends else ClockState.PASSED
    return [LegalClock(kind=ClockKind.FIRST_OFFENCE, state=state, at=ends, since=max(starts))]


def _authorities(case: CaseFacts) -> list[LegalClock]:
    """The clock of V-013a, for the oldest oral authority not yet confirmed in writing."""
    waiting = [
        authority.given_at
        for authority in case.authorities
        if authority.is_oral and not authority.confirmed_in_writing_at
    ]
    given = [at for at in waiting if at <= case.request_at]
    return [_until(ClockKind.AUTHORITY, min(given), confirm_by(min(given)), case.request_at)] if given else []


def _until(kind: ClockKind, since: datetime, ends: datetime, now: datetime) -> LegalClock:
    """A clock that runs until `ends`, that moment included."""
    return LegalClock(kind=kind, state=ClockState.RUNNING if now <= ends else ClockState.PASSED, at=ends, since=since)


def _taken(case: CaseFacts) -> SampleFacts | None:
    return next(
        (sample for sample in case.samples if sample.taken_at is None or sample.taken_at <= case.request_at), None
    )


# Whether a sample may be requested: an answer for each route, with every reason.
#
# V-001 to V-021 are validation rules of the drug-testing data dictionary.


def may_a_sample_be_requested(case: CaseFacts) -> BasisAnswer:
    """The answer for both routes at `case.request_at`."""
    shared = _shared(case)
    arrest, charge = (_route(route, case, shared) for route in SampleRoute)
    return BasisAnswer(arrest=arrest, charge=charge)


def _shared(case: CaseFacts) -> tuple[Finding, ...]:
    seen, warned = case.custody_officer_seen_at, case.warned_at
    findings = [
        met("V-001") if case.in_police_detention else stops("V-001", presence=case.presence_label),
        met("V-002", time=time_in_words(seen)) if seen and seen <= case.request_at else stops("V-002"),
        _adult(case),
        *_one_sample(case),
        met("V-014", time=time_in_words(warned)) if warned and warned <= case.request_at else stops("V-014"),
    ]
    if case.notification is None:
        findings.append(stops("V-003", site=case.site, date=day_in_words(london_date(case.request_at))))
    return _stopping_first([*findings, *_keeping(case)])


def _adult(case: CaseFacts) -> Finding:
    """V-007. It cannot be met before an officer has said whether the person needs an appropriate adult."""
    if case.needs_appropriate_adult:
        present = case.appropriate_adult_present
        return met("V-007", appropriate_adult="An appropriate adult is present.") if present else stops("V-007")
    if not case.needs_were_said:
        return replace(
            stops("V-007"), message="Say what this person needs: an appropriate adult, an interpreter or neither."
        )
    return met("V-007", appropriate_adult="No appropriate adult needed.")


def _keeping(case: CaseFacts) -> list[Finding]:
    """Whether somebody may be kept for a sample at all (V-019, V-019a, V-020), and whether they understand."""
    findings = []
    if breach := hold_breach(case):
        rule, deadline = breach
        findings.append(stops(rule, deadline=time_in_words(deadline) if deadline else ""))
    if case.needs_interpreter and not case.interpreter_present:
        findings.append(warns("INTERPRETER", language=case.interpreter_language or "language not known yet"))
    return findings


def _one_sample(case: CaseFacts) -> list[Finding]:
    """V-018, and if the first sample could not be used, why there is no second (V-052)."""
    if not no_more_samples(case):
        return [met("V-018")]
    spoiled = case.samples[-1].condition in SPOILED
    waits = spoiled and case.max_samples == 1
    return [stops("V-018"), *([regime_note(london_date(case.request_at))] if waits else [])]


def _route(route: SampleRoute, case: CaseFacts, shared: tuple[Finding, ...]) -> RouteAnswer:
    relied, by_authority, findings = _offences(route, case)
    findings += _authority_steps(route, case, relied) if by_authority else []
    findings += _place_and_age(route, case)
    return RouteAnswer(
        route=route,
        relied_on=tuple(relied),
        by_authority=by_authority,
        findings=_stopping_first(findings),
        shared=shared,
        has_offences=bool(case.offences),
    )


def _offences(route: SampleRoute, case: CaseFacts) -> tuple[list[OffenceFacts], bool, list[Finding]]:
    """The offences a route would rest on, whether only by an authority, and the findings about them."""
    standing = [offence for offence in case.offences if offence.state_at(case.request_at) is STATE_OF_ROUTE[route]]
    relied = [offence for offence in standing if offence.is_trigger_for(route)]
    by_authority = not relied
    findings: list[Finding] = [why_trigger(offence, route) for offence in relied]
    relied = relied or [
        offence for offence in standing if authority_for(offence, case) and is_supported(offence, route, case)
    ]
    if not relied and route is SampleRoute.ARREST:
        relied, window = _first_offence_window(case)
        findings += window
        by_authority = any(not offence.is_trigger_for(route) for offence in relied)
    doubts = [drug_doubt(offence, route, is_sole_basis=not relied) for offence in standing]
    findings += [doubt for doubt in doubts if doubt]
    if relied:
        return relied, by_authority, findings
    if not standing:
        return [], False, [*findings, *_wrong_state(route, case)]
    for offence in standing:
        findings += [*authority_findings(offence, route, case), *why_not_listed(offence, route)]
    return [], False, findings


def _first_offence_window(case: CaseFacts) -> tuple[list[OffenceFacts], list[Finding]]:
    """s.63B(5C): kept for a further offence that supports no test, after a closed first one that did."""
    firsts = [(offence, start) for offence in first_offences(case) if (start := offence.detention_start_at)]
    in_time = [offence for offence, start in firsts if case.request_at < hours_after(start, FOR_FIRST_OFFENCE)]
    if in_time:
        return in_time, [met("V-021", deadline=deadline_of_first_offence(offence)) for offence in in_time]
    return [], [stops("V-021", deadline=deadline_of_first_offence(offence)) for offence, _ in firsts]


def _wrong_state(route: SampleRoute, case: CaseFacts) -> list[Finding]:
    if not case.offences:
        # Nothing is closed yet: the officer is only asked for the offence.
        ask = replace(stops("V-009", route, offence="", state="", route_word=""), message="Add the offence.")
        return [replace(ask, bearing=Bearing.MISSING)]
    return [
        stops(
            "V-009",
            route,
            offence=offence.name,
            state=state.label.lower() if (state := offence.state_at(case.request_at)) else "not yet arrested for",
            route_word=route.value,
        )
        for offence in case.offences
    ]


def _authority_steps(route: SampleRoute, case: CaseFacts, relied: Iterable[OffenceFacts]) -> list[Finding]:
    """What a test that rests on an authority needs besides it: the person told, and the grounds (s.63B(5)(b))."""
    findings: list[Finding] = []
    for offence in relied:
        authority = authority_for(offence, case)
        if authority is None:
            continue
        is_told = authority.told_at is not None and authority.told_at <= case.request_at
        findings += [
            met("V-011", route, offence=offence.name),
            met("V-015", route) if is_told else stops("V-015", route),
            *authority_notes(authority, case),
        ]
    return findings


def _place_and_age(route: SampleRoute, case: CaseFacts) -> list[Finding]:
    notification, age = case.notification, case.age
    findings: list[Finding] = []
    site = {"site": case.site, "route_word": route.value, "on_route": route.in_sentence}
    if notification and route not in notification.routes:
        findings.append(stops("V-004", route, **site))
    if notification and route is SampleRoute.CHARGE and not notification.covers_under_18:
        if age < 18:
            findings.append(stops("V-004", route, **{**site, "route_word": "under 18"}))
        elif case.age_is_unsure and age < 19:
            findings.append(warns("V-004", route, **{**site, "route_word": "under 18"}))
    if notification and not findings:
        findings.append(met("V-004", route, **site))
    age_rule = "V-005" if route is SampleRoute.ARREST else "V-006"
    old_enough = age >= route.minimum_age
    findings.append(met(age_rule, age=age) if old_enough else stops(age_rule, age=age))
    if case.age_is_unsure and route.minimum_age - 1 <= age <= route.minimum_age:
        findings.append(stops("V-008", route))
    return findings


def _stopping_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once; those that block first, then warnings, notes and what is met."""
    order = list(Bearing)
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: order.index(finding.bearing)))
