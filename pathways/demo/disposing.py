"""The disposals of made-up cases, of every kind that an adult can be given, and what becomes of them."""

from datetime import time, timedelta

from sqlalchemy import select

from pathways import clock, dates
from pathways.auth.roles import Viewer
from pathways.demo import referring
from pathways.demo.journey import County, Journey, JourneyCase, Waits
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.conditions.rules import ConditionKind, Planned, standard_due
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.facts.rules.earlier_outcomes import FoundIn, PriorKind
from pathways.disposals.facts.rules.gravity import Gravity, gravest
from pathways.disposals.outcome_codes import actions as outcome_codes_actions
from pathways.disposals.outcome_codes import queries as outcome_codes_queries
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions as steps_actions
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.referrals.models.referral import Referral
from pathways.refusals import Refused
from pathways.store.base import db
from pathways.vocabulary import Known

# Facts, proposal, authority and signature of a disposal.


PLAINEST = {
    "offence_made_out": "yes",
    "evidence": "charge",
    "public_interest": "no",
    "admission": "reliable",
    "fit": "declined",
    "would_agree": "yes",
    "victim": "none",
    "abuse_or_hate": "neither",
    "supply": "ruled_out",
    "likely_sentence": "low",
    "earlier": "none",
}
RATIONALE = "{name} had a small amount for own use, and admitted it in interview. Help is the better answer."

NOT_ADMITTED = "{name} admits nothing, which Outcome 22 does not ask for. A course is the better answer than a charge."

SMALL = "{name} had a small amount of cannabis for own use, and admitted it. Nothing more is needed."

STOLEN = (
    "{name} admitted it at once, and what was taken went back to the shop. A warning that stays on record answers it."
)

ACCEPTED = "{name} accepts responsibility for a small amount for own use. A course is the proportionate answer."


def may_be_decided(case: JourneyCase, code: str) -> bool:
    """Whether a disposal out of court is considered: mostly for possession, sometimes for shop theft."""
    return case.kind is not None or case.chance({"MDA71-5-2": 0.75, "TA68-1": 0.15}.get(code, 0))


def propose(case: JourneyCase, officer: Viewer, drug: str | None) -> Kind | None:
    """Answer the facts and, where the admission allows it, propose. The proposal then waits for authority."""
    answers = dict(PLAINEST)
    admits_less = case.random.choice(("no_comment", "denies", "accepts"))
    kind = case.kind or _kind(case, drug)
    if case.kind in (Kind.CR, Kind.O22) or (case.kind is None and kind is Kind.CC and case.chance(0.25)):
        answers |= {"admission": admits_less if case.kind is None else "accepts", "activity": "yes"}
        kind = case.kind or (Kind.CR if answers["admission"] == "accepts" else Kind.O22)
    if kind is Kind.CW:
        answers |= {"cw_aggravating": "no"}
    if case.kind is None and case.chance(0.2):
        answers |= {"earlier": "some", "history_matters": "no"}
        facts_actions.add_earlier(by=officer, episode_id=case.episode_id, outcome=_earlier())
    facts_actions.record_facts(
        by=officer, episode_id=case.episode_id, answers=answers, offence_on=clock.today() - timedelta(days=1)
    )
    if case.kind is None and case.chance(0.15):
        return None
    because = {
        Kind.CC: RATIONALE,
        Kind.CR: ACCEPTED,
        Kind.O22: NOT_ADMITTED,
        Kind.SC: RATIONALE if drug else STOLEN,
    }.get(kind, SMALL)
    proposal_actions.propose(
        by=officer,
        episode_id=case.episode_id,
        kind=kind,
        rationale=because.format(name=case.who.facts.given_names or case.who.facts.surname),
        reasons_cite_test=False,
        plan=[_condition(case, kind)] if kind in proposal_actions.WITH_A_PLAN else [],
    )
    return kind


def _kind(case: JourneyCase, drug: str | None) -> Kind:
    """The kind that an officer considers first where the person admits the offence."""
    if drug is None:
        return Kind.SC
    if drug == "cannabis":
        return case.random.choices((Kind.CW, Kind.PND, Kind.CR), weights=(5, 3, 2))[0]
    return Kind.SC if case.chance(0.1) else Kind.CC


def _condition(case: JourneyCase, kind: Kind) -> Planned:
    """An assessment for a caution; a course for the kinds that need no admission."""
    what = ConditionKind.DRUG_ASSESSMENT if kind is Kind.CC else ConditionKind.DRUG_AWARENESS_COURSE
    service = referring.nearest_service(case)
    due_on = case.due_on or standard_due(clock.today(), dates.bank_holidays())
    return Planned(kind=what, wording=what.wording(service.name), due_on=due_on, service_id=service.id)


def _earlier() -> facts_actions.OutcomeAsTyped:
    """A caution of another kind, over two years old: it is listed and stops nothing."""
    return facts_actions.OutcomeAsTyped(
        kind=PriorKind.SC,
        given_on=clock.today() - timedelta(days=900),
        offence="Criminal damage",
        drug_family=None,
        is_similar=Known.NO,
        engaged=None,
        found_in=FoundIn.PNC,
    )


def authorise_and_sign(case: JourneyCase, kind: Kind) -> Journey:
    """A sergeant other than the proposer gives authority; then the person signs, agrees or is given it."""
    if case.waits is Waits.FOR_A_SERGEANT:
        return
    sergeant = case.county.staff["sergeant"]
    yield clock.now() + timedelta(minutes=20)
    standing = proposal_queries.standing(case.episode_id)
    if standing is None:
        return
    why = "Proportionate, and what is asked helps the person."
    signing_actions.authorise(by=sergeant, disposal_id=standing.id, reason=why, gravity=_gravity(sergeant, standing.id))
    yield clock.now() + timedelta(minutes=15)
    at = clock.now()
    signing_actions.sign(
        by=sergeant,
        disposal_id=standing.id,
        explained_at=at,
        consents=True,
        was_signed=True,
        reference=_reference(case, kind),
    )


def _reference(case: JourneyCase, kind: Kind) -> str | None:
    """The number of a penalty notice, or of what was seized for a warning."""
    prefix = {Kind.PND: "PND", Kind.CW: "SEIZED"}.get(kind)
    return f"{prefix}-{case.episode_id:05}" if prefix else None


def _gravity(by: Viewer, disposal_id: int) -> Gravity | None:
    """The gravity by the county's example table, with the factor of a small amount."""
    disposal_view = proposal_queries.disposal(by, disposal_id)
    table = facts_queries.gravity_table_on(disposal_view.disposal.organisation_id, clock.today())
    return gravest(table, facts_queries.case_of(disposal_view.view).case.offences, ("small_amount",))


# What becomes of signed cautions and deferrals: reports, reviews, and the registrar's answers.


TEN_IN_THE_MORNING = time(10)
GRACE = timedelta(days=3)
ILL = {
    "failed": "The assessment was not attended by its date.",
    "reason": "hospital_or_detox",
    "reason_from": "A relative, by phone that morning",
    "evidence": "The service has a letter from the ward.",
}
EVIDENCE = "The attendance list of the service shows it."
REVIEWED = {
    "excuse_accepted": {
        "excuse": "illness",
        "evidence": "A letter from the surgery shows the week in bed.",
        "agrees": "yes",
    },
    "part_compliance_accepted": {
        "why": "One appointment was kept, and a court would add nothing.",
        "victim_told": "none",
    },
    "decide_prosecute": {
        "no_excuse": "Two letters and three calls were answered with a refusal.",
        "why": "Nothing that was agreed was done.",
    },
}


def follow(case: JourneyCase) -> Journey:
    """Three days after the last date the monitor looks, a day later a sergeant decides. Most penalties are paid."""
    standing = proposal_queries.standing(case.episode_id)
    if standing is None or standing.signed_at is None or case.waits is Waits.FOR_A_REPORT:
        return
    if standing.kind is Kind.PND:
        yield from _penalty(case, standing.id)
    if standing.kind not in (Kind.CC, Kind.CR, Kind.O22):
        return
    last = max(row.due_on for row in proposal_queries.conditions_of(standing.id))
    if case.waits is Waits.TO_BE_WEIGHED:
        yield dates.from_london(last, TEN_IN_THE_MORNING) + timedelta(days=1)
        steps_actions.take_step(
            by=case.county.staff["monitor"], disposal_id=standing.id, event="suspected_breach", given=ILL
        )
        return
    yield dates.from_london(last, TEN_IN_THE_MORNING) + GRACE
    if case.chance(0.2):
        yield clock.now() + timedelta(days=9)  # until somebody looks, it is on the list
    now = proposal_queries.standing(case.episode_id)
    if now is None:
        return
    if now.state is State.DEFERRED:
        yield from _deferral(case, now.id)
    elif now.state is State.AGREED:
        yield from _resolution(case, now.id)
    elif now.state is State.ACTIVE:
        yield from _caution(case, now.id)


def _penalty(case: JourneyCase, disposal_id: int) -> Journey:
    yield clock.now() + timedelta(days=case.random.randrange(4, 20))
    paid = {"on": clock.today(), "how": "penalty"}
    steps_actions.take_step(by=case.county.staff["officer"], disposal_id=disposal_id, event="paid", given=paid)


def _caution(case: JourneyCase, disposal_id: int) -> Journey:
    monitor, sergeant = case.county.staff["monitor"], case.county.staff["sergeant"]
    answers = {
        "failed": "No report of the assessment came by its date.",
        "reason": "none_given",
        "evidence": "The service was asked twice, and has not answered.",
    }
    steps_actions.take_step(by=monitor, disposal_id=disposal_id, event="suspected_breach", given=answers)
    yield clock.now() + timedelta(days=1)
    event = case.random.choice(tuple(REVIEWED))
    if event == "decide_prosecute" and _came(case):
        event = "part_compliance_accepted"
    until = {"until": clock.today() + timedelta(days=21)}
    try:
        steps_actions.take_step(by=sergeant, disposal_id=disposal_id, event=event, given=REVIEWED[event] | until)
    except Refused:  # an excuse, but no time left to move the date
        event = "part_compliance_accepted"
        steps_actions.take_step(by=sergeant, disposal_id=disposal_id, event=event, given=REVIEWED[event])
    if event == "excuse_accepted":  # and done within the fortnight
        yield clock.now() + timedelta(days=14)
        for condition in conditions_queries.running_conditions(case.episode_id):
            conditions_actions.report_condition(
                by=monitor, condition_id=condition.id, met=True, on=clock.today(), words="Attended, and stayed"
            )
            conditions_actions.accept_condition(
                by=sergeant, condition_id=condition.id, evidence=EVIDENCE, victim_told=None
            )
    if event == "decide_prosecute":
        yield clock.now() + timedelta(days=case.random.randrange(9, 25))
        began = {"on": clock.today(), "how": "requisition"}
        steps_actions.take_step(by=sergeant, disposal_id=disposal_id, event="proceedings_instituted", given=began)


def _came(case: JourneyCase) -> bool:
    """Whether the service has assessed them, though it has not reported so: nobody is prosecuted for not coming."""
    assessed = select(Referral.id).where(Referral.episode_id == case.episode_id, Referral.assessed_on.is_not(None))
    return db.session.scalar(assessed.limit(1)) is not None


def _resolution(case: JourneyCase, disposal_id: int) -> Journey:
    monitor, officer = case.county.staff["monitor"], case.county.staff["officer"]
    (row,) = proposal_queries.conditions_of(disposal_id)
    done = case.chance(0.75)
    conditions_actions.report_condition(
        by=monitor,
        condition_id=row.id,
        met=done,
        on=clock.today(),
        words="The service wrote how it went",
    )
    yield clock.now() + timedelta(days=1)
    if done:
        shown = {"evidence": "The attendance list of the service.", "victim_told": "none"}
        steps_actions.take_step(by=officer, disposal_id=disposal_id, event="action_done", given=shown)
    else:
        tried = {"why": "deadline", "attempts": "Three calls and a letter brought no answer."}
        steps_actions.take_step(by=officer, disposal_id=disposal_id, event="not_done", given=tried)
        yield clock.now() + timedelta(days=5)
        left = {"why": "Nobody was harmed, and a court would add nothing."}
        steps_actions.take_step(by=case.county.staff["sergeant"], disposal_id=disposal_id, event="review", given=left)


def _deferral(case: JourneyCase, disposal_id: int) -> Journey:
    monitor, sergeant = case.county.staff["monitor"], case.county.staff["sergeant"]
    (row,) = proposal_queries.conditions_of(disposal_id)
    done = case.chance(0.7)
    conditions_actions.report_condition(
        by=monitor, condition_id=row.id, met=done, on=clock.today(), words="The service wrote: attended, all of it"
    )
    yield clock.now() + timedelta(days=1)
    if not done:
        why = {"excuse": "none_given", "why": "The course was not started and three calls brought no answer."}
        steps_actions.take_step(by=sergeant, disposal_id=disposal_id, event="not_completed", given=why)
        yield clock.now() + timedelta(days=5)
        charged = {"on": clock.today(), "authority": "D. Marsh, under the Director's Guidance"}
        steps_actions.take_step(by=sergeant, disposal_id=disposal_id, event="charge", given=charged)
        return
    shown = {"completed_on": clock.today(), "evidence": "The attendance list of the service shows both sessions."}
    steps_actions.take_step(by=sergeant, disposal_id=disposal_id, event="accept_done", given=shown)
    over = {"why": "The course was done and nothing further is needed.", "victim_told": "none"}
    steps_actions.take_step(by=sergeant, disposal_id=disposal_id, event="close_22", given=over)


def answer_codes(county: County) -> None:
    """Have the registrar answer what was asked more than a week ago."""
    registrar = county.staff["registrar"]
    for line in outcome_codes_queries.codes_waiting(registrar).rows:
        if line.record.on < clock.today() - timedelta(days=7):
            outcome_codes_actions.answer_code(by=registrar, record_id=line.record.id, accept=True)
