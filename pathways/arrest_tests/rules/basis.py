"""May a sample be requested? Both routes are answered, each with every reason (PACE 1984 s.63B).

The codes V-001 to V-021 are the validation rules of the field's data dictionary.
"""

from collections.abc import Iterable
from dataclasses import replace

from pathways.arrest_tests.rules.answers import BasisAnswer, RouteAnswer
from pathways.arrest_tests.rules.clocks import hold_breach
from pathways.arrest_tests.rules.drugs import regime_note
from pathways.arrest_tests.rules.facts import CaseFacts, OffenceFacts
from pathways.arrest_tests.rules.findings import Bearing, Finding, met, stops, warns
from pathways.arrest_tests.rules.first_offence import first_offences
from pathways.arrest_tests.rules.moments import day_in_words, hours_after, london_date, time_in_words
from pathways.arrest_tests.rules.offences import (
    authority_findings,
    authority_for,
    authority_notes,
    deadline_of_first_offence,
    drug_doubt,
    is_supported,
    why_not_listed,
    why_trigger,
)
from pathways.arrest_tests.rules.routes import STATE_OF_ROUTE, Route
from pathways.arrest_tests.rules.samples import SPOILED, no_more_samples


def may_a_sample_be_requested(case: CaseFacts) -> BasisAnswer:
    """Answers both routes at `case.request_at`."""
    shared = _shared(case)
    arrest, charge = (_route(route, case, shared) for route in Route)
    return BasisAnswer(arrest=arrest, charge=charge)


def _shared(case: CaseFacts) -> tuple[Finding, ...]:
    seen, warned = case.custody_officer_seen_at, case.warned_at
    found = [
        met("V-001") if case.in_police_detention else stops("V-001", presence=case.presence_label),
        met("V-002", time=time_in_words(seen)) if seen and seen <= case.request_at else stops("V-002"),
        _adult(case),
        *_one_sample(case),
        met("V-014", time=time_in_words(warned)) if warned and warned <= case.request_at else stops("V-014"),
    ]
    if case.notification is None:
        found.append(stops("V-003", site=case.site, date=day_in_words(london_date(case.request_at))))
    return _stopping_first([*found, *_keeping(case)])


def _adult(case: CaseFacts) -> Finding:
    """V-007. Nothing is met before an officer said whether this person needs an appropriate adult."""
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
    found = []
    if breach := hold_breach(case):
        rule, deadline = breach
        found.append(stops(rule, deadline=time_in_words(deadline) if deadline else ""))
    if case.needs_interpreter and not case.interpreter_present:
        found.append(warns("INTERPRETER", language=case.interpreter_language or "language not known yet"))
    return found


def _one_sample(case: CaseFacts) -> list[Finding]:
    """V-018; where the first sample could not be used, also why there is no second (V-052)."""
    if not no_more_samples(case):
        return [met("V-018")]
    spoiled = case.samples[-1].condition in SPOILED
    waits = spoiled and case.max_samples == 1
    return [stops("V-018"), *([regime_note(london_date(case.request_at))] if waits else [])]


def _route(route: Route, case: CaseFacts, shared: tuple[Finding, ...]) -> RouteAnswer:
    relied, by_authority, found = _offences(route, case)
    found += _authority_steps(route, case, relied) if by_authority else []
    found += _place_and_age(route, case)
    return RouteAnswer(
        route=route,
        relied_on=tuple(relied),
        by_authority=by_authority,
        findings=_stopping_first(found),
        shared=shared,
        has_offences=bool(case.offences),
    )


def _offences(route: Route, case: CaseFacts) -> tuple[list[OffenceFacts], bool, list[Finding]]:
    """The offences a route would rest on, whether only by authority, and what was found on the way."""
    standing = [one for one in case.offences if one.state_at(case.request_at) is STATE_OF_ROUTE[route]]
    relied = [one for one in standing if one.is_trigger_for(route)]
    by_authority = not relied
    found: list[Finding] = [why_trigger(one, route) for one in relied]
    relied = relied or [one for one in standing if authority_for(one, case) and is_supported(one, route, case)]
    if not relied and route is Route.ARREST:
        relied, window = _first_offence_window(case)
        found += window
        by_authority = any(not one.is_trigger_for(route) for one in relied)
    doubts = [drug_doubt(one, route, is_sole_basis=not relied) for one in standing]
    found += [doubt for doubt in doubts if doubt]
    if relied:
        return relied, by_authority, found
    if not standing:
        return [], False, [*found, *_wrong_state(route, case)]
    for offence in standing:
        found += [*authority_findings(offence, route, case), *why_not_listed(offence, route)]
    return [], False, found


def _first_offence_window(case: CaseFacts) -> tuple[list[OffenceFacts], list[Finding]]:
    """s.63B(5C): held on for a further offence that supports no test, after a first one that did and is closed."""
    firsts = [(one, start) for one in first_offences(case) if (start := one.detention_start_at)]
    in_time = [one for one, start in firsts if case.request_at < hours_after(start, 24)]
    if in_time:
        return in_time, [met("V-021", deadline=deadline_of_first_offence(one)) for one in in_time]
    return [], [stops("V-021", deadline=deadline_of_first_offence(one)) for one, _ in firsts]


def _wrong_state(route: Route, case: CaseFacts) -> list[Finding]:
    if not case.offences:
        # Nothing is closed yet: the officer is only asked for the offence.
        ask = replace(stops("V-009", route, offence="", state="", route_word=""), message="Add the offence.")
        return [replace(ask, bearing=Bearing.MISSING)]
    return [
        stops(
            "V-009",
            route,
            offence=one.name,
            state=state.label.lower() if (state := one.state_at(case.request_at)) else "not yet arrested for",
            route_word=route.value,
        )
        for one in case.offences
    ]


def _authority_steps(route: Route, case: CaseFacts, relied: Iterable[OffenceFacts]) -> list[Finding]:
    """What a test that rests on an authority needs besides it: the person told, and the grounds (s.63B(5)(b))."""
    found: list[Finding] = []
    for offence in relied:
        authority = authority_for(offence, case)
        if authority is None:
            continue
        told = authority.told_at is not None and authority.told_at <= case.request_at
        found += [
            met("V-011", route, offence=offence.name),
            met("V-015", route) if told else stops("V-015", route),
            *authority_notes(authority, case),
        ]
    return found


def _place_and_age(route: Route, case: CaseFacts) -> list[Finding]:
    notification, age = case.notification, case.age
    found: list[Finding] = []
    site = {"site": case.site, "route_word": route.value, "on_route": route.in_sentence}
    if notification and route not in notification.routes:
        found.append(stops("V-004", route, **site))
    if notification and route is Route.CHARGE and not notification.covers_under_18:
        if age < 18:
            found.append(stops("V-004", route, **{**site, "route_word": "under 18"}))
        elif case.age_is_unsure and age < 19:
            found.append(warns("V-004", route, **{**site, "route_word": "under 18"}))
    if notification and not found:
        found.append(met("V-004", route, **site))
    age_rule = "V-005" if route is Route.ARREST else "V-006"
    old_enough = age >= route.minimum_age
    found.append(met(age_rule, age=age) if old_enough else stops(age_rule, age=age))
    if case.age_is_unsure and route.minimum_age - 1 <= age <= route.minimum_age:
        found.append(stops("V-008", route))
    return found


def _stopping_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each sentence once, what stands in the way before warnings, notes and what is met."""
    order = list(Bearing)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.bearing)))
