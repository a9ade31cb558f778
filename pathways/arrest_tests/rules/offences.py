"""Whether an offence is a trigger offence on its day, and what an inspector's authority for it is worth."""

from dataclasses import replace
from datetime import date

from pathways.arrest_tests.rules.facts import AuthorityFacts, CaseFacts, OffenceFacts
from pathways.arrest_tests.rules.findings import Finding, met, notes, stops, warns
from pathways.arrest_tests.rules.law import (
    TRIGGER_LIST,
    Drug,
    Law,
    look_alike_on,
    regime_on,
    row_on,
    row_that_ended,
)
from pathways.arrest_tests.rules.moments import day_in_words, hours_after, london_date, mid_sentence, time_in_words
from pathways.arrest_tests.rules.routes import Route
from pathways.vocabulary import Mark

MINIMUM_GROUNDS = 20
SAME_GROUNDS_WARNING = 3
WRITTEN_CONFIRMATION_HOURS = 2
UNLESS_AUTHORISED = "If it is none, an inspector or above must authorise the test before the request."


def drug_law(drug: Drug, day: date, law: Law | None = None) -> tuple[str, Mark]:
    """The instrument that specifies (or does not specify) the drug on a day, and how far that was checked."""
    regime = regime_on(day, law)
    if regime is None:
        return TRIGGER_LIST, Mark.UNCERTAIN
    rests_on_static_reading = (
        drug.class_a_from is not None and regime.stood_on is not None and drug.class_a_from > regime.stood_on
    )
    return regime.source, Mark.UNCERTAIN if rests_on_static_reading else drug.mark


def drug_doubt(offence: OffenceFacts, route: Route, *, is_sole_basis: bool) -> Finding | None:
    """V-016 or V-017: blocks where the offence is the only basis, otherwise a warning."""
    moment = offence.dated_for(route)
    rule = offence.drug_doubt_on(london_date(moment)) if moment else None
    if rule is None or moment is None:
        return None
    say = stops if is_sole_basis else warns
    if offence.drug is None:
        return say(rule, route)
    law, mark = drug_law(offence.drug, london_date(moment), offence.law)
    return say(
        rule,
        route,
        drug=offence.drug.name,
        date=day_in_words(london_date(moment)),
        drug_law=law,
        drug_mark=mark.value,
    )


def why_trigger(offence: OffenceFacts, route: Route) -> Finding:
    """Says on which row of the list a trigger offence stands. Only for an offence that is one."""
    moment = offence.dated_for(route)
    row = row_on(offence.code, london_date(moment), offence.law) if moment else None
    reason, law, mark = f"{offence.name}.", TRIGGER_LIST, row.mark if row else Mark.UNCERTAIN
    if row and moment and row.needs_specified_drug and offence.drug:
        instrument, mark = drug_law(offence.drug, london_date(moment), offence.law)
        reason = f"{offence.name}, and {mid_sentence(offence.drug.name)} is a specified Class A drug."
        law = f"{TRIGGER_LIST}; {instrument}"
    return met("TRIGGER", route, reason=reason, trigger_law=law, trigger_mark=mark.value)


def why_not_listed(offence: OffenceFacts, route: Route) -> tuple[Finding, ...]:
    """What explains that an offence is not on the list: it left it, or only looks as if it were on it."""
    moment = offence.dated_for(route)
    ended = row_that_ended(offence.code, london_date(moment), offence.law) if moment else None
    if ended and ended.effective_to:
        return (
            notes(
                "EXPIRED",
                offence=offence.name,
                date=day_in_words(ended.effective_to),
                trigger_law=f"{TRIGGER_LIST}; {ended.source}",
                trigger_mark=ended.mark.value,
            ),
        )
    look_alike = look_alike_on(offence.code, london_date(moment), offence.law) if moment else None
    return (notes("LOOKALIKE", why=mid_sentence(look_alike.why_not)),) if look_alike else ()


def authority_for(offence: OffenceFacts, case: CaseFacts) -> AuthorityFacts | None:
    """The authority for this one offence: a faultless one before a faulty one, the later before the earlier."""
    given = sorted((one for one in case.authorities if one.offence_key == offence.key), key=lambda one: one.given_at)
    good = [one for one in given if not _faults_of(one, case)]
    best = good or given
    return best[-1] if best else None


def first_authority_for(offence: OffenceFacts, case: CaseFacts) -> AuthorityFacts | None:
    """The earliest faultless authority for this one offence: what it made possible, no later one puts off."""
    good = [
        authority
        for authority in case.authorities
        if authority.offence_key == offence.key and not _faults_of(authority, case)
    ]
    return min(good, key=lambda authority: authority.given_at, default=None)


def _faults_of(authority: AuthorityFacts, case: CaseFacts) -> tuple[str, ...]:
    checks = (
        ("V-011", not authority.is_inspector_or_above),
        ("V-012", len(authority.grounds.strip()) < MINIMUM_GROUNDS),
        ("V-013", authority.given_at > case.request_at),
    )
    return tuple(rule for rule, is_met in checks if is_met)


def authority_faults(offence: OffenceFacts, case: CaseFacts) -> tuple[str, ...]:
    """The rules that keep an authority for this offence from standing; V-010 when there is none."""
    authority = authority_for(offence, case)
    return _faults_of(authority, case) if authority else ("V-010",)


def authority_findings(offence: OffenceFacts, route: Route, case: CaseFacts) -> tuple[Finding, ...]:
    """The same faults as sentences."""
    authority, moment = authority_for(offence, case), offence.dated_for(route) or case.request_at
    words = {
        "offence": offence.name,
        "date": day_in_words(london_date(moment)),
        "rank": authority.rank_label if authority else "",
    }
    found = tuple(stops(rule, route, **words) for rule in authority_faults(offence, case))
    if offence.drug_doubt_on(london_date(moment)) != "V-016":
        return found
    # Without the drug nobody knows whether it is a trigger: the sentence may not say that it is none.
    unknown = f"Whether {offence.in_sentence} is a trigger offence is not known without the drug. {UNLESS_AUTHORISED}"
    return tuple(replace(one, message=unknown) if one.rule == "V-010" else one for one in found)


def authority_notes(authority: AuthorityFacts, case: CaseFacts) -> tuple[Finding, ...]:
    """What an authority that stands still asks for: confirmation in writing, grounds of its own."""
    found = []
    waits_too_long = case.request_at > hours_after(authority.given_at, WRITTEN_CONFIRMATION_HOURS)
    if authority.is_oral and authority.confirmed_in_writing_at is None and waits_too_long:
        found.append(warns("V-013a"))
    if authority.same_grounds_that_day >= SAME_GROUNDS_WARNING:
        found.append(warns("V-012"))
    return tuple(found)


def is_supported(offence: OffenceFacts, route: Route, case: CaseFacts) -> bool:
    """A trigger offence on its day, or validly authorised."""
    return offence.is_trigger_for(route) or not authority_faults(offence, case)


def deadline_of_first_offence(offence: OffenceFacts) -> str:
    """When the 24 hours of s.63B(5C) end, in words."""
    return time_in_words(hours_after(offence.detention_start_at, 24)) if offence.detention_start_at else ""
